"""The functions of the shell say of texts and of JSON what Python says of them."""

from __future__ import annotations

import json
import shlex
import urllib.parse

import pytest

from nango_conformance.evidence import shows_trace
from nango_conformance.reproduction.blocks import needed
from tests.nango_conformance.reproduction.shells import shown, spoken

JSON = r"""
{"a": {"b": [1, {"c": "x \"y\" {z}, [w]: \\"}, null, true], "empty": {}, "none": []},
 "n": -1.5e3, "s": "é\n", "d": {}}
"""

FLAT = r"""a.b.0	v	1
a.b.1.c	s	x \"y\" {z}, [w]: \\
a.b.2	z	null
a.b.3	v	true
n	v	-1.5e3
s	s	é\n
"""


def function(call: str, standard_input: str = "") -> str:
    """Return what a function of the shell says."""
    text = "\n".join(needed(call, {})) + f"\n{call} <<'END'\n{standard_input}\nEND"
    return shown(text, {}).said


def test_json_is_flattened_by_awk_alone() -> None:
    """Brackets and commas inside texts are no structure."""
    assert function("flat", JSON) == FLAT


@pytest.mark.parametrize(
    ("place", "value"),
    [("a.b.1.c", 'x "y" {z}, [w]: \\'), ("a.b.2", ""), ("a.b.3", "true"), ("nowhere", "")],
)
def test_a_field_is_what_it_stands_for(place: str, value: str) -> None:
    """Escapes are undone; nothing and null are the same."""
    assert function(f"field {place}", JSON) == value


@pytest.mark.parametrize("text", ["a=b", "x+y", "<ü>", "€ 5", "🎈", r"\u0041", "a\tb", "\\"])
def test_an_escape_is_undone_however_somebody_writes_json(text: str) -> None:
    """Go, .NET and others escape what needs no escape."""
    units = text.encode("utf-16-be").hex()
    escaped = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))

    for written in (escaped, escaped.upper().replace("\\U", "\\u"), json.dumps(text)[1:-1]):
        assert function(f"plain {shlex.quote(written)}") == text


@pytest.mark.parametrize("text", ["a b", "ü/€", "🎈", "~._-"])
def test_an_address_holds_the_bytes_of_a_text(text: str) -> None:
    """As every browser writes it."""
    assert function(f"urlencoded {shlex.quote(text)}") == urllib.parse.quote(text, safe="")


def test_a_call_names_its_connection_as_it_is_meant() -> None:
    """Whatever way a client of Nango's writes an id in an address."""
    paths = ["/connections/a%3Ab%20c", "/connection/a%3ab%20c/"]
    queries = ["connection_id=a%3Ab%20c", "x=1&connectionId=a%3Ab%20c"]
    events = [
        {
            "seq": seq,
            "kind": "api",
            "data": {"method": "GET", "path": path, "query": query, "status": 200},
        }
        for seq, (path, query) in enumerate(
            [*((path, "") for path in paths), *(("/records", query) for query in queries)]
        )
    ]
    ended = spoken(
        'calls 1\ncut -f 5 "$work/calls"',
        own=f"control() {{ said={shlex.quote(json.dumps({'events': events}))}; }}",
    )

    assert ended.said == "a:b c\n" * 4


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):",
        '  File "/app/main.py", line 7, in start',
        "    at start (/app/server.js:10:5)",
        "    at async file:///app/server.mjs:10:5",
        "\tat com.acme.Start.run(Start.java:42)",
        "app.rb:7:in `start'",
        "goroutine 1 [running]:",
        "#0 /app/index.php(7)",
        "/venv/lib/site-packages/x.py",
        "an error occurred at 12:30:05",
        '{"error": "no such file"}',
    ],
)
def test_a_stack_trace_is_known_by_the_same_signs(text: str) -> None:
    """The expression of the shell and ours agree."""
    said = function(f"shows_trace '{text.replace(chr(39), chr(34))}' && echo yes")

    assert (said == "yes\n") is shows_trace(text.replace(chr(39), chr(34)))
