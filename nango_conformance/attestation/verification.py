"""Whether a report folder is what was signed, and if not, in what it differs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from nango_conformance.attestation.envelope import NotAnEnvelopeError, encoded, opened
from nango_conformance.attestation.folder import ENVELOPE, PUBLIC_KEY, contents, read, shown
from nango_conformance.attestation.keys import Verifier
from nango_conformance.attestation.statement import digests
from nango_conformance.errors import UsageError

ENVELOPE_LIMIT: Final = 16 << 20
"""Bytes of an envelope: ten thousand files need three million."""

KEY_LIMIT: Final = 1 << 16


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    What came of looking: `problems` is empty when the folder is what was signed.

    `keyid` is the key's whose signature holds, `result` what the statement says of the run.
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
        envelope = opened(read(folder / ENVELOPE, ENVELOPE_LIMIT).decode())
        key = key or Verifier.of(read(folder / PUBLIC_KEY, KEY_LIMIT), PUBLIC_KEY)
        if envelope.keyid != key.keyid:
            return _refused(f"it was signed by the key {envelope.keyid}, not by {key.keyid}")
        if not key.vouches(envelope.signature, encoded(envelope.payload)):
            return _refused(f"{ENVELOPE}: the signature is not that of the key {key.keyid}")
        document = json.loads(envelope.payload)
        signed = digests(document)
    except FileNotFoundError as error:
        return _refused(
            f"{Path(error.filename).name} is missing: the folder is not signed, or no longer"
        )
    except (NotAnEnvelopeError, ValueError, OSError, UsageError) as error:
        return _refused(f"{ENVELOPE}: {error}")
    found, wrong = contents(folder)
    return Verified(
        problems=(*wrong, *_differences(signed, found, wrong)),
        keyid=key.keyid,
        result=_result(document),
        files=tuple(signed),
    )


def _refused(why: str) -> Verified:
    return Verified(problems=(why,))


def _result(document: Any) -> str:
    predicate = document.get("predicate")
    return str(predicate.get("result", "")) if isinstance(predicate, dict) else ""


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
