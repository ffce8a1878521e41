"""
Keys, tokens, codes, passwords and addresses of a talkative backend stand in no output at all.

Everything that it knows it tells in every spelling; each file of the report, stdout, stderr and
what `diff` makes of it are then searched for each of them.
"""

from __future__ import annotations

import base64
import dataclasses
import html
import json
import re
import tomllib
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from nango_conformance.cli import main
from nango_conformance.cli.reading import read_run
from nango_conformance.results import Outcome, Run
from reports.comparison import compare
from reports.comparison_markdown import to_comment
from reports.comparison_text import to_diff_json, to_text
from tests.judged import ROOT, merged, toml

Begin = Callable[..., Any]

KEY: Final = "canary-key/with+signs=and&quot"
DSN: Final = "postgresql://canary:s3cret%2Fpass-word-of-a-database@db.internal/app"
CHECKS: Final = ("NAF-06.1", "NAF-07.1", "NAF-12.1", "NAF-15.1", "NAF-17.1")


def spellings(secret: str) -> Iterator[str]:
    """Yield what a text holds that holds the secret, in plain or encoded, at any alignment."""
    raw, quoted = secret.encode(), urllib.parse.quote(secret, safe="")
    yield from (secret, json.dumps(secret)[1:-1], json.dumps(json.dumps(secret)[1:-1])[1:-1])
    yield from (quoted, urllib.parse.quote(quoted, safe=""), html.escape(secret))
    yield from (raw.hex(), raw.hex().upper())
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw).decode()
        core = text[(0, 2, 3)[before] : 8 * (before + len(raw)) // 6]
        yield from (core, core.replace("+", "-").replace("/", "_"))


def signing_key() -> str:
    """Return a private key in PEM, as a pipeline has it in a variable."""
    return (
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def described(folder: Path) -> Path:
    """Return the description of the talkative backend, with secrets of an operator's own."""
    target = tomllib.loads((ROOT / "reference_backend" / "target.toml").read_text())
    command = ["{python}", str(Path(__file__).parent / "echoing.py"), "--port", "{port}"]
    own = {"PYTHONPATH": str(ROOT), "ECHO_FILE": str(folder / "known")}
    planted = {"PLANTED_KEY": "env:OPERATORS_KEY", "PLANTED_DSN": "env:OPERATORS_DSN"}
    env = {**target["target"]["start"].get("env", {}), **own, **planted}
    document = merged(
        target, {"target": {"start": {"command": command, "cwd": str(ROOT), "env": env}}}
    )
    path = folder / "target.toml"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
    return path


def compared(run: Run) -> dict[str, str]:
    """Return what `diff` says when all that is red now was green, and the other way round."""
    green = tuple(
        dataclasses.replace(one, verdict=Outcome.PASSED, reason="", seen="", failure=None)
        if one.verdict is Outcome.FAILED
        else one
        for one in run.checks
    )
    before = dataclasses.replace(run, checks=green)
    found = {"broken": compare(before, run), "fixed": compare(run, before)}
    assert all(comparison.changes for comparison in found.values())
    return {
        f"{name} by {form.__name__}": form(comparison)
        for name, comparison in found.items()
        for form in (to_text, to_diff_json, to_comment)
    }


def test_nothing_that_a_talkative_backend_knows_is_in_any_output(
    begin: Begin, tmp_path: Path
) -> None:
    """The planted ones, those of the run, and those that the backend and Nango have made."""
    words = [word for check in CHECKS for word in ("--check", check)]
    pem = signing_key()
    environ = {"OPERATORS_KEY": KEY, "OPERATORS_DSN": DSN, "SIGNING_PEM": pem}
    words += ["--target", str(described(tmp_path)), "--sign", "env:SIGNING_PEM"]
    ended = begin(*words, environ=environ).end()
    assert main(["verify", str(ended.report)]) == 0
    again = ["--format", "all", "--output", str(tmp_path / "again")]
    assert main(["report", str(ended.report / "results.json"), *again]) == 0

    known = [json.loads(line) for line in (tmp_path / "known").read_text("utf-8").splitlines()]
    assert {KEY, DSN, "s3cret/pass-word-of-a-database"} <= {*known}
    assert len(known) > 10
    assert not [secret for secret in known if "PRIVATE KEY" in secret]
    known.append(pem.splitlines()[1])
    assert ended.verdict("NAF-15.1") == "failed", ended.err
    outputs = {
        f"{folder.name}/{path.name}": path.read_text("utf-8")
        for folder in (ended.report, tmp_path / "again")
        for path in folder.rglob("*")
        if path.is_file()
    }
    outputs |= {"stdout": ended.out, "stderr": ended.err, **compared(read_run(ended.report))}
    found = [
        (name, secret[:12], spelling[:12])
        for name, text in outputs.items()
        for secret in known
        # The harness plays a foreign cookie, which is no secret.
        if secret != "eyJhIjoxfQ"
        for spelling in spellings(secret)
        if spelling in text
    ]
    assert found == [], "\n".join(map(str, found))
    evidence = outputs[f"{ended.report.name}/evidence.ndjson"]
    assert re.search(r"[?&]code=(?!\\u2039)", evidence) is None
    assert "code=\\u2039secret" in evidence
    assert re.search("nango_connect_session_[0-9a-f]{8}", "".join(outputs.values())) is None
