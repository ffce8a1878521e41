"""Short answers become parts of a draft, and wrong ones are told with a right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.drafting.answers import (
    account_of,
    address_of,
    body_of,
    command_of,
    path_of,
    place_of,
    place_to_listen,
    selector_of,
    somebody_of,
    variable_of,
    word_of,
)
from nango_conformance.drafting.draft import Account, Place, Somebody
from nango_conformance.errors import UsageError


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("/x", Place(method="POST", path="/x")),
        (" put  /x?a=b ", Place(method="PUT", path="/x?a=b")),
    ],
)
def test_a_route(answer: str, place: Place) -> None:
    """With a method where the usual one is wrong."""
    assert place_of(answer, "POST") == place


@pytest.mark.parametrize(
    ("answer", "account"),
    [
        ("slack", Account(key="slack", nango_id="slack", provider="slack")),
        ("mail=google-mail", Account(key="mail", nango_id="google-mail", provider="google-mail")),
        ("mail=m-1:outlook", Account(key="mail", nango_id="m-1", provider="outlook")),
        ("mail:outlook", Account(key="mail", nango_id="mail", provider="outlook")),
    ],
)
def test_an_integration(answer: str, account: Account) -> None:
    """What is not said is the same as what is."""
    assert account_of(answer) == account


def test_somebody() -> None:
    """Her address may be left out."""
    assert somebody_of("Ada", "u_1") == Somebody(name="Ada", id="u_1", email="ada@example.com")
    assert somebody_of("Ada", "u_1, a@x.org").email == "a@x.org"


def test_an_address_and_a_command() -> None:
    """The one without a slash at its end, the other as words."""
    assert address_of("http://127.0.0.1:{port}/") == "http://127.0.0.1:{port}"
    assert command_of("npm run 'the server'") == ("npm", "run", "the server")
    assert command_of("") == ()


def test_a_variable() -> None:
    """Its value may hold anything, also what divides it from its name."""
    assert variable_of("KEY={fake.api_key}") == ("KEY", "{fake.api_key}")
    assert variable_of("DSN=pg://h/?a={run.dir}") == ("DSN", "pg://h/?a={run.dir}")
    assert variable_of("EMPTY=") == ("EMPTY", "")


def test_a_body() -> None:
    """Whatever JSON and TOML can both say."""
    text = '{"id": "{actor.id}", "more": {"n": [1, 2.5, true]}}'

    assert body_of(text) == {"id": "{actor.id}", "more": {"n": [1, 2.5, True]}}
    assert body_of("{}") == {}


def test_what_stays_as_it_is() -> None:
    """A name, a place to listen, and a JMESPath."""
    assert word_of("x-user") == "x-user"
    assert place_to_listen("0.0.0.0:3003") == "0.0.0.0:3003"
    assert selector_of('data."user-id"') == 'data."user-id"'


@pytest.mark.parametrize(
    ("parse", "answer", "says"),
    [
        (path_of, "x", "'x' is no path below base_url; write for example /nango/webhook"),
        (lambda a: place_of(a, "GET"), "FETCH /x", "'FETCH' is no method; .* GET /x"),
        (account_of, "a=", "'a=' is no integration; write KEY=NANGO_ID:PROVIDER"),
        (account_of, "", "'' is no integration"),
        (address_of, "127.0.0.1:3000", r"is no address; write for example http://127\.0\.0\.1"),
        (address_of, "http://", "is no address"),
        (command_of, "npm 'start", '--command "npm \'start": No closing quotation'),
        (word_of, " ", "there has to be one"),
        (place_to_listen, ":3003", "':3003' is no place to listen; .* 127.0.0.1:3003"),
        (place_to_listen, "http://h:1", "is no place to listen"),
        (variable_of, "=x", "'=x' sets no variable; .* NANGO_SECRET={fake.api_key}"),
        (variable_of, "K={fake.key}", r"{fake\.key} is not .* \(did you mean {fake\.api_key}\?\)"),
        (variable_of, "K={zz.zz}", r"{zz\.zz} is not a placeholder$"),
        (variable_of, "K={actor.id}", "{actor.id} has no value when a backend is started"),
        (variable_of, "K={fake.ca_file}", "{fake.ca_file} has no value when a backend is started"),
        (body_of, "id=1", "'id=1' is not JSON"),
        (body_of, '{"n": NaN}', "NaN is not of JSON"),
        (body_of, "[1]", r"'\[1\]' is no JSON object; write for example"),
        (body_of, '{"a": [{"b": null}]}', "holds null, which a target file cannot say"),
        (body_of, '{"a": "{actor.mail}"}', "{actor.mail} is not a placeholder"),
        (selector_of, "a[", r"'a\[' is not a JMESPath expression: .*; write for example data.id"),
        (lambda a: somebody_of("Ada", a), ",x@y", "is nobody; write Ada's id, or ID,EMAIL"),
    ],
)
def test_a_wrong_answer(parse: Callable[[str], Any], answer: str, says: str) -> None:
    """Is not guessed at."""
    with pytest.raises(UsageError, match=says):
        parse(answer)
