"""Bodies of sessions: what is refused, and which tags a session keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.answers import Refused
from fake_nango.rules import MISSING
from fake_nango.session_rules import check_reconnect, check_session, empty_body
from fake_nango.tags import end_user_of, tags_of

KNOWN = {"mail": None}
USER = {"id": "u1"}


def refusal(body: Any) -> Any:
    """Return the error that a body of `POST /connect/sessions` is refused with."""
    with pytest.raises(Refused) as refused:
        check_session(body, KNOWN)
    return json.loads(refused.value.answer.body)["error"]


@pytest.mark.parametrize(
    "body",
    [
        {"end_user": USER},
        {"tags": {}},
        {"tags": {"a": "b"}, "allowed_integrations": ["mail"]},
        {"end_user": USER, "tags": {"a": "b"}, "organization": {"id": ""}},
        {"end_user": USER, "webhook_url_override": ""},
        {
            "end_user": USER,
            "integrations_config_defaults": {
                "mail": {
                    "user_scopes": "a",
                    "authorization_params": {"prompt": "x"},
                    "connection_config": {"any": 1, "webhook_url": "https://example.com"},
                }
            },
        },
        {"end_user": USER, "overrides": {"mail": {"anything": 1}}},
    ],
)
def test_a_right_body_passes(body: Any) -> None:
    """Exactly one of end user and tags is needed, as a key."""
    check_session(body, KNOWN)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, ["end_user"]),
        ({"end_user": None, "tags": {}}, ["end_user"]),
        ({"tags": None}, ["tags"]),
        ({"end_user": USER, "allowed_integrations": ["no"]}, ["allowed_integrations", "0"]),
        (
            {"end_user": USER, "integrations_config_defaults": {"no": {}}},
            ["integrations_config_defaults", "no"],
        ),
        ({"end_user": USER, "overrides": {"no": {}}}, ["overrides", "no"]),
        (
            {
                "end_user": USER,
                "integrations_config_defaults": {
                    "mail": {"connection_config": {"oauth_scopes_override": 1}}
                },
            },
            [
                "integrations_config_defaults",
                "mail",
                "connection_config",
                "oauth_scopes_override",
            ],
        ),
        (MISSING, []),
        ([], []),
    ],
)
def test_a_wrong_body_is_refused_where_it_is_wrong(body: Any, path: list[str]) -> None:
    """The first issue names the place."""
    error = refusal(body)

    assert error["code"] == "invalid_body"
    assert error["errors"][0]["path"] == path


def test_the_deprecated_webhook_url_is_refused_with_its_own_note() -> None:
    """The message says which field to use instead."""
    config = {"connection_config": {"webhook_url": "ftp://x/y"}}

    error = refusal({"end_user": USER, "integrations_config_defaults": {"mail": config}})

    assert error["errors"][0]["message"].startswith(
        "This webhook URL is not allowed.. Note: connection_config.webhook_url is deprecated"
    )


def test_a_docs_override_is_forbidden_without_a_plan() -> None:
    """As on a self-hosted server."""
    error = refusal({"end_user": USER, "overrides": {"mail": {"docs_connect": "x"}}})

    assert error["code"] == "forbidden"


def test_a_reconnect_names_its_connection_and_no_integrations() -> None:
    """Both ids are missed at once, and a list of integrations is unknown."""
    with pytest.raises(Refused) as refused:
        check_reconnect({"allowed_integrations": []})

    errors = json.loads(refused.value.answer.body)["error"]["errors"]
    assert [each["path"] for each in errors] == [["connection_id"], ["integration_id"], []]
    check_reconnect({"connection_id": "c", "integration_id": "mail"})


def test_where_no_body_is_wanted_an_empty_object_passes() -> None:
    """Anything in it does not."""
    empty_body(MISSING)
    empty_body({})
    with pytest.raises(Refused):
        empty_body({"a": 1})


def test_tags_are_built_from_the_end_user_and_explicit_ones_win() -> None:
    """Keys are lower-cased, empty values left out, long ones cut."""
    body = {
        "end_user": {"id": "u1", "email": "a@b.co", "display_name": "", "tags": {"Plan": "pro"}},
        "organization": {"id": "o1", "display_name": "x" * 300},
        "tags": {"END_USER_ID": "other", "team": "a"},
    }

    assert tags_of(body) == {
        "end_user_id": "other",
        "end_user_email": "a@b.co",
        "organization_id": "o1",
        "organization_display_name": "x" * 255,
        "plan": "pro",
        "team": "a",
    }


def test_an_end_users_own_tags_are_dropped_when_they_do_not_fit() -> None:
    """All of them: too many, or one that is empty."""
    many = {f"k{number}": "v" for number in range(10)}

    assert tags_of({"end_user": {"id": "u", "tags": many}}) == {"end_user_id": "u"}
    assert tags_of({"end_user": {"id": "u", "tags": {"a": "", "b": "x"}}}) == {"end_user_id": "u"}


def test_more_than_ten_tags_together_break_the_server() -> None:
    """The rules let them pass, the database does not."""
    with pytest.raises(Refused) as refused:
        tags_of({"end_user": {"id": "u"}, "tags": {f"k{number}": "v" for number in range(10)}})

    assert refused.value.answer.status == 500


def test_an_end_user_keeps_what_was_sent() -> None:
    """Letter case of its tags, and an organisation without a name."""
    found = end_user_of(
        {"end_user": {"id": "u", "tags": {"Plan": "x"}}, "organization": {"id": "o"}}
    )

    assert found is not None
    assert found.as_json() == {
        "id": "u",
        "display_name": None,
        "email": None,
        "tags": {"Plan": "x"},
        "organization": {"id": "o", "display_name": None},
    }
    assert end_user_of({"tags": {}}) is None
