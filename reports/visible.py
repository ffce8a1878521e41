"""Text from strangers, made safe to look at: nothing unseen, nothing that reorders a line."""

from __future__ import annotations

import re
from typing import Final

UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""What XML 1.0 forbids (section 2.2), what Unicode draws as nothing, and what turns text round."""

_PICTURES: Final = 0x2400
"""U+2400 to U+241F are pictures of the characters U+0000 to U+001F."""


def visible(text: str) -> str:
    """Return the text with each unseen character drawn: BEL as its picture, U+202E by number."""
    return UNSEEN.sub(_drawn, text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return the visible text with every run of blanks and line ends as one blank."""
    return " ".join(visible(text).split())


def cut(text: str, limit: int) -> str:
    """Return the text, or as much of it as the limit allows and a note of how much is gone."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n… {len(text) - limit:,} more characters are in results.json"


def _drawn(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(_PICTURES + code) if code < ord(" ") else f"<U+{code:04X}>"
