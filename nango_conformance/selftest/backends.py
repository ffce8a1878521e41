"""A wrong backend is put up: its description, and for an example a copy with the mistake in it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nango_conformance.errors import UsageError
from nango_conformance.selftest.judging import Json, merged
from nango_conformance.selftest.wrong import Replacement, Wrong

LIMITS: Final = {"activation_s": 1.0, "sync_s": 2, "quiet_s": 0.05}
"""What never comes is not waited for as long as in earnest, so that red is quick."""

_MUCH_WAITED_FOR: Final = ("activation_s", "sync_s")

_NO_COPIES: Final = shutil.ignore_patterns("node_modules", "*.db", "__pycache__")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The source tree that the wrong backends are in; `npm` gives an example's packages."""

    root: Path
    npm: Callable[[Path], Path]

    @property
    def tests(self) -> Path:
        """The folder that has the matrix."""
        return self.root / "tests"

    def described(self, command: list[str], more: Json | None = None) -> Json:
        """Return the reference's own description, with another command and less patience."""
        own = self.root / "reference_backend" / "target.toml"
        path = os.pathsep.join(filter(None, [str(self.root), os.environ.get("PYTHONPATH")]))
        start = {"command": command, "cwd": str(self.root), "env": {"PYTHONPATH": path}}
        source = (more or {}).get("target", {}).get("source", "reference_backend")
        ours = {"target": {"start": start}, "limits": LIMITS}
        described = merged(merged(tomllib.loads(own.read_text("utf-8")), ours), more or {})
        # The description is put down elsewhere, and the source is here.
        return merged(described, {"target": {"source": str(self.root / source)}})

    def right(self) -> Json:
        """Return the description of the right backend, to be judged as the wrong ones are."""
        return self.described(["{python}", "-m", "reference_backend", "--port", "{port}"])

    def mutant(self, name: str, target: str | None) -> Json:
        """Return the description of a mutant of the reference, with a file laid over it."""
        mutants = self.tests / "mutants"
        more = tomllib.loads((mutants / target).read_text("utf-8")) if target else {}
        run = ["{python}", str(mutants / "run.py"), name, "--port", "{port}"]
        return self.described(run, more)

    def example(self, name: str, folder: Path) -> Path:
        """Return a copy of an example, with what it needs from npm beside it."""
        copy = folder / name
        shutil.copytree(self.root / "examples" / name, copy, ignore=_NO_COPIES)
        package = copy / "package.json"
        if package.exists() and '"dependencies"' in package.read_text("utf-8"):
            (copy / "node_modules").symlink_to(self.npm(package))
        return copy

    def put_up(self, wrong: Wrong, folder: Path) -> tuple[Json, Path]:
        """Return the description of a wrong backend, and where it is to be judged."""
        if wrong.replacement is None:
            return self.mutant(wrong.name, wrong.target), folder
        copy = self.example(wrong.replacement.example, folder)
        put_in(wrong.replacement, copy)
        own = tomllib.loads((copy / "target.toml").read_text("utf-8"))
        return merged(own, {"limits": {key: LIMITS[key] for key in _MUCH_WAITED_FOR}}), copy


def put_in(replacement: Replacement, copy: Path) -> None:
    """Put a mistake into a copy of an example; raise UsageError where its text is not once."""
    path = copy / replacement.file
    text = path.read_text("utf-8")
    if (count := text.count(replacement.old)) != 1:
        raise UsageError(f"{replacement.file} has {count} times {replacement.old!r}")
    path.write_text(text.replace(replacement.old, replacement.new), "utf-8")
