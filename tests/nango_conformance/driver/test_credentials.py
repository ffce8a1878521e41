"""How a request says whose it is, in every mode of [auth]."""

from __future__ import annotations

import datetime
from typing import Final

import jwt
import pytest

from nango_conformance.driver.credentials import credential
from nango_conformance.target import Auth

VALUES: Final = {"actor.id": "a-1", "actor.secret": "pw", "actor.email": "a@x.org"}
KEY: Final = "k" * 64


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (Auth(), {}),
        (Auth(mode="cookie-login"), {}),
        (Auth(mode="bearer"), {"authorization": "Bearer pw"}),
        (Auth(mode="bearer", token="t-{actor.id}"), {"authorization": "Bearer t-a-1"}),
        (Auth(mode="header"), {"X-Api-Key": "pw"}),
        (Auth(mode="header", header="X-User", token="{actor.id}"), {"X-User": "a-1"}),
    ],
)
def test_a_request_carries_what_the_mode_says(auth: Auth, headers: dict[str, str]) -> None:
    """Nothing where the target keeps cookies of its own, or knows nobody."""
    assert credential(auth, VALUES) == headers


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_a_cookie_is_signed_as_the_target_verifies_it(alg: str) -> None:
    """With the declared claims, and times of its own; somebody without a workspace has ''."""
    claims = {"sub": "{actor.id}", "w": "{workspace.id}", "roles": ["user"], "n": 1}
    auth = Auth(mode="cookie-jwt", cookie="sid", alg=alg, key=KEY, claims=claims, ttl_s=60)

    name, _, token = credential(auth, VALUES)["cookie"].partition("=")

    assert name == "sid"
    said = jwt.decode(token, KEY, algorithms=[alg])
    assert (said["sub"], said["w"], said["roles"], said["n"]) == ("a-1", "", ["user"], 1)
    assert said["exp"] - said["iat"] == 60
    now = datetime.datetime.now(datetime.UTC).timestamp()
    assert abs(said["iat"] - now) < 30


def test_a_cookie_of_another_key_is_not_it() -> None:
    """The positive control of the test above."""
    auth = Auth(mode="cookie-jwt", key=KEY, claims={"sub": "{actor.id}"})
    token = credential(auth, VALUES)["cookie"].partition("=")[2]

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "x" * 64, algorithms=["HS256"])


def test_the_workspace_of_a_request_is_in_its_cookie() -> None:
    """Some targets keep the active workspace there."""
    auth = Auth(mode="cookie-jwt", key=KEY, claims={"w": "{workspace.id}"})
    cookie = credential(auth, {**VALUES, "workspace.id": "w-7"})["cookie"]

    said = jwt.decode(cookie.partition("=")[2], KEY, algorithms=["HS256"])
    assert said["w"] == "w-7"


def test_a_short_key_signs_as_well() -> None:
    """What a target has for a key in its tests is its own affair, and no trouble of ours."""
    auth = Auth(mode="cookie-jwt", key="short", claims={"sub": "a-1"})

    assert credential(auth, VALUES)["cookie"].startswith("auth-token=")
