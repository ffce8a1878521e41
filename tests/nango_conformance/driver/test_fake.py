"""The fake that a run brings along is what the target expects, and its journal is evidence."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, Final

import pytest
import requests

from nango_conformance.driver.fake import SPARE, Fake, Keys, keys_of, running_fake
from nango_conformance.driver.nango import Nango as Reader
from nango_conformance.driver.record import record_journal
from nango_conformance.driver.transport import Transport
from nango_conformance.errors import UsageError
from nango_conformance.evidence import Ledger, Source
from nango_conformance.target import Integration, Nango, Start, Sync, Target
from tests.ports import free_block

MakeTarget = Callable[..., Target]
MakeTransport = Callable[..., Transport]

KEY: Final = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"
KEYS: Final = Keys(api=KEY, signing="b1c2d3e4-0000-4000-8000-000000000000")


def test_keys_derive_from_the_seed() -> None:
    """The same for the same seed; two different ones, unless one has to do for both."""
    keys = keys_of(Nango(), 1)

    assert keys == keys_of(Nango(), 1) != keys_of(Nango(), 2)
    assert keys.api != keys.signing
    same = keys_of(Nango(signing_key="same"), 1)
    assert same.api == same.signing == keys.api


def test_the_key_before_is_another_one() -> None:
    """Always the same for the same key, so that a target can be told of it beforehand."""
    assert KEYS.former == Keys(api="x", signing=KEYS.signing).former
    assert KEYS.former not in {KEYS.signing, KEYS.api}


def test_declared_keys_are_used() -> None:
    """A target that cannot be told others keeps its own."""
    assert keys_of(Nango(api_key="a", webhook_signing_key="b"), 1) == Keys(api="a", signing="b")
    same = Nango(api_key="a", webhook_signing_key="b", signing_key="same")
    assert keys_of(same, 1) == Keys(api="a", signing="a")


def started(make_target: MakeTarget, base_url: str = "http://127.0.0.1:9", **more: Any) -> Target:
    """Return a target that the harness starts, so that the fake is free to choose its ports."""
    return make_target(mode="start", start=Start(command=("x",)), base_url=base_url, **more)


def test_the_fake_has_what_the_target_declares(make_target: MakeTarget) -> None:
    """Its environment, keys, webhook address and integrations, and one that nobody asks for."""
    target = started(
        make_target,
        environment="prod",
        integrations=(
            Integration(key="m", nango_id="outlook", provider="microsoft"),
            Integration(key="c", nango_id="chat", provider="slack", syncs=()),
        ),
    )

    with running_fake(target, KEYS) as fake:
        (environment,) = fake.control.info().environments
        assert fake.control.clock().retry_scale == pytest.approx(0.02)

    assert (environment.name, environment.secret_key) == ("prod", KEYS.api)
    assert environment.webhook_signing_key == KEYS.signing
    assert environment.webhook_url == "http://127.0.0.1:9/hook"
    assert environment.integrations == ("outlook", "chat", SPARE)


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "127.0.0.1:{port}"])
def test_an_attached_target_finds_it_where_declared(make_target: MakeTarget, listen: str) -> None:
    """On the declared port, or on any where that is 0."""
    port = free_block()
    target = make_target(nango=Nango(listen=listen.format(port=port)))

    with running_fake(target, KEYS) as fake:
        assert fake.api.endswith(f":{port}") is ("{port}" in listen)


def test_a_taken_port_is_named_with_what_to_do(make_target: MakeTarget) -> None:
    """A real Nango uses 3003, too."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        target = make_target(nango=Nango(listen=f"127.0.0.1:{port}"))

        with (
            pytest.raises(UsageError, match=rf"port {port} is taken.*\[nango\] listen"),
            running_fake(target, KEYS),
        ):
            pass


