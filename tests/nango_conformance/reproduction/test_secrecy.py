"""A script is a file that people send each other: it holds no secret of a description."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from nango_conformance.catalogue import load
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.target import Webhook, bundled_reference

SECRETS = (
    "planted-secret",
    "it's planted",
    'a "planted" one',
    "p\\lanted",
    "pläntéd",
    "planted & $more",
)
"""Such as stand otherwise in JSON, and in the words of a shell."""


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_of_the_description_is_never_written_into_a_script(secret: str) -> None:
    """A script is a file that people send each other."""
    target = bundled_reference()
    said = {
        "x-key": {"headers": {"x-key": secret}},
        "body": {"body": {"key": [secret]}},
        "path": {"path": f"/{secret}"},
    }
    for changes in said.values():
        connect = dataclasses.replace(target.connect, **changes)  # type: ignore[arg-type]
        leaky = dataclasses.replace(target, connect=connect, secrets=(secret,))
        with pytest.raises(Unscriptable, match="secret"):
            script_of(load().check("NAF-01.1"), feature_sources(), leaky)


@pytest.mark.parametrize(
    "changes", [{"name": "planted-secret"}, {"webhook": Webhook(path="/hooks/planted-secret")}]
)
def test_nor_does_it_stand_in_the_head_or_the_settings(changes: Mapping[str, object]) -> None:
    """What is not code is read as well."""
    leaky = dataclasses.replace(bundled_reference(), secrets=("planted-secret",), **changes)  # type: ignore[arg-type]

    with pytest.raises(Unscriptable, match="secret"):
        script_of(load().check("NAF-12.1"), feature_sources(), leaky)


def test_a_password_in_an_address_is_a_secret_that_nobody_declares() -> None:
    """As it is for the rest of a run."""
    target = bundled_reference()
    connect = dataclasses.replace(target.connect, body={"db": "http://me:hidden@localhost/"})

    with pytest.raises(Unscriptable, match="secret"):
        script_of(
            load().check("NAF-01.1"),
            feature_sources(),
            dataclasses.replace(target, connect=connect),
        )


def test_a_secret_that_is_a_word_of_every_script_costs_none() -> None:
    """What the functions of the shell say is no description's."""
    plain = dataclasses.replace(bundled_reference(), secrets=("printf",))

    assert script_of(load().check("NAF-01.1"), feature_sources(), plain)
