"""Query strings: brackets, lists, and what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango.query import parse_query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {}),
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("params[subdomain]=acme&params[x]=1", {"params": {"subdomain": "acme", "x": "1"}}),
        ("params%5Bsubdomain%5D=a%20b+c", {"params": {"subdomain": "a b c"}}),
        ("a=1&a[b]=2", {"a": "1"}),
        ("[a]=1", {"[a]": "1"}),
        ("a[b][c][d][e][f][g]=1", {"a[b][c][d][e][f][g]": "1"}),
        ("&".join(f"a{number}=1" for number in range(2000)), {}),
    ],
)
def test_a_query_is_read_as_nango_reads_it(query: str, found: dict[str, Any]) -> None:
    """Deep or endless queries build nothing."""
    assert parse_query(query) == found