def issue(fake: Fake, key: str = KEY) -> str:
    """Ask for a session as a backend does; return its token, '' when it is refused."""
    body = {"end_user": {"id": "ada"}, "allowed_integrations": ["outlook"]}
    answer = requests.post(
        f"{fake.api}/connect/sessions",
        json=body,
        headers={"authorization": f"Bearer {key}"},
        timeout=5,
    )
    return str(answer.json().get("data", {}).get("token", ""))


def test_a_whole_flow_is_read_and_recorded(
    backend: Any, make_target: MakeTarget, make_transport: MakeTransport, ledger: Ledger
) -> None:
    """
    A session, a person's consent and a webhook, in the reader's nouns and as evidence.

    What the harness's own people did is neither; keys and tokens are labels; the answer to
    the webhook is searched for canaries.
    """
    backend.says("/hook", f"debug {KEY}".encode(), headers=(("x-odd", "1"),))
    transport = make_transport()
    with running_fake(started(make_target, backend.url), KEYS) as fake:
        reader = Reader(fake.control, quiet_s=0.02)
        mark = reader.mark()
        token = issue(fake)
        outcome = fake.control.approve(token, "outlook")
        reader.settle()

        (issued,) = reader.issued(mark)
        assert (issued.token, issued.allowed) == (token, ("outlook",))
        assert [call.told for call in reader.calls(mark)] == ["POST /connect/sessions → 201"]
        (hook,) = reader.hooks(mark, outcome.connection_id)
        assert (hook.kind, hook.operation, hook.success) == ("auth", "creation", True)
        assert (hook.status, hook.attempts, hook.said) == (200, 1, "status 200")
        assert outcome.connection_id in reader.connections_before(reader.mark())
        assert {call.caller for call in reader.provider_calls(mark)} >= {"nango"}

        notes = record_journal(fake.control.journal(since=mark).events, ledger, transport)

    assert notes == ()
    titles = [entry.title for entry in ledger.entries]
    assert "backend → Nango: POST /connect/sessions → 201" in titles
    assert "Nango → backend: webhook, attempt 1 → 200" in titles
    assert not [title for title in titles if "browser" in title or "/oauth" in title]
    text = "\n".join(entry.text for entry in ledger.entries)
    assert KEY not in text
    assert token not in text
    assert "‹session token " in text
    assert "< x-odd: 1" in text.lower()
    assert [slip.where for slip in transport.ear.heard.slips] == [
        "the body of the answer to a webhook"
    ]
    assert transport.ear.heard.searched[Source.ANSWER] == 1


def test_what_the_backend_breaks_is_told_by_its_side(
    backend: Any, make_target: MakeTarget, make_transport: MakeTransport, ledger: Ledger
) -> None:
    """A request that Nango's schema does not know is the backend's, and so is its level."""
    with running_fake(started(make_target, backend.url), KEYS) as fake:
        mark = fake.control.mark()
        requests.post(
            f"{fake.api}/connect/sessions",
            json={"redirectUrl": "x"},
            headers={"authorization": f"Bearer {KEY}"},
            timeout=5,
        )

        notes = record_journal(fake.control.journal(since=mark).events, ledger, make_transport())

    assert notes
    assert {note.level for note in notes} == {"backend"}
    assert all(note.text.startswith("backend broke ") for note in notes)


@pytest.mark.parametrize(
    ("mode", "news"), [("records", ["sync"]), ("auto", ["sync"]), ("trigger", [])]
)
def test_nango_starts_the_syncs_that_a_target_waits_for(
    backend: Any, make_target: MakeTarget, mode: str, news: list[str]
) -> None:
    """A target that reads what a sync found has to be told of one (NAF-10.1)."""
    backend.says("/hook", b"")
    with running_fake(started(make_target, backend.url, sync=Sync(mode=mode)), KEYS) as fake:
        reader = Reader(fake.control, quiet_s=0.1)
        mark = reader.mark()
        fake.control.approve(issue(fake), "outlook")
        reader.settle()

        kinds = [hook.kind for hook in reader.hooks(mark)]

    assert sorted(kinds) == sorted(["auth", *news])
