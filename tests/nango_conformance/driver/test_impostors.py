"""Sign-ins that a backend which verifies them refuses, each for what is wrong with it."""

from __future__ import annotations

import dataclasses
from typing import Final

import jwt
import pytest

from nango_conformance.driver.impostors import WELL_KNOWN, Impostor, impostors
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.target import Auth

KEY: Final = "k" * 64
VALUES: Final = {"actor.id": "a-1"}
PLAIN: Final = {"sub": "{actor.id}", "aud": "here"}
AUTH: Final = Auth(mode="cookie-jwt", cookie="sid", key=KEY, claims=PLAIN)

REASONS: Final = {
    Impostor.EXPIRED: jwt.ExpiredSignatureError,
    Impostor.UNSIGNED: jwt.InvalidAlgorithmError,
    Impostor.OTHER_KEY: jwt.InvalidSignatureError,
    Impostor.WELL_KNOWN: jwt.InvalidSignatureError,
    Impostor.OTHER_AUDIENCE: jwt.InvalidAudienceError,
}


def tokens(auth: Auth, impostor: Impostor) -> list[str]:
    """Return the tokens of a kind of sign-in, without the name of their cookie."""
    return [one["cookie"].removeprefix("sid=") for one in impostors(auth, VALUES, impostor)]


@pytest.mark.parametrize("impostor", Impostor)
def test_an_impostor_is_refused_for_its_one_fault(impostor: Impostor) -> None:
    """It names the person whom it should name, and nothing else of it is wrong."""
    made = tokens(AUTH, impostor)

    assert made
    for token in made:
        with pytest.raises(REASONS[impostor]):
            jwt.decode(token, KEY, algorithms=["HS256"], audience="here")
        said = jwt.decode(token, options={"verify_signature": False})
        assert said["sub"] == "a-1"


def test_an_expired_sign_in_has_expired_however_long_they_last() -> None:
    """A cookie that lasts a month does not save it."""
    (token,) = tokens(dataclasses.replace(AUTH, ttl_s=30 * 86_400), Impostor.EXPIRED)

    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(token, KEY, algorithms=["HS256"], audience="here")


def test_a_target_with_a_well_known_key_is_not_lied_to_by_it() -> None:
    """Its own key makes genuine sign-ins, whatever it is called."""
    auth = dataclasses.replace(AUTH, key=WELL_KNOWN[0])

    assert len(tokens(auth, Impostor.WELL_KNOWN)) == len(WELL_KNOWN) - 1


def test_without_an_audience_there_is_no_other() -> None:
    """A sign-in that is for nobody in particular cannot be for somebody else."""
    auth = dataclasses.replace(AUTH, claims={"sub": "{actor.id}"})

    with pytest.raises(NotApplicable, match="no aud"):
        tokens(auth, Impostor.OTHER_AUDIENCE)


@pytest.mark.parametrize("mode", ["bearer", "cookie-login", "header"])
def test_where_the_target_makes_the_sign_ins_none_is_made(mode: str) -> None:
    """The reason says what would make it observable."""
    with pytest.raises(NotObservable, match="cookie-jwt"):
        tokens(Auth(mode=mode), Impostor.EXPIRED)
