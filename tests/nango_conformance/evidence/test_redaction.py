"""Nothing is stored that a reader must not have, and equal secrets keep equal labels."""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nango_conformance.evidence import Redactor
from nango_conformance.evidence.redaction import LABEL

SECRET: Final = "s3cr3t-Value_0123456789"
TOKEN: Final = "nango_connect_session_" + "0123456789abcdef" * 4
MEMBERS: Final = (
    *("access_token", "refresh_token", "id_token", "client_secret", "code_verifier"),
    *("password", "secret", "apiKey", "secret_key", "webhook_signing_key"),
    *("session_token", "connect_session_token", "sessionToken"),
)

HIDDEN: Final = {
    "a token in prose": f"token {TOKEN} was refused",
    "a token of eight digits": "nango_connect_session_0123abcd",
    "a token in capitals": TOKEN.replace("abcdef", "ABCDEF"),
    "a token in an address": f"http://127.0.0.1:3009/?session_token={TOKEN}",
    "a form's code": f"grant_type=authorization_code&code={SECRET}",
    "a code in an address": f"> GET http://127.0.0.1/cb?state=1&code={SECRET}",
    "a form behind the mark": f"> password={SECRET}&x=1",
    "authorization": f"> authorization: Bearer {SECRET}",
    "authorization, basic": f"> Authorization: Basic {SECRET}",
    "authorization, bare": f"authorization: {SECRET}",
    "cookie": f"> Cookie: sid={SECRET}; theme=dark",
    "proxy-authorization": f"> Proxy-Authorization: Basic {SECRET}",
    "x-api-key": f"> X-API-Key: {SECRET}",
    "set-cookie": f"< Set-Cookie: sid={SECRET}; Path=/; HttpOnly",
    "set-cookie, alone": f"set-cookie: sid={SECRET}",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_secrets_are_known_by_where_they_stand(text: str) -> None:
    """No secret has to be learnt to be hidden in a header, an address, a form or as a token."""
    clean = Redactor()(text)

    assert SECRET not in clean
    assert "nango_connect_session_" not in clean
    assert LABEL.search(clean)


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("wrapped", [0, 1])
def test_members_of_json_are_hidden(name: str, wrapped: int) -> None:
    """Plain JSON and JSON inside a JSON string: the value goes, the member stays."""
    text = json.dumps({name: SECRET, "other": "kept"}, indent=1)
    for _ in range(wrapped):
        text = json.dumps({"body": text})

    clean = Redactor()(text)

    assert SECRET not in clean
    assert name in clean
    assert "kept" in clean
    json.loads(clean)


@pytest.mark.parametrize("name", [*MEMBERS, "code"])
def test_fields_of_forms_are_hidden(name: str) -> None:
    """First, later, and after a query's question mark."""
    text = f"{name}={SECRET}&a=1\n> x=2&{name}={SECRET}\n> /p?{name}={SECRET}"

    clean = Redactor()(text)

    assert SECRET not in clean
    assert clean.count(f"{name}=‹secret ") == 3
    assert "a=1" in clean


KEPT: Final = (
    "< content-type: application/json",
    '{"status": "active", "connection_id": "c-1", "token_type": "bearer"}',
    "zipcode=12345",
    "nango_connect_session_none",
    '{"password": ""}',
    "< etag: W/abc",
)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_secret_stays(text: str) -> None:
    """Evidence is for reading: statuses, ids and plain headers are untouched."""
    assert Redactor()(text) == text


def test_the_cookie_s_name_and_attributes_stay() -> None:
    """A reader still sees whether a cookie was HttpOnly."""
    clean = Redactor()(f"< Set-Cookie: sid={SECRET}; Path=/; HttpOnly")

    assert re.fullmatch(r"< Set-Cookie: sid=‹secret [0-9a-f]{6}›; Path=/; HttpOnly", clean)


def test_labels_tell_equal_from_different() -> None:
    """One secret has one label wherever it stands, and another secret another."""
    redact = Redactor()
    redact.learn("secret key", SECRET)
    redact.learn("signing key", SECRET[::-1])

    labels = LABEL.findall(redact(f"{SECRET} {SECRET[::-1]} x{SECRET}x"))

    assert labels[0] == labels[2] != labels[1]
    assert labels[0].startswith("‹secret key ")
    assert labels[1].startswith("‹signing key ")


def test_labels_do_not_depend_on_the_run() -> None:
    """Two runs with the same secret tell the same label: reports can be compared."""
    first, second = Redactor(), Redactor()
    second.learn("password", "something-else")

    assert first(f"> authorization: {SECRET}") == second(f"> authorization: {SECRET}")


def test_a_token_is_called_a_token() -> None:
    """A session token keeps its kind, and a learnt name wins over a guessed one."""
    redact = Redactor()

    assert redact(TOKEN).startswith("‹session token ")
    assert redact(json.dumps({"sessionToken": TOKEN})).count("‹session token ") == 1

    redact.learn("Ada's token", TOKEN)

    assert redact(TOKEN).startswith("‹Ada's token ")


def test_the_longer_secret_is_hidden_first() -> None:
    """A secret that begins like another does not leave the other's end in the open."""
    redact = Redactor()
    redact.learn("short", SECRET[:10])
    redact.learn("long", SECRET)

    clean = redact(SECRET)

    assert LABEL.fullmatch(clean)
    assert clean.startswith("‹long ")


def test_an_empty_secret_is_ignored() -> None:
    """Nobody's password is everywhere."""
    redact = Redactor()
    redact.learn("password", "")

    assert redact("plain") == "plain"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"password": "{SECRET}"}}',
        TOKEN,
        f"> authorization: Bearer {SECRET}",
        f"< set-cookie: sid={SECRET}; Path=/",
        f"> password={SECRET}&x=1",
        f"> /cb?code={SECRET}",
    ],
)
def test_what_is_hidden_stays_as_it_is(text: str) -> None:
    """Redacting twice says what redacting once said."""
    redact = Redactor()

    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "< set-cookie: sid={}; Path=/",
        "> password={}&x=1",
        "> /cb?code={}",
        "> authorization: Bearer {}",
        '{{"password": "{}"}}',
    ],
)
def test_a_learnt_secret_keeps_its_label(text: str) -> None:
    """Whatever place it stands in says no more of it than its name does."""
    redact = Redactor()
    redact.learn("signing key", SECRET)

    assert redact(text.format(SECRET)) == text.format(redact(SECRET))


