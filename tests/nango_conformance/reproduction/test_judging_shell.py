"""The judgements of a shell say what those of the harness say, of the same calls and links."""

from __future__ import annotations

import pytest

from tests.nango_conformance.reproduction.shells import spoken

SYNC = "7\tPOST\t/sync/trigger\t200\tmade\toutlook\n"
READ = "8\tGET\t/records\t200\tother\toutlook\n"


@pytest.mark.parametrize(
    ("others", "seen"),
    [
        ("", "POST /sync/trigger for made\nGET /records for other\n"),
        ("other\n", "POST /sync/trigger for made\n"),
        ("made\nother\n", ""),
    ],
)
def test_what_moves_is_seen_though_nobody_else_has_a_connection(others: str, seen: str) -> None:
    """The first scenario of a script is the one without others."""
    ended = spoken("moving", files={"others": others, "calls": SYNC + READ})

    assert (ended.status, ended.said) == (0, seen)


CALM = """
control() { said='{}'; }
settle() { :; }
told() { :; }
about() { :; }
links() { :; }
calls() { :; }
"""
"""Nothing is asked of anybody: what there is to see lies in files."""


@pytest.mark.parametrize(("others", "status"), [("", 101), ("other\n", 0)])
def test_a_call_for_an_unknown_id_is_seen_though_nobody_else_has_one(
    others: str, status: int
) -> None:
    """NAF-09.1: what is used is the id that was given."""
    ended = spoken(
        "ada_mark=1 ada_connection=made ACTIVATION_S=1\nstores_the_id ada",
        own=f"{CALM}\nothers_known() {{ :; }}",
        files={"others": others, "calls": SYNC + READ, "links": "active\tmade\t\tactive\n"},
    )

    assert ended.status == status, ended.said


def test_an_id_that_must_not_be_stored_may_be_the_only_one() -> None:
    """Without any webhook there is none, and nothing is found by mistake."""
    call = "twin_status='' ada_mark=1\nnone_active ada"
    hooks = (
        CALM + "hooks() { printf 'd1\\tdone\\t200\\ta\\tb\\tfalse\\tmade\\n' >\"$work/hooks\"; }"
    )
    none = CALM + 'hooks() { : >"$work/hooks"; }'
    files = {"links": "other\tmade\t\tbroken\n"}

    assert spoken(call, own=hooks, files=files).status == 101
    assert spoken(call, own=none, files=files).status == 0


SESSION = r"{\"end_user\":{\"id\":\"%s\",\"email\":\"x@example.com\"}}"


@pytest.mark.parametrize(
    ("named", "more", "status"),
    [
        ("victim", "", 101),
        ("hers", "", 0),
        ("their-org", "", 0),
        ("their-org", "workspace_0 workspace_1", 101),
        (r"\\u0076ictim", "", 101),
        ("", "workspace_0 workspace_1", 0),
        ("victims", "", 0),
    ],
)
def test_a_session_in_anothers_name_is_seen(named: str, more: str, status: int) -> None:
    """An organisation is one of her names where connections are an organisation's; '' is none."""
    ended = spoken(
        "mallory_main_status=200 ada_id=victim ada_email='' ada_workspace_0=their-org\n"
        f"never_names mallory_main ada {more}",
        files={"mallory_main.sessions": f"token\tlink\toutlook\t{SESSION % named}\n"},
    )

    assert ended.status == status, ended.said


def test_a_redirect_is_seen_in_front_of_a_long_answer() -> None:
    """Who stops to read would break the pipe, and what broke would count as nothing found."""
    ended = spoken(
        "ada_hook=d1 hook_status=200\n"
        'said=\'{"delivery": {"redirect_statuses": [302], "more": [\'$(seq -s, 60000)\']}}\'\n'
        "answered_where_sent ada",
        own="control() { :; }",
    )

    assert ended.status == 101, ended.said


DELETED = "5\tDELETE\t/connections/made\t{status}\tmade\t{of}\n"
AGAIN = "6\tGET\t/connections/made\t400\tmade\toutlook\n"


@pytest.mark.parametrize(
    ("calls", "answered", "links", "status"),
    [
        (DELETED.format(status=204, of="outlook"), 200, "gone\tmade\t\tgone\n", 0),
        (DELETED.format(status=400, of="outlook"), 500, "", 0),
        (DELETED.format(status=404, of="outlook"), 200, "", 101),
        (DELETED.format(status=200, of="gmail"), 200, "", 101),
        (DELETED.format(status=200, of="outlook") + AGAIN, 200, "", 101),
        (DELETED.format(status=200, of="outlook"), 200, "active\t\t\tactive\n", 101),
        (DELETED.format(status=200, of="outlook"), 200, "broken\tmade\t\terror\n", 101),
        ("", 200, "", 101),
        ("", 404, "", 103),
        ("", 405, "", 103),
        ("", 501, "", 103),
        ("", "000", "", 103),
    ],
)
def test_an_end_is_judged_as_the_harness_judges_it(
    calls: str, answered: int, links: str, status: int
) -> None:
    """NAF-18.4: gone here and at Nango, with nothing asked of Nango after that."""
    ended = spoken(
        "ada_connection=made ACTIVATION_S=0 when=1 integration_nango_id=outlook "
        f"ended_status={answered:0>3} DISCONNECT_SUCCESS=''\nhas_ended ada",
        own=CALM,
        files={"calls": calls, "links": links, "ada.at_once": ""},
    )

    assert ended.status == status, ended.said


@pytest.mark.parametrize(("status", "end"), [("000", 103), ("200", 0)])
def test_what_got_no_answer_smuggled_nothing_for_certain(status: str, end: int) -> None:
    """NAF-02.6: a backend that is away has not refused anything."""
    ended = spoken(
        f"status={status} when=1\nnothing_smuggled mark",
        own=CALM,
    )

    assert ended.status == end
