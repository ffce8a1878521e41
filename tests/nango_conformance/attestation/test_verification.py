"""What was signed is accepted; whatever has changed since is noticed, and named."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

import reports
from nango_conformance.attestation import (
    ENVELOPE,
    PUBLIC_KEY,
    Envelope,
    Signer,
    Verifier,
    contents,
    opened,
    sealed,
    verified,
)
from nango_conformance.attestation.envelope import encoded
from nango_conformance.cli.signing import sign_folder
from nango_conformance.errors import UsageError
from nango_conformance.results import Run, RunVerdict
from reports import USUAL
from tests.nango_conformance.attestation.conftest import pem_of

FILES: Final = (
    *(reports.FILES[name] for name in USUAL),
    "evidence.ndjson",
    "repro/NAF-06.1.sh",
    PUBLIC_KEY,
    ENVELOPE,
)
PLACES: Final[dict[str, Callable[[int], int]]] = {
    "first": lambda _: 0,
    "middle": lambda size: size // 2,
    "last": lambda size: size - 1,
}


def statement_in(folder: Path) -> Any:
    """Return the statement that was signed."""
    return json.loads(opened((folder / ENVELOPE).read_text()).payload)


def signed_anew(folder: Path, pem: bytes, payload: bytes) -> Verifier:
    """Sign anything at all in the place of the statement; return the public key."""
    signer = Signer.of(pem, "key")
    envelope = Envelope(
        payload=payload,
        keyid=signer.verifier.keyid,
        signature=signer.signature(encoded(payload)),
    )
    (folder / ENVELOPE).write_text(sealed(envelope))
    return signer.verifier


def test_what_was_signed_is_accepted(folder: Path, pem: bytes) -> None:
    """By the signer's public key, and by the one that lies in the folder."""
    key = Signer.of(pem, "key").verifier

    for told in (verified(folder, key), verified(folder, None)):
        assert (told.problems, told.keyid, told.result) == ((), key.keyid, "PASSED")
        assert {*told.files} == {*FILES} - {ENVELOPE}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_a_flipped_byte_is_noticed(
    folder: Path, pem: bytes, name: str, place: str, bit: int
) -> None:
    """In every file, the envelope and the key included; the file is named."""
    path = folder / name
    content = bytearray(path.read_bytes())
    content[PLACES[place](len(content))] ^= bit
    path.write_bytes(content)

    told = verified(folder, Signer.of(pem, "key").verifier)

    assert [problem for problem in told.problems if name in problem]
    assert verified(folder, None).problems


def test_every_byte_of_the_envelope_counts(folder: Path, pem: bytes) -> None:
    """Blanks and unused bits of base64 included: nobody can smuggle anything along."""
    path, key = folder / ENVELOPE, Signer.of(pem, "key").verifier
    content = path.read_bytes()

    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert verified(folder, key).problems, f"byte {place}"
    for other in (content + b" ", content[:-1], b"", b"{}", b"[]", b"null", b"[" * 100_000):
        path.write_bytes(other)
        assert verified(folder, key).problems


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_named(folder: Path, pem: bytes, name: str) -> None:
    """The envelope, too: a report without one is not signed."""
    (folder / name).unlink()

    told = verified(folder, Signer.of(pem, "key").verifier)

    assert [problem for problem in told.problems if f"{name} is missing" in problem]


@pytest.mark.parametrize("name", ["more.txt", ".hidden", "repro/more", "new/deep/x", "a\nb"])
def test_a_file_that_was_added_is_named(folder: Path, pem: bytes, name: str) -> None:
    """Wherever it lies, hidden or not; its name cannot forge a line."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")

    (problem,) = verified(folder, Signer.of(pem, "key").verifier).problems

    assert problem.endswith("was added: it was not there when the report was signed")
    assert "\n" not in problem


def test_a_key_of_somebody_else_opens_nothing(folder: Path) -> None:
    """Nor does what he signed pass by the key that was expected."""
    other = Signer.of(pem_of(ed25519.Ed25519PrivateKey.generate()), "other").verifier

    (problem,) = verified(folder, other).problems

    assert "was signed by the key" in problem


def test_a_key_id_is_no_signature(folder: Path, pem: bytes) -> None:
    """Whoever writes another's key id over what he signed himself is found out."""
    key = Signer.of(pem, "key").verifier
    mallory = Signer.of(pem_of(ed25519.Ed25519PrivateKey.generate()), "mallory")
    envelope = opened((folder / ENVELOPE).read_text())
    forged = Envelope(
        payload=envelope.payload,
        keyid=key.keyid,
        signature=mallory.signature(encoded(envelope.payload)),
    )
    (folder / ENVELOPE).write_text(sealed(forged))

    (problem,) = verified(folder, key).problems

    assert "the signature is not that of the key" in problem


