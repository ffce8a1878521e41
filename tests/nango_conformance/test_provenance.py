"""A report names its catalogue and its target's description, and no secret changes the name."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.playing import feature_sources
from nango_conformance.provenance import catalogue_digest, description_digest, fidelity
from nango_conformance.records import FeatureSource
from nango_conformance.target import Target, parse_target

TEXT = """
schema = 1
[target]
name = "mine"
base_url = "http://127.0.0.1:3000"
mode = "attach"
[nango]
api_key = "env:KEY"
webhook_signing_key = "env:SIGN"
[[integration]]
key = "outlook"
nango_id = "outlook"
provider = "microsoft"
[auth]
mode = "bearer"
[[actor]]
name = "Ada"
id = "1"
secret = "env:ADA"
[connect]
path = "/connect"
token = "token"
headers = { x-app = "env:APP" }
body = { provider = "{integration.key}" }
[webhook]
path = "/hook"
"""


def described(text: str = TEXT, folder: str = "/a", **environ: str) -> Target:
    """Return the target of this text, with these values of its variables."""
    values = {"KEY": "k", "ADA": "a-password", "APP": "an-app-key", "SIGN": "s", **environ}
    return parse_target(tomllib.loads(text), environ=values, text=text, folder=folder)


@pytest.mark.parametrize(
    "other",
    [
        described(KEY="another"),
        described(ADA="another"),
        described(APP="another"),
        described(SIGN="another"),
        described(folder="/elsewhere"),
        described("# a comment\n" + TEXT),
        described(TEXT.replace("base_url", 'profile = "generic"\nbase_url')),
    ],
)
def test_secrets_and_looks_make_no_difference(other: Target) -> None:
    """What is described is the same."""
    assert description_digest(other) == description_digest(described())


@pytest.mark.parametrize(
    ("old", "new"),
    [("/hook", "/other"), ('"bearer"', '"none"'), ("x-app", "x-key"), ('"outlook"', '"mail"')],
)
def test_another_description_has_another_digest(old: str, new: str) -> None:
    """Two reports about different things cannot be taken for one."""
    assert description_digest(described(TEXT.replace(old, new))) != description_digest(described())


def test_a_password_in_an_address_is_a_secret() -> None:
    """Neither may anybody guess it by trying digests."""

    def stored(dsn: str) -> Target:
        more = f'[storage]\ntables = ["t"]\ndsn = "{dsn}"\n'
        return described(TEXT + more)

    one, two = (stored(f"postgresql://u:{word}@db/x") for word in ("one", "two"))

    assert description_digest(one) == description_digest(two)
    assert description_digest(one) != description_digest(stored("postgresql://u:one@db/y"))


def test_the_catalogue_is_its_text_and_its_features() -> None:
    """A changed scenario is another way to try, and has another digest."""
    features = feature_sources()
    changed: Any = (dataclasses.replace(features[0], text=features[0].text + " "), *features[1:])

    assert catalogue_digest(features) == catalogue_digest(features[::-1])
    assert catalogue_digest(features) != catalogue_digest(changed)
    assert catalogue_digest([FeatureSource(uri="a", text="b")]).startswith("sha256:")


def test_the_fidelity_is_that_of_the_page() -> None:
    """The strongest proof comes first, as in docs/FIDELITY.md."""
    page = (Path(__file__).parents[2] / "docs" / "FIDELITY.md").read_text("utf-8")

    assert next(iter(fidelity())) == "recorded answer"
    for kind, count in fidelity().items():
        assert f"| {kind} | {count} |" in page
