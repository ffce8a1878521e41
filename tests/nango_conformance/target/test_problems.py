"""Everything that is wrong with a target file is told at once, with its line and its remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import Target
from nango_conformance.target.problems import Problem, problems

Parse = Callable[..., Target]


SHOWN = '[status]\npresence = true\n[status.http]\npath = "/l"\n'


def told(text: str) -> list[str]:
    """Return each problem of a target file in one line."""
    return [problem.told(text) for problem in problems(tomllib.loads(text))]


def test_nothing_is_wrong_with_the_smallest(smallest: str) -> None:
    """It is a whole target file."""
    assert told(smallest) == []


def test_an_unknown_key_is_told_with_its_line_and_the_nearest(smallest: str) -> None:
    """And with the keys that there are."""
    (line,) = told(smallest.replace("[connect]", '[connect]\ntokn = "x"'))

    assert line.startswith("line 12: connect.tokn: unknown key; this section has body, error, ")
    assert line.endswith("(did you mean 'token'?)")


def test_an_unknown_section_is_told(smallest: str) -> None:
    """At the root as well; what is like nothing gets no suggestion."""
    lines = told(smallest + "[webhok]\na = 1\n[zzz]\n")

    assert [line.split(";")[0] for line in lines] == [
        "line 17: webhok: unknown key",
        "line 19: zzz: unknown key",
    ]
    assert lines[0].endswith("(did you mean 'webhook'?)")
    assert "did you mean" not in lines[1]


def test_two_typos_are_both_told(parse: Parse, smallest: str) -> None:
    """Even in one section, and the file is named once."""
    text = smallest.replace("[connect]", "[connect]\nsucces = [200]\nmetod = 'POST'")

    with pytest.raises(UsageError) as caught:
        parse(text)

    first, *rest = str(caught.value).splitlines()
    assert first == "mine.toml cannot be used:"
    assert [line.split(":")[1].strip() for line in rest] == ["connect.metod", "connect.succes"]
    assert "'method'?" in rest[0]
    assert "'success'?" in rest[1]


def test_a_missing_key_is_named(smallest: str) -> None:
    """With the line of the section that lacks it, or without a line where there is none."""
    lines = told(smallest.replace('name = "mine"', "").replace('[webhook]\npath = "/hook"', ""))

    assert lines == [
        "line 3: target.name: is needed and missing",
        "webhook: is needed and missing",
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('mode = "atach"', "'atach' is not one of attach, start (did you mean 'attach'?)"),
        ('mode = "xyz"', "'xyz' is not one of attach, start"),
        ("mode = 1", "1 is not one of attach, start"),
        ("environment = 1", "1 is not of type 'string'"),
        ('base_url = "ftp://x"', "'ftp://x' does not match '^(https?://|env:)'"),
    ],
)
def test_a_wrong_value_is_told_with_the_right_ones(smallest: str, given: str, says: str) -> None:
    """A closed list is printed; another rule is told in its own words."""
    (line,) = told(smallest.replace('name = "mine"', f'name = "mine"\n{given}'))

    assert line == f"line 5: target.{given.split(maxsplit=1)[0]}: {says}"


def test_a_connect_route_hands_something_out(smallest: str) -> None:
    """Without a token and without a link there is nothing to judge."""
    lines = told(smallest.replace('token = "token"\n', ""))

    assert lines == ["line 11: connect: says neither 'token' nor 'link': one of them is needed"]


@pytest.mark.parametrize("schema", ["2", '"1"'])
def test_another_schema_is_refused(smallest: str, schema: str) -> None:
    """A file of a later version is not half understood."""
    lines = told(smallest.replace("schema = 1", f"schema = {schema}"))

    assert lines == ["line 1: schema: 1 was expected"]


def test_unknown_placeholders_are_told(smallest: str) -> None:
    """In any text at any depth, with the nearest; braces that are none are left alone."""
    text = smallest.replace(
        'token = "token"',
        'token = "token"\nbody = { a = ["{actor.nam}"], b = "{x.y}", c = "{plain} {2,3}" }',
    )

    assert told(text) == [
        "line 14: connect.body.a.0: {actor.nam} is not a placeholder (did you mean 'actor.name'?)",
        "line 14: connect.body.b: {x.y} is not a placeholder",
    ]


@pytest.mark.parametrize("key", ["token", "link", "error", "expires"])
def test_a_bad_selector_is_told(smallest: str, key: str) -> None:
    """Every place that is JMESPath is compiled before anything runs."""
    text = smallest.replace('token = "token"', f'link = "l"\ntoken = "t"\n{key} = "a["')
    text = text.replace('token = "t"\ntoken', "token").replace('link = "l"\nlink', "link")

    lines = told(text if key != "link" else text.replace('link = "l"\n', "", 1))

    assert len(lines) == 1
    assert f"connect.{key}: is not a JMESPath expression" in lines[0]


def test_a_template_of_a_token_is_no_selector(smallest: str) -> None:
    """`auth.token` is a template."""
    assert told(smallest + '[auth]\nmode = "bearer"\ntoken = "a["\n') == []


def test_selectors_of_the_status_are_compiled(smallest: str) -> None:
    """They may hold placeholders, which are filled in later."""
    good = '[status]\npresence = true\n[status.http]\npath = "/l"\nrows = "l[?u==\'{actor.id}\']"\n'

    assert told(smallest + good) == []
    assert "is not a JMESPath" in told(smallest + good.replace("']\"", "'\""))[0]


def test_a_waiver_needs_a_check_and_a_reason(smallest: str) -> None:
    """A waiver of everything, or for no reason, is none."""
    lines = told(smallest + '[[waiver]]\ncheck = "01.1"\nreason = ""\n')

    assert [line.split(": ")[1] for line in lines] == [
        "waiver.0.check",
        "waiver.0.reason",
        "waiver.0.until",
    ]


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    """And is told as such."""
    assert Problem(path=(), says="is empty").told("") == "the file: is empty"


def test_numbers_and_dates_are_no_templates(smallest: str) -> None:
    """Only texts are searched."""
    text = smallest + '[[waiver]]\ncheck = "NAF-01.1"\nreason = "r"\nuntil = 2026-01-01\n'

    assert told(text + "[limits]\nquiet_s = 0.5\n") == []


@pytest.mark.parametrize(
    ("until", "told_as"),
    [
        ('"soon"', "'soon'"),
        ('"2026-13-01"', "'2026-13-01'"),
        ("5", "5"),
        ("true", "True"),
        (
            "2026-01-01T00:00:00Z",
            "datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)",
        ),
    ],
)
def test_a_waiver_ends_on_a_day(smallest: str, until: str, told_as: str) -> None:
    """A moment is none, because it would have to be compared with today."""
    lines = told(f'{smallest}[[waiver]]\ncheck = "NAF-01.1"\nreason = "r"\nuntil = {until}\n')

    says = f"line 20: waiver.0.until: {told_as} is not a day; write it as until = 2027-01-31"
    assert lines[-1] == says


@pytest.mark.parametrize("until", ["2026-01-01", '"2026-01-01"'])
def test_a_day_may_be_written_as_a_text(smallest: str, until: str) -> None:
    """TOML has days of its own, and not everybody knows."""
    waiver = f'[[waiver]]\ncheck = "NAF-01.1"\nreason = "r"\nuntil = {until}\n'

    assert told(smallest + waiver) == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ('[attribution]\nuser = { path = "a[", equals = "x" }\n', "attribution.user.path"),
        ('[fixtures.create_actor]\npath = "/u"\nid = "a["\n', "fixtures.create_actor.id"),
        (
            '[fixtures.create_actor]\npath = "/u"\nworkspace = "a["\n',
            "fixtures.create_actor.workspace",
        ),
        (SHOWN + 'id = "a["\n', "status.http.id"),
        (SHOWN + 'last_sync_at = "a["\n', "status.http.last_sync_at"),
        ('[reconnect]\npath = "/r"\ntoken = "a["\n', "reconnect.token"),
    ],
)
def test_every_selector_is_compiled(smallest: str, more: str, place: str) -> None:
    """Of requests, of what fixtures answer and of rows: none waits for a scenario to break."""
    (line,) = told(smallest + more)

    assert f": {place}: is not a JMESPath expression" in line


def test_what_an_attribution_must_equal_is_no_selector(smallest: str) -> None:
    """It is a template, and what a body holds is the target's own."""
    equals = '[attribution]\nuser = { path = "a", equals = "a[" }\n'

    assert told(smallest + equals) == []
    assert told(smallest.replace("token =", 'body = { id = "a[" }\ntoken =')) == []