@pytest.mark.parametrize("name", ["report.md", ENVELOPE, PUBLIC_KEY])
def test_a_link_is_not_followed(folder: Path, tmp_path: Path, pem: bytes, name: str) -> None:
    """Even to the very same bytes: they may be others tomorrow."""
    moved = tmp_path / "elsewhere"
    (folder / name).rename(moved)
    (folder / name).symlink_to(moved)

    told = verified(folder, Signer.of(pem, "key").verifier)

    assert told.problems
    assert all("link" in problem for problem in told.problems)


def test_a_linked_folder_and_a_pipe_are_named(folder: Path, tmp_path: Path, pem: bytes) -> None:
    """Nothing is waited for, nothing outside is read."""
    (tmp_path / "outside").mkdir()
    (folder / "inside").symlink_to(tmp_path / "outside")
    (folder / "junit.xml").unlink()
    os.mkfifo(folder / "junit.xml")

    told = verified(folder, Signer.of(pem, "key").verifier)

    assert told.problems == (
        "inside cannot be vouched for: it is a link",
        "junit.xml cannot be vouched for: it is no regular file",
    )


def test_a_huge_file_is_not_read(folder: Path, pem: bytes) -> None:
    """It is sparse here; a real one would keep the auditor for hours."""
    for name in ("report.html", ENVELOPE):
        with (folder / name).open("r+b") as file:
            file.truncate(1 << 40)
        told = verified(folder, Signer.of(pem, "key").verifier)
        assert any("larger than" in problem for problem in told.problems), name


