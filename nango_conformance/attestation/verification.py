"""
Whether a report folder is what was signed, and if not, in what it differs.

A signature does not make a statement true: how the run ended is read from the signed results.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from nango_conformance.attestation.envelope import encoded, opened
from nango_conformance.attestation.folder import ENVELOPE, PUBLIC_KEY, contents, read, shown
from nango_conformance.attestation.keys import Verifier
from nango_conformance.attestation.statement import digests, untrue
from nango_conformance.errors import UsageError
from nango_conformance.results import from_json
from reports import FILES

ENVELOPE_LIMIT: Final = 16 << 20
"""Bytes of an envelope: ten thousand files need three million."""

KEY_LIMIT: Final = 1 << 16

RESULTS: Final = FILES["json"]
"""The file by which it can be told whether a statement is true."""

RESULTS_LIMIT: Final = 1 << 28
"""Bytes of the results: those of the whole catalogue are some megabytes."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    What came of looking: `problems` is empty when the folder is what was signed.

    `keyid` is the key's whose signature holds; `result` is what the statement says of the run, and
    its results as well, and is empty where there are problems.
    """

    problems: tuple[str, ...]
    keyid: str = ""
    result: str = ""
    files: tuple[str, ...] = ()


def verified(folder: Path, key: Verifier | None) -> Verified:
    """
    Compare a folder with its envelope, by this key or by the one that lies beside it.

    The key beside it shows only that nothing has changed since somebody signed.
    """
    try:
        keyid, document = _signed(folder, key)
        signed = digests(document)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        return _refused(f"{name} is missing: the folder is not signed, or no longer")
    except (ValueError, OSError, UsageError, RecursionError) as error:
        return _refused(f"{ENVELOPE}: {error}")
    found, wrong = contents(folder)
    if changed := (*wrong, *_differences(signed, found, wrong)):
        return Verified(problems=changed, keyid=keyid, files=tuple(signed))
    problems = tuple(_untruths(folder, document))
    result = "" if problems else document["predicate"]["result"]
    return Verified(problems=problems, keyid=keyid, result=result, files=tuple(signed))


def _refused(why: str) -> Verified:
    return Verified(problems=(why,))


def _signed(folder: Path, key: Verifier | None) -> tuple[str, Any]:
    """Return what was signed, and the id of the key; raise ValueError where it was not that key."""
    envelope = opened(read(folder / ENVELOPE, ENVELOPE_LIMIT).decode())
    key = key or Verifier.of(read(folder / PUBLIC_KEY, KEY_LIMIT), PUBLIC_KEY)
    if envelope.keyid != key.keyid:
        raise ValueError(f"it was signed by the key {envelope.keyid}, not by {key.keyid}")
    if not key.vouches(envelope.signature, encoded(envelope.payload)):
        raise ValueError(f"the signature is not that of the key {key.keyid}")
    return key.keyid, json.loads(envelope.payload)


def _untruths(folder: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said of the run, and is not what its results come to."""
    try:
        run = from_json(read(folder / RESULTS, RESULTS_LIMIT).decode())
    except (ValueError, OSError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        yield f"{RESULTS} cannot be read, and so the statement not be believed: {reason}"
        return
    for part in untrue(document, run):
        yield f"{ENVELOPE}: its {part} is not what {RESULTS} comes to"


def _differences(
    signed: Mapping[str, str], found: Mapping[str, str], wrong: list[str]
) -> Iterator[str]:
    told = {complaint.split(" cannot be vouched for: ")[0] for complaint in wrong}
    for name in sorted({*signed, *found}):
        if name not in signed:
            yield f"{shown(name)} was added: it was not there when the report was signed"
        elif name not in found and shown(name) not in told:
            yield f"{shown(name)} is missing"
        elif name in found and signed[name] != found[name]:
            yield f"{shown(name)} has changed since it was signed"
