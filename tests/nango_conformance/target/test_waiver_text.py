"""Waivers come into a target file and go out of it, and no other line changes."""

from __future__ import annotations

import datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_conformance.errors import UsageError
from nango_conformance.target import Waiver
from nango_conformance.target.waiver_text import waivers_of, with_waiver, without_waivers

PLAIN: Final = """# mine
schema = 1

[target]           # who
name = "mine"

# the end
"""

WAIVED: Final = """schema = 1
text = \"\"\"
[[waiver]]
# no table
\"\"\"

[[waiver]]
check  = "NAF-12.5"   # the legacy header
reason = "goes # with release 7"
until  = 2027-01-01

# Two of a kind:
[[ "waiver" ]] # quoted
reason = '''
[[waiver]]
'''
check = "NAF-06.3"
until = "2027-02-01"

# The database of the target
[status.sql]
rows = [
  ["waiver"],
  [[1]],
]
"""

ONE: Final = Waiver(check="NAF-02.4", reason='it "says" \\ so', until=datetime.date(2027, 1, 31))


def test_a_waiver_is_written_at_the_end() -> None:
    """Behind a blank line, in the form that the manual shows; what was there is there."""
    assert with_waiver(PLAIN, ONE) == (
        PLAIN
        + """
[[waiver]]
check  = "NAF-02.4"
reason = "it \\"says\\" \\\\ so"
until  = 2027-01-31
"""
    )


def test_a_waiver_is_written_behind_the_others() -> None:
    """The comment of the next table stays with it."""
    changed = with_waiver(WAIVED, ONE)

    head, _, tail = changed.partition('[[waiver]]\ncheck  = "NAF-02.4"')
    assert head.endswith('until = "2027-02-01"\n\n')
    assert tail.endswith(WAIVED[WAIVED.index("\n# The database") :])
    assert head + tail.partition("until  = 2027-01-31\n")[2] == WAIVED.replace(
        '"2027-02-01"\n\n', '"2027-02-01"\n\n\n'
    )
    assert [one.check for one in waivers_of(changed)] == ["NAF-12.5", "NAF-06.3", "NAF-02.4"]


@pytest.mark.parametrize("text", ["", "schema = 1", "\n", "schema = 1\r\n\r\n[target]\r\n"])
def test_any_end_of_a_file_will_do(text: str) -> None:
    """Without a last newline, empty, or with the line ends of another system."""
    changed = with_waiver(text, ONE)

    assert waivers_of(changed) == (ONE,)
    assert ("\r\n" in changed) is ("\r\n" in text)
    assert changed.count("\n") == changed.count("\r\n") or "\r" not in changed


def test_a_waiver_goes_with_its_lines_alone() -> None:
    """Comments around it stay, and the gap is one."""
    assert without_waivers(WAIVED, {0}) == WAIVED.replace(
        """[[waiver]]
check  = "NAF-12.5"   # the legacy header
reason = "goes # with release 7"
until  = 2027-01-01

""",
        "",
    )
    left = without_waivers(WAIVED, {0, 1})
    assert "# Two of a kind:\n# The database of the target\n[status.sql]" in left
    assert waivers_of(left) == ()


@pytest.mark.parametrize("text", [PLAIN, "schema = 1\n"])
def test_what_was_written_is_taken_out_again(text: str) -> None:
    """But for blank lines at the end, to the byte."""
    assert without_waivers(with_waiver(text, ONE), {0}) == text.rstrip("\n") + "\n"


@pytest.mark.parametrize(
    "text",
    [
        'waiver = [{check = "NAF-06.3", reason = "x", until = 2027-01-01}]\n',
        'waiver = []\n[target]\nname = "x"\n',
    ],
)
def test_what_cannot_be_changed_by_program_is_said(text: str) -> None:
    """A list in one line takes no table more; nothing is half changed."""
    with pytest.raises(UsageError, match="cannot be changed by program"):
        with_waiver(text, ONE)
    if waivers_of(text):
        with pytest.raises(UsageError, match="cannot be changed by program"):
            without_waivers(text, {0})


@pytest.mark.parametrize(
    "entry", ['reason = "x"', 'check = "NAF-06.3"\nreason = "x"\nuntil = "soon"', "until = 7"]
)
def test_a_broken_waiver_is_told(entry: str) -> None:
    """With who says in which line."""
    with pytest.raises(UsageError, match="doctor says in which line"):
        waivers_of(f"[[waiver]]\n{entry}\n")


def test_what_is_no_toml_is_told() -> None:
    """Nothing is guessed."""
    with pytest.raises(UsageError, match="is not TOML"):
        waivers_of("[target\n")


TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(reasons=st.lists(TEXTS, min_size=1, max_size=5), gone=st.sets(st.integers(0, 4)))
def test_any_reasons_come_and_go(reasons: list[str], gone: set[int]) -> None:
    """Whatever a person writes is read back as it was written."""
    text = PLAIN
    for reason in reasons:
        text = with_waiver(text, Waiver(check="NAF-02.4", reason=reason, until=ONE.until))

    assert [one.reason for one in waivers_of(text)] == reasons
    places = {place for place in gone if place < len(reasons)}
    left = without_waivers(text, places) if places else text
    kept = [reason for place, reason in enumerate(reasons) if place not in places]
    assert [one.reason for one in waivers_of(left)] == kept
    assert left.startswith(PLAIN)