def test_more_files_than_any_report_has_are_too_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names the wrong folder is told so before long."""
    monkeypatch.setattr("nango_conformance.attestation.folder.COUNT_LIMIT", 3)

    assert "there are more than 3 files" in verified(folder, None).problems
    deep = folder.joinpath(*["d"] * 40)
    deep.mkdir(parents=True)
    monkeypatch.undo()
    assert any("is too deep" in one for one in verified(folder, None).problems)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one | {"_type": "https://in-toto.io/Statement/v0.1"},
        lambda one: one | {"predicateType": "https://slsa.dev/provenance/v1"},
        lambda one: one | {"subject": [*one["subject"], one["subject"][0]]},
        lambda one: one | {"subject": [{"name": "x", "digest": {"sha1": "0"}}]},
        lambda one: one | {"subject": [{"name": "x", "digest": {"sha256": "0"}}]},
        lambda one: one | {"subject": [{"name": 1, "digest": {"sha256": "a" * 64}}]},
        lambda one: one | {"subject": 7},
        lambda _: [],
    ],
)
def test_what_is_signed_and_no_such_statement_proves_nothing(
    folder: Path, pem: bytes, change: Callable[[object], object]
) -> None:
    """The same key signs other things, too."""
    key = signed_anew(folder, pem, json.dumps(change(statement_in(folder))).encode())

    assert verified(folder, key).problems


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("result", "WARNED"),
        ("result", "PASSED\x1b[2J\nforged"),
        ("result", ["PASSED"]),
        ("passedTests", []),
        ("warnedTests", ["NAF-06.1"]),
        ("failedTests", ["NAF-06.1"]),
        ("failedTests", None),
    ],
)
def test_a_statement_that_its_own_results_contradict_is_refused(
    folder: Path, pem: bytes, part: str, said: object
) -> None:
    """Whoever signed it; what it says is not shown."""
    document = statement_in(folder)
    document["predicate"][part] = said
    key = signed_anew(folder, pem, json.dumps(document).encode())

    told = verified(folder, key)

    assert told.problems == (f"{ENVELOPE}: its {part} is not what results.json comes to",)
    assert told.result == ""


@pytest.mark.parametrize("predicate", [None, [], "PASSED", {}])
def test_a_statement_without_a_result_is_refused(
    folder: Path, pem: bytes, predicate: object
) -> None:
    """It says nothing of the run that it is over."""
    document = statement_in(folder) | {"predicate": predicate}

    told = verified(folder, signed_anew(folder, pem, json.dumps(document).encode()))

    assert len(told.problems) == 4


@pytest.mark.parametrize("content", [None, "{}", "[" * 100_000, "\udcff"])
def test_a_statement_over_no_results_is_refused(
    folder: Path, pem: bytes, content: str | None
) -> None:
    """Nobody can tell whether it is true."""
    results, document = folder / "results.json", statement_in(folder)
    results.unlink()
    if content is not None:
        results.write_bytes(content.encode("utf-8", "surrogateescape"))
    document["subject"] = [
        {"name": name, "digest": {"sha256": digest}} for name, digest in contents(folder)[0].items()
    ]

    (problem,) = verified(folder, signed_anew(folder, pem, json.dumps(document).encode())).problems

    assert problem.startswith("results.json cannot be read, and so the statement not be believed")


@pytest.mark.parametrize("payload", [b"[" * 100_000, b'{"_type":' + b"[" * 100_000, b"\xff", b""])
def test_a_payload_that_cannot_be_read_is_refused(folder: Path, pem: bytes, payload: bytes) -> None:
    """However it is signed, nothing breaks on it."""
    (problem,) = verified(folder, signed_anew(folder, pem, payload)).problems

    assert problem.startswith(f"{ENVELOPE}: ")


@pytest.mark.parametrize("keyid", ["", "a" * 63, "A" * 64, "a" * 64 + "\n", "\x1b[2J\n  forged", 7])
def test_a_key_id_is_a_digest_and_forges_no_line(folder: Path, keyid: object) -> None:
    """It is shown to people before anybody has vouched for it."""
    body = json.loads((folder / ENVELOPE).read_text())
    body["signatures"][0]["keyid"] = keyid
    (folder / ENVELOPE).write_text(json.dumps(body, indent=2) + "\n")

    (problem,) = verified(folder, None).problems

    assert problem.startswith(f"{ENVELOPE}: it is no DSSE envelope: ")
    assert problem.isprintable()


def test_the_other_signature_of_ecdsa_is_refused() -> None:
    """Anybody can make it of the first one, and a report has one envelope."""
    key = ec.generate_private_key(ec.SECP256R1())
    signer = Signer.of(pem_of(key), "key")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    for number in range(16):
        signed = bytes([number])
        signature = signer.signature(signed)
        r, s = utils.decode_dss_signature(signature)
        other = utils.encode_dss_signature(r, order - s)
        key.public_key().verify(other, signed, ec.ECDSA(hashes.SHA256()))

        assert s <= order // 2
        assert signer.verifier.vouches(signature, signed)
        assert not signer.verifier.vouches(other, signed)


def test_the_results_of_another_run_are_not_signed(folder: Path, run: Run, pem: bytes) -> None:
    """Nor a folder without any."""
    red = dataclasses.replace(run, verdict=RunVerdict.NOT_CONFORMANT)
    before = (folder / ENVELOPE).read_bytes()

    with pytest.raises(UsageError, match=r"its results\.json is not that of this run"):
        sign_folder(Signer.of(pem, "key"), red, folder)
    (folder / "results.json").unlink()
    with pytest.raises(UsageError, match=r"its results\.json is not that of this run"):
        sign_folder(Signer.of(pem, "key"), run, folder)

    assert (folder / ENVELOPE).read_bytes() == before


def test_what_cannot_be_vouched_for_is_not_signed(folder: Path, run: Run, pem: bytes) -> None:
    """A link in the folder is said before anything is signed."""
    (folder / "link").symlink_to("report.md")

    with pytest.raises(UsageError, match="link cannot be vouched for"):
        sign_folder(Signer.of(pem, "key"), run, folder)


def test_a_public_key_in_the_folder_that_is_none_is_refused(folder: Path) -> None:
    """As any other change."""
    (folder / PUBLIC_KEY).write_text("no key\n")

    (problem,) = verified(folder, None).problems

    assert PUBLIC_KEY in problem
    with pytest.raises(UsageError, match="openssl genpkey"):
        Verifier.of(b"no key", "k.pub")
