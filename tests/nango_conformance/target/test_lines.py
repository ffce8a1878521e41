"""A key's path leads to the line where a person finds it."""

from __future__ import annotations

import pytest

from nango_conformance.target.lines import line_of

TEXT = """\
top = 1
[target]
name = "x"  # name = "y"
"odd key" = 1
'single' = 2
dotted.key = 3

  [target.start]   # a comment
  command = ["a"]
[[integration]]
key = "a"
[[ integration ]]
key = "b"
[[integration.syncs]]
name = "s"
[inline]
body = { deep = "x" }
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("target",), 2),
        (("target", "name"), 3),
        (("target", "odd key"), 4),
        (("target", "single"), 5),
        (("target", "dotted", "key"), 6),
        (("target", "start"), 8),
        (("target", "start", "command"), 9),
        (("target", "start", "command", 0), 9),
        (("integration", 0), 10),
        (("integration", 0, "key"), 11),
        (("integration", 1), 12),
        (("integration", 1, "key"), 13),
        (("inline", "body", "deep"), 17),
        (("target", "missing"), 2),
        (("integration", 2, "key"), None),
        (("nothing",), None),
        ((), None),
    ],
)
def test_the_deepest_part_that_has_a_line(path: tuple[str | int, ...], line: int | None) -> None:
    """Tables of an array are counted; what has no line of its own is found by its section."""
    assert line_of(TEXT, path) == line
