"""`diff`: two runs in, what broke between them and an exit status out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from nango_conformance.cli.reading import read_run
from reports.comparison import Comparison, compare
from reports.comparison_markdown import to_comment
from reports.comparison_text import to_diff_json, to_text

_RENDERERS: Final[Mapping[str, Callable[[Comparison], str]]] = MappingProxyType(
    {"text": to_text, "json": to_diff_json, "markdown": to_comment}
)


def diff_command(before: Path, after: Path, form: str, *, strict: bool) -> int:
    """Print what is different; return 1 if anything broke, or is less shown and `strict`."""
    comparison = compare(read_run(before), read_run(after))
    click.echo(_RENDERERS[form](comparison), nl=False)
    return int(comparison.broke or (strict and comparison.dimmed))
