"""A target with Nango's address in its code is told by variables where its Nango is."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from nango_conformance.driver.fake import Keys, running_fake
from nango_conformance.driver.override import (
    Override,
    expected_override,
    waits_for_target,
)
from nango_conformance.errors import UsageError
from nango_conformance.stage.values import operator_environment
from nango_conformance.target import Nango, Start, Target

MakeTarget = Callable[..., Target]

KEYS: Final = Keys(api="2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a", signing="s")
AUTHORITIES: Final = {"NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}


def started(make_target: MakeTarget, way: str, **more: Any) -> Target:
    """Return a target that the harness starts."""
    nango = Nango(override=way, **more)
    return make_target(mode="start", start=Start(command=("x",)), nango=nango)


def test_a_target_with_a_variable_of_its_own_needs_none(make_target: MakeTarget) -> None:
    """Nor does anything listen for it."""
    with running_fake(started(make_target, "env"), KEYS) as fake:
        assert fake.override == Override()


@pytest.mark.parametrize(
    ("way", "certified"), [("proxy-plain", False), ("proxy-tls", True), ("dns-tls", True)]
)
def test_a_started_target_gets_what_its_way_takes(
    make_target: MakeTarget, way: str, *, certified: bool
) -> None:
    """The placeholders have the same values, and the certificate is gone afterwards."""
    with running_fake(started(make_target, way, tls_port=0), KEYS) as fake:
        told, values = fake.override.environment, fake.override.values
        place = Path(values["fake.ca_file"])
        assert place.exists()

    assert told["HTTPS_PROXY"] == ("" if way == "dns-tls" else values["fake.proxy_url"])
    assert {told.get(name) for name in AUTHORITIES} == {str(place) if certified else None}
    assert not place.exists()


def test_the_proxy_leads_to_the_fake_of_this_run(make_target: MakeTarget) -> None:
    """Its API takes the run's key."""
    with running_fake(started(make_target, "proxy-tls"), KEYS) as fake:
        answer = requests.get(
            "https://api.nango.dev/connections",
            headers={"authorization": f"Bearer {KEYS.api}"},
            proxies={"https": fake.override.values["fake.proxy_url"]},
            verify=fake.override.values["fake.ca_file"],
            timeout=10,
        )

    assert answer.json() == {"connections": []}


def test_an_operator_knows_the_place_of_the_certificate_before(
    make_target: MakeTarget, tmp_path: Path
) -> None:
    """It is beside the target file; the proxy is two above the API; the host needs no variable."""
    nango = Nango(override="proxy-tls", listen="127.0.0.1:41", ca_file="ca.pem")
    target = make_target(nango=nango, folder=str(tmp_path))

    told = operator_environment(target, 1)

    assert told["HTTPS_PROXY"] == "http://127.0.0.1:43"
    assert {told[name] for name in AUTHORITIES} == {str(tmp_path / "ca.pem")}
    assert "NANGO_HOST" not in told
    assert told["NANGO_SECRET_KEY"]
    assert waits_for_target(target)


def test_from_a_container_the_proxy_is_where_the_fake_is(make_target: MakeTarget) -> None:
    """As `url` says; in plain text there is no certificate to wait for."""
    nango = Nango(override="proxy-plain", url="http://host.example:3003")
    target = make_target(nango=nango)

    assert expected_override(target).environment["HTTPS_PROXY"] == "http://host.example:3005"
    assert not waits_for_target(target)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, r"port \d+ is taken.*\[nango\] tls_port"),
        ({"tls_port": 0, "ca_file": "mine.txt"}, r"\[nango\] ca_file: .*name another file"),
        ({"tls_port": 0, "ca_file": "no/ca.pem"}, r"\[nango\] ca_file: .*No such file"),
    ],
)
def test_what_the_fake_may_not_have_is_told(
    make_target: MakeTarget, tmp_path: Path, more: dict[str, Any], says: str
) -> None:
    """With the key of the target file that says otherwise."""
    (tmp_path / "mine.txt").write_text("mine")

    with socket.create_server(("127.0.0.1", 0)) as other:
        nango = {"tls_port": other.getsockname()[1], **more}
        target = started(make_target, "dns-tls", **nango)
        target = dataclasses.replace(target, folder=str(tmp_path))
        with pytest.raises(UsageError, match=says), running_fake(target, KEYS):
            pass


def test_a_port_that_needs_a_permission_is_told(
    make_target: MakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next thing to try is another port."""

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)

    with (
        pytest.raises(UsageError, match=r"ports below 1024.*\[nango\] tls_port"),
        running_fake(started(make_target, "dns-tls"), KEYS),
    ):
        pass
