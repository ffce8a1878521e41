"""What lives as long as a run: where the target is, whether it answers, what it was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from nango_conformance.driver.fake import keys_of
from nango_conformance.driver.process import free_port
from nango_conformance.driver.transport import Request, new_session
from nango_conformance.errors import NotApplicable, TargetUnusable
from nango_conformance.evidence import Account
from nango_conformance.stage import Session, operator_environment
from nango_conformance.target import Nango, Start, Target

MakeTarget = Callable[..., Target]

ANYWHERE: Final = Nango(listen="127.0.0.1:0")
SERVES: Final = """
import http.server, os, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["GIVEN"].encode())
    def log_message(self, *a):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), H).serve_forever()
"""


def test_a_target_of_ours_is_started_with_its_keys(make_target: MakeTarget) -> None:
    """On a free port that its address, its command and its environment name alike."""
    start = Start(
        command=("{python}", "-c", SERVES, "{port}"),
        env={"GIVEN": "{port} {fake.url} {fake.api_key} {fake.signing_key} {base_url}"},
    )
    target = make_target(mode="start", base_url="http://127.0.0.1:{port}", start=start)

    with (
        Session.open(target, seed=3, run_id="r", timeout_s=5) as session,
        new_session() as http,
    ):
        session.wait()
        url = session.target.base_url
        exchange = session.transport.send(http, Request(who="Ada", method="GET", url=url))

        keys = keys_of(Nango(), 3)
        port = url.rpartition(":")[2]
        assert exchange.body == f"{port} {session.fake.api} {keys.api} {keys.signing} {url}"
        assert session.process is not None
        assert session.process.died is None
        # It gave both keys away, and the ledger still holds neither.
        assert {slip.name.split(" as ")[0] for slip in session.transport.ear.heard.slips} == {
            "the secret key",
            "the signing key",
        }
        assert keys.api not in session.ledger.entries[0].text
        assert keys.signing not in session.ledger.entries[0].text

    assert session.process.died is not None


def test_one_key_for_both_is_looked_for_once(make_target: MakeTarget, backend: Any) -> None:
    """A leak of it is one leak."""
    nango = Nango(listen="127.0.0.1:0", signing_key="same", api_key="0123456789abcdef")
    backend.says("/", b"0123456789abcdef")

    with (
        Session.open(
            make_target(base_url=backend.url, nango=nango), seed=1, run_id="r", timeout_s=5
        ) as session,
        new_session() as http,
    ):
        session.transport.send(http, Request(who="Ada", method="GET", url=f"{backend.url}/"))

        assert [slip.name for slip in session.transport.ear.heard.slips] == [
            "the secret key as it is"
        ]


def test_an_attached_target_has_to_answer(make_target: MakeTarget, backend: Any) -> None:
    """Anything will do: a page that is not there is an answer as well."""
    backend.says("", status=404)
    backend.says("/", status=404)
    with Session.open(
        make_target(base_url=backend.url, nango=ANYWHERE), seed=1, run_id="r", timeout_s=5
    ) as session:
        session.wait()

        assert session.process is None
        assert session.unreachable() is None


def test_where_nothing_answers_nothing_can_be_judged(make_target: MakeTarget) -> None:
    """The address is told, and what to do."""
    url = f"http://127.0.0.1:{free_port()}"
    with Session.open(
        make_target(base_url=url, nango=ANYWHERE), seed=1, run_id="r", timeout_s=5
    ) as session:
        with pytest.raises(TargetUnusable, match=rf"nothing answers at {url} .*base_url"):
            session.wait()

        # Only a request that was missed makes anybody look again.
        assert session.unreachable() is None
        session.transport.missed = True
        assert (session.unreachable() or "").startswith(f"nothing answers at {url}")
        assert session.transport.missed


def test_one_missed_answer_is_not_the_end(make_target: MakeTarget, backend: Any) -> None:
    """Where the target answers again, the miss is forgotten."""
    backend.says("/")
    with Session.open(
        make_target(base_url=backend.url, nango=ANYWHERE), seed=1, run_id="r", timeout_s=5
    ) as session:
        session.transport.missed = True

        assert session.unreachable() is None
        assert not session.transport.missed


def test_a_stage_is_cleared_when_its_scenario_is_over(
    make_target: MakeTarget, backend: Any
) -> None:
    """Its faults are taken back, so that no failure poisons the next scenario."""
    target = make_target(base_url=backend.url, nango=ANYWHERE)
    with Session.open(target, seed=1, run_id="r", timeout_s=5) as session:
        with session.stage("one") as stage:
            stage.nango.control.add_fault("down", "POST /connect/sessions", {"status": 500})
            with pytest.raises(NotApplicable, match="one \\[\\[integration\\]\\] only"):
                stage.integration(Account.OTHER)
            with pytest.raises(NotApplicable, match="no workspaces"):
                stage.workspace("Ada", Account.SECOND_WORKSPACE)

        with session.stage("two") as stage, new_session() as http:
            keys = session.fake.keys
            answer = http.post(
                f"{session.fake.api}/connect/sessions",
                json={"end_user": {"id": "ada"}},
                headers={"authorization": f"Bearer {keys.api}"},
                timeout=5,
            )
            assert answer.status_code == 201


def test_an_operator_is_told_what_the_target_needs(make_target: MakeTarget) -> None:
    """The usual variables, or the declared ones, with the keys of the run's seed."""
    nango = Nango(listen="127.0.0.1:41")
    keys = keys_of(nango, 7)
    expects = {"URL": "{fake.url}/x", "KEY": "{fake.api_key}", "MINE": "{base_url}"}

    assert operator_environment(make_target(nango=nango), 7) == {
        "NANGO_HOST": "http://127.0.0.1:41",
        "NANGO_SECRET_KEY": keys.api,
        "NANGO_WEBHOOK_SIGNING_KEY": keys.signing,
    }
    assert operator_environment(make_target(nango=nango, expects_env=expects), 7) == {
        "URL": "http://127.0.0.1:41/x",
        "KEY": keys.api,
        "MINE": "http://127.0.0.1:3000",
    }
