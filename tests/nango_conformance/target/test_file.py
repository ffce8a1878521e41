"""Target files on disk are read whole or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import attached_reference, bundled_reference, load_target
from nango_conformance.target.file import SECRET_VARIABLES


def test_a_file_is_loaded_from_its_folder(
    tmp_path: Path, smallest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative folders in it count from where it lies; variables are the process's own."""
    monkeypatch.setenv("MINE", "named")
    path = tmp_path / "mine.toml"
    path.write_text(smallest.replace('"mine"', '"env:MINE"'), encoding="utf-8")

    target = load_target(path)

    assert (target.name, target.folder) == ("named", str(tmp_path.resolve()))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is not there; `nango-conformance init --output .*` writes one"),
        (b"\xff\xfe", "cannot be read: 'utf-8' codec"),
        (b"[target", "is not TOML: "),
        (b"a = 1\na = 2", "is not TOML: "),
        (b"", "cannot be used:\n  connect: is needed and missing"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, says: str) -> None:
    """Missing, not text, not TOML, or empty: the file is named first."""
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError, match=rf"^{path} {says}"):
        load_target(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """And says so."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_target(tmp_path)


def test_the_reference_is_described() -> None:
    """It is started by the run, on a port that is found then, and makes fresh people."""
    target = bundled_reference()

    assert (target.mode, target.profile) == ("start", "seed")
    assert "{port}" in target.base_url
    assert target.start is not None
    assert target.start.command[:3] == ("{python}", "-m", "reference_backend")
    assert target.fixtures.create_actor is not None
    assert target.status is not None
    assert target.has_workspaces
    assert Path(target.folder, "target.toml").is_file()


def test_a_running_backend_is_attached_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """At its address, not started, with the passwords that the variables hold."""
    monkeypatch.setenv(SECRET_VARIABLES["Ada"], "hers")
    for name in ("Grace", "Mallory"):
        monkeypatch.delenv(SECRET_VARIABLES[name], raising=False)

    target = attached_reference("http://127.0.0.1:3000/")

    assert (target.mode, target.start, target.base_url) == (
        "attach",
        None,
        "http://127.0.0.1:3000",
    )
    assert {actor.name: actor.secret for actor in target.actors} == {
        "Ada": "hers",
        "Grace": None,
        "Mallory": None,
    }
    assert (target.faults, target.log) == ({}, None), "they are those of a started target"


@pytest.mark.parametrize("url", ["127.0.0.1:3000", "ftp://x", "", "file:///etc/passwd"])
def test_an_address_is_a_whole_one(url: str) -> None:
    """A likely right one is shown."""
    with pytest.raises(UsageError, match=r"--url wants an address such as http://127\.0\.0\.1"):
        attached_reference(url)
