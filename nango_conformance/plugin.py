"""pytest runs the scenarios; this is all that it is told: what to select, what to record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, cast

import pytest
from _pytest.runner import runtestprotocol
from pytest_bdd.parser import Feature, Scenario, Step
from pytest_bdd.steps import step_function_context_registry

from nango_conformance.catalogue import load
from nango_conformance.errors import (
    ConformanceError,
    Nonconformance,
    NotApplicable,
    NotObservable,
    Overloaded,
    TargetUnusable,
)
from nango_conformance.guards import Matcher, specification_problems
from nango_conformance.kinds import Kind
from nango_conformance.recorder import Audience, Scene, Told, midway
from nango_conformance.records import FeatureSource
from nango_conformance.stage import Session, Stage
from nango_conformance.stage.contact import first_contact
from nango_conformance.target.guard import WEIGHTY, forbidden

LAST: Final = ("NAF-15.", "NAF-17.1")
"""Checks that are judged over everything that ran: they run when all else has."""

CALM_S: Final = 5.0
"""How long an overloaded machine may take to calm down before a scenario is timed again."""

_LEVELS: Final = ("must", "should", "may", "essential", *WEIGHTY)


class ConformancePlugin:
    """
    Selects, orders, records and guards the scenarios of one run.

    A target that ends by itself is started again `restarts` times; `deaths` says how it ended.
    Of several only the one that `leads` reviews the specification and makes the acquaintance of
    the target, which may be the same.
    """

    def __init__(
        self,
        session: Session,
        features: Sequence[FeatureSource],
        selected: frozenset[str],
        audience: Audience,
        *,
        restarts: int = 1,
        leads: bool = True,
    ) -> None:
        self.told: list[Told] = []
        self.fault: str | None = None
        self.built: frozenset[str] = frozenset()
        self.schema_breaks: list[str] = []
        self._session = session
        self._features = features
        self._selected = selected
        self._audience = audience
        self._scene: Scene | None = None
        self.deaths: list[str] = []
        self._restarts = restarts
        self._leads = leads

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let every tag of the specification be known, and no other."""
        for name in (*_LEVELS, *(check.id for check in load().checks), *self._areas()):
            config.addinivalue_line("markers", f"{name}: a tag of the specification")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse a specification that would not run as written; then select and order it."""
        # All of them have the same specification.
        leads = self._leads
        if leads and (problems := specification_problems(self._features, step_definitions())):
            self.fault = "\n  ".join(("the specification cannot be run:", *problems))
            raise pytest.UsageError(self.fault)
        self.built = frozenset(check_of(item) for item in items)
        items[:] = [item for item in items if check_of(item) in self._selected]
        items.sort(key=_order)
        try:
            # A target that we start has had the time of the collection to get ready.
            self._session.wait()
            if self._leads:
                first_contact(self._session)
        except TargetUnusable as error:
            self.fault = str(error)
            items.clear()
        self._audience.begins(len(items))

    @pytest.fixture
    def stage(self, request: pytest.FixtureRequest) -> Iterator[Stage]:
        """One scenario's stage."""
        self._session.ledger.open(request.node.nodeid)
        tags = (mark.name for mark in request.node.iter_markers())
        if (why := forbidden(self._session.target, tags)) is not None:
            raise NotApplicable(why)
        with self._session.stage(request.node.nodeid) as stage:
            yield stage
            if self._scene is not None:
                self._scene.notes.extend(stage.notes)
        self.schema_breaks.extend(f"{note.text}" for note in stage.schema_breaks)
        if stage.unseen is not None:
            raise NotObservable(stage.unseen)

    def pytest_bdd_before_scenario(
        self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario
    ) -> None:
        """Begin to record a scenario."""
        node = request.node
        self._scene = Scene(
            check=check_of(node),
            uri=f"features/{feature.rel_filename.rsplit('/', 1)[-1]}",
            name=scenario.name,
            line=scenario.line_number,
            tags=tuple(sorted(f"@{mark.name}" for mark in node.iter_markers())),
            clean=self._session.ledger.clean,
        )

    def pytest_bdd_before_step(self, step: Step) -> None:
        """Start the clock of a step."""
        if self._scene is not None:
            self._scene.begin_step(is_act=step.type == "when")

    def pytest_bdd_after_step(self, step: Step) -> None:
        """Keep that a step passed."""
        if self._scene is not None:
            self._scene.end_step(step.name)

    def pytest_bdd_step_error(self, step: Step, exception: Exception) -> None:
        """Keep how a step failed."""
        if self._scene is not None:
            self._scene.end_step(step.name, exception)

    def pytest_bdd_step_func_lookup_error(self, step: Step, exception: Exception) -> None:
        """Keep that a step means nothing."""
        if self._scene is not None:
            self._scene.undefined_step(step.name, exception)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        """Judge a scenario when all of it is over, its clearing up included."""
        self._errors: list[BaseException] = []
        yield_value = yield
        if isinstance(_telling(self._errors), Overloaded):
            self._play_again(item, nextitem)
        self._end(item)
        return yield_value

    def _play_again(self, item: Any, nextitem: pytest.Item | None) -> None:
        """Play a scenario anew that was not timed fairly: its own people, and a calmer machine."""
        with self._session.turns.alone():
            self._session.lag.calm(CALM_S)
            self._errors = []
            item._initrequest()  # noqa: SLF001 - as pytest-rerunfailures: there is no public way
            runtestprotocol(item, log=False, nextitem=nextitem)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> pytest.TestReport:
        """
        Keep what went wrong in any phase, the first thing first.

        The report has no stack: pytest parses the sources of every frame for it, and nobody
        reads it here.
        """
        error = call.excinfo.value if call.excinfo is not None else None
        if error is not None and not isinstance(error, KeyboardInterrupt):
            self._errors.append(error)
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="passed" if error is None else "failed",
            longrepr=None if error is None else str(error),
            when=cast('Literal["setup", "call", "teardown"]', call.when),
            duration=call.duration,
        )

    def _end(self, item: pytest.Item) -> None:
        if self._scene is None:
            self.fault = (
                f"{item.nodeid} did not begin: {next(iter(self._errors), 'no reason known')}"
            )
            item.session.shouldstop = self.fault
            return
        error = _telling(self._errors)
        end = self._target_ended(item)
        entries = self._session.ledger.of(item.nodeid)
        sights = self._session.ledger.seen(item.nodeid)
        told = self._scene.end(end or error, entries, sights)
        self._scene = None
        self.told.append(told)
        self._audience.ended(told)

    def _target_ended(self, item: pytest.Item) -> ConformanceError | None:
        """Say whose fault it is that the target is gone, and go on only if it is its own."""
        process = self._session.process
        how = process.died if process is not None else self._session.unreachable()
        if how is None:
            return None
        if process is not None and process.died_by_itself and len(self.deaths) < self._restarts:
            self.deaths.append(how)
            error = Nonconformance(
                "a target that goes on", f"{how}; it said:\n{process.log()}", kind=Kind.TARGET_DIED
            )
            try:
                process.start_again()
            except TargetUnusable as gone:
                self._stop(item, f"the target could not be started again: {gone}")
            return error
        self._stop(item, midway(how))
        return TargetUnusable(how)

    def _stop(self, item: pytest.Item, fault: str) -> None:
        self.fault = fault
        item.session.shouldstop = fault

    def _areas(self) -> Iterator[str]:
        for feature in self._features:
            first = feature.text.lstrip().splitlines()[0]
            yield from (tag.removeprefix("@") for tag in first.split() if tag.startswith("@"))


def _telling(errors: Sequence[BaseException]) -> BaseException | None:
    """Return what speaks for a scenario: what came first, but unseen outweighs not applicable."""
    first = next(iter(errors), None)
    hidden = next((error for error in errors if isinstance(error, NotObservable)), None)
    return hidden if isinstance(first, NotApplicable) and hidden is not None else first


def _order(item: pytest.Item) -> tuple[bool, list[int]]:
    """The order of the catalogue, but for what is judged last; a sort keeps a check's scenarios."""
    check = check_of(item)
    return check.startswith(LAST), [int(part) for part in check.removeprefix("NAF-").split(".")]


def check_of(item: pytest.Item) -> str:
    """Return the check that a scenario is an example of: its one tag that is a check's id."""
    return next(mark.name for mark in item.iter_markers() if mark.name.startswith("NAF-"))


def step_definitions() -> tuple[Matcher, ...]:
    """Return every step definition that pytest-bdd knows of, but for its own."""
    return tuple(
        (context.type, context.parser.is_matching, context.step_func)
        for context in step_function_context_registry.values()
        if not context.step_func.__module__.startswith("pytest_bdd")
    )
