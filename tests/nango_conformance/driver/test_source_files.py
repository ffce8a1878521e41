"""The source of a target is what its own people wrote, and no more than can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from nango_conformance.driver import source_files as driver
from nango_conformance.driver.source_files import source_files


def test_its_own_source_is_read(tmp_path: Path) -> None:
    """By its path in the folder; what others wrote, tests and other files are left out."""
    for name in ("app.js", "src/hook.ts", "node_modules/x/a.js", ".git/b.py", "tests/c.py", "d.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)

    assert dict(source_files(tmp_path)) == {"app.js": "app.js", "src/hook.ts": "src/hook.ts"}


def test_one_file_can_be_the_source(tmp_path: Path) -> None:
    """A backend of one file is declared by it."""
    (tmp_path / "app.py").write_text("é")

    assert dict(source_files(tmp_path / "app.py")) == {"app.py": "é"}


def test_what_is_too_large_or_too_much_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle is no source, and nobody waits for a disk to be read."""
    monkeypatch.setattr(driver, "MOST_FILES", 2)
    monkeypatch.setattr(driver, "MOST_BYTES", 3)
    for name, text in (("a.js", "long"), ("b.js", "b"), ("c.js", "c"), ("d.js", "d")):
        (tmp_path / name).write_text(text)

    assert list(source_files(tmp_path)) == ["b.js", "c.js"]


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    """Some sources are not in UTF-8; what can be read of them is."""
    (tmp_path / "a.php").write_bytes(b"hash_equals \xff")

    assert "hash_equals" in source_files(tmp_path)["a.php"]