def test_a_learnt_secret_is_hidden_as_it_is_escaped() -> None:
    """In JSON and in an address its characters are written differently; the label is the same."""
    redact = Redactor()
    secret = 'pa"ss\\wö rd&more'
    redact.learn("password", secret)

    for written in (
        json.dumps({"x": secret}),
        json.dumps({"x": secret}, ensure_ascii=False),
        "p=" + urllib.parse.quote(secret, safe=""),
        "p=" + urllib.parse.quote_plus(secret, safe=""),
    ):
        assert LABEL.findall(redact(written)) == [redact(secret)]
        assert "more" not in redact(written)


secrets = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="‹›"),
    min_size=8,
    max_size=40,
).filter(lambda text: text not in "‹secret key abcdef›")


@settings(max_examples=150, deadline=None)
@given(
    known=st.lists(secrets, min_size=1, max_size=4, unique=True),
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    where=st.sampled_from(
        (
            "{}",
            "> Authorization: Bearer {}",
            '{{"password": "{}"}}',
            "> code={}&x=1",
            "< set-cookie: a={}; Path=/",
            '{{"text": "\\"{}\\""}}',
        )
    ),
)
@example(known=["password=", "a" * 8], before="", after="", where="> code={}&x=1")
def test_a_learnt_secret_never_survives(
    known: list[str], before: str, after: str, where: str
) -> None:
    """Whatever surrounds it, whatever else is known, in every place: it is gone."""
    redact = Redactor()
    for number, secret in enumerate(known):
        redact.learn(f"key {number}", secret)

    for secret in known:
        clean = redact(before + where.format(secret) + after)

        assert not [one for one in known if one in clean]


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
@pytest.mark.parametrize("after", ["", "x", "\n", "-more"])
def test_a_known_secret_is_hidden_in_base64_at_any_alignment(before: str, after: str) -> None:
    """As a user and a password are written behind Basic, or in an address."""
    redact = Redactor()
    redact.learn("key", SECRET)
    raw = f"{before}{SECRET}{after}".encode()

    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        clean = redact(f"it said {encode(raw).decode()} to everybody")
        core = clean.removeprefix("it said ").removesuffix(" to everybody")
        assert LABEL.search(core)
        assert len(LABEL.sub("", core)) <= 2 * (len(before) + len(after) + 2)


@pytest.mark.parametrize(
    "written",
    [
        SECRET.encode().hex(),
        SECRET.encode().hex().upper(),
        json.dumps(json.dumps({"a": SECRET})),
        urllib.parse.quote(urllib.parse.quote(f"/?a={SECRET}")),
    ],
)
def test_a_known_secret_is_hidden_in_other_writings(written: str) -> None:
    """In hexadecimal, and written twice over."""
    redact = Redactor()
    redact.learn("key", SECRET)

    clean = redact(written)

    assert LABEL.search(clean)
    assert SECRET not in clean
    assert SECRET.encode().hex() not in clean.lower()


def test_what_was_caught_by_its_place_is_hidden_everywhere() -> None:
    """Later, in the same text, and in what was kept before; whatever it is written in."""
    redact = Redactor()
    before = redact(f"a trace of {SECRET}")
    assert SECRET in before

    clean = redact(f"said: {SECRET}\n< Set-Cookie: sid={SECRET}; Path=/")

    assert SECRET not in clean
    assert SECRET not in redact.again(before)
    assert SECRET.encode().hex() not in redact(SECRET.encode().hex())
    assert len({*LABEL.findall(clean)}) == 1


def test_a_word_that_was_caught_is_a_word_elsewhere() -> None:
    """A cookie that says `dark` does not take the word out of every text."""
    redact = Redactor()
    redact("< Set-Cookie: theme=dark; Path=/")

    assert redact("it was dark") == "it was dark"
