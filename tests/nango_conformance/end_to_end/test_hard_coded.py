"""A backend that calls https://api.nango.dev, and can be told no other host, is judged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.ports import free_block

HERE: Final = Path(__file__).parent / "hard_coded"

Begin = Callable[..., Any]
Place = Callable[..., Path]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return what puts the backend into an empty folder, with changes of its text."""

    def put(file: str = "app.py", *changes: tuple[str, str]) -> Path:
        for name in ("app.py", "target.toml"):
            text = (HERE / name).read_text()
            for old, new in changes if name == file else ():
                assert text.count(old) == 1
                text = text.replace(old, new)
            (tmp_path / name).write_text(text)
        return tmp_path / "target.toml"

    return put


def test_it_is_conformant_where_it_is_right(begin: Begin, place: Place, tmp_path: Path) -> None:
    """Its code knows one host, what is essential sees it through TLS, and nothing is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()

    ended = begin("--essential", "--target", str(place()), environ={"TMPDIR": str(folder)}).end()

    assert ended.status == 0, ended.out
    assert ended.results["verdict"] == "conformant"
    assert ended.verdict("NAF-02.1") == "passed"
    assert ended.verdict("NAF-14.1") == "passed"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("        raise Refusal(401)\n    event =", "        pass\n    event =", "NAF-12.1"),
        ('"allowed_integrations": [integration]', '"allowed_integrations": []', "NAF-02.4"),
        ('nango("POST", "/sync/trigger", json=asked)', "asked.clear()", "NAF-10.1"),
    ],
)
def test_it_is_not_where_it_is_wrong(
    begin: Begin, place: Place, old: str, new: str, check: str
) -> None:
    """The verdict is as sharp as for a backend that is told its host."""
    ended = begin("--target", str(place("app.py", (old, new))), "--check", check).end()

    assert ended.status == 1, ended.out
    assert ended.verdict(check) == "failed"


def test_one_that_takes_another_way_is_not_judged(begin: Begin, place: Place) -> None:
    """Its client insists on a certificate: nothing came to the fake, and that is not its fault."""
    target = place("target.toml", ('override = "proxy-tls"', 'override = "proxy-plain"'))

    ended = begin("--target", str(target), "--check", "NAF-02.1").end()

    assert ended.status == 3
    assert "asked nothing of this run's Nango" in ended.results["fault"]
    assert 'try override = "proxy-tls"' in ended.results["fault"]


def test_the_doctor_says_which_way_to_try(place: Place) -> None:
    """At the line that chose the wrong one."""
    target = place("target.toml", ('override = "proxy-tls"', 'override = "proxy-plain"'))
    command = [sys.executable, "-m", "nango_conformance", "doctor", "--target", str(target)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "line 15: nango.override: the target answered 502" in done.stdout
    assert 'try override = "proxy-tls"' in done.stdout


PLAIN: Final = (
    ("NANGO + path, headers=headers", "NANGO + path, headers=headers, proxies=PROXIES"),
    (
        'NANGO: Final = "https://api.nango.dev"',
        'NANGO, PROXIES = "http://api.nango.dev", {"http": os.environ["HTTPS_PROXY"]}',
    ),
)
"""Changes by which the backend asks a proxy in plain text, as axios did."""


def test_one_that_asks_in_plain_text_is_judged(begin: Begin, place: Place) -> None:
    """It needs no certificate."""
    target = place("app.py", *PLAIN)
    target.write_text(target.read_text().replace('"proxy-tls"', '"proxy-plain"'))

    ended = begin("--target", str(target), "--check", "NAF-10.2").end()

    assert ended.status == 0, ended.err
    assert ended.verdict("NAF-10.2") == "passed"


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Callable[[str, int], None]]:
    """Return what starts the backend with the variables that a run has told."""
    started: list[subprocess.Popen[bytes]] = []

    def start(told: str, port: int) -> None:
        lines = (line.strip().partition("=") for line in told.splitlines() if "=" in line)
        variables = {name: value for name, _, value in lines if name.replace("_", "").isalpha()}
        command = [sys.executable, str(tmp_path / "app.py"), str(port)]
        started.append(subprocess.Popen(command, env={**os.environ, **variables}))

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_an_operator_can_start_it(
    begin: Begin, place: Place, operator: Callable[[str, int], None], tmp_path: Path
) -> None:
    """The run says with what, waits for it, and takes its certificate away in the end."""
    port = free_block()
    attached = f'override = "proxy-tls"\nlisten = "127.0.0.1:{port}"\nca_file = "ca.pem"'
    target = place(
        "target.toml",
        ('mode = "start"', 'mode = "attach"'),
        ('{port}"\n', f'{port + 3}"\n'),
        ('override = "proxy-tls"', attached),
    )

    running = begin("--target", str(target), "--check", "NAF-06.1")
    running.wait_for("start it now, or again")
    operator("".join(running.lines), port + 3)
    ended = running.end()

    assert ended.status == 0, ended.err
    assert ended.verdict("NAF-06.1") == "passed"
    assert not (tmp_path / "ca.pem").exists()
