"""The statement is never greener than the run, and the envelope is what others read."""

from __future__ import annotations

import base64
import dataclasses
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from nango_conformance.attestation import ENVELOPE, PUBLIC_KEY, Signer, statement
from nango_conformance.errors import UsageError
from nango_conformance.results import Outcome, Run, RunVerdict
from tests.nango_conformance.attestation.conftest import PASSED, pem_of

OPENSSL = shutil.which("openssl") or "openssl"


def test_the_statement_names_files_and_what_the_run_was_made_of(run: Run) -> None:
    """As the specification of in-toto has it."""
    document = statement(run, {"b": "2" * 64, "a": "1" * 64})

    assert document["_type"] == "https://in-toto.io/Statement/v1"
    assert document["subject"] == [
        {"name": "a", "digest": {"sha256": "1" * 64}},
        {"name": "b", "digest": {"sha256": "2" * 64}},
    ]
    assert document["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert document["predicate"] == {
        "result": "PASSED",
        "configuration": [
            {
                "name": "nango-conformance",
                "annotations": {"version": "0.1.0", "nango": "0.71.4", "seed": 7},
            },
            {"name": "catalogue", "digest": {"sha256": "b" * 64}},
            {"name": "target description", "digest": {"sha256": "a" * 64}},
        ],
        "passedTests": ["NAF-06.1"],
        "warnedTests": [],
        "failedTests": [],
    }


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.FAILED, "failedTests"),
        (Outcome.INCONCLUSIVE, "failedTests"),
        (Outcome.WAIVED, "warnedTests"),
        (Outcome.NOT_OBSERVABLE, "warnedTests"),
        (Outcome.NOT_RUN, None),
        (Outcome.NOT_APPLICABLE, None),
    ],
)
def test_only_passed_is_passed(run: Run, outcome: Outcome, told: str | None) -> None:
    """What did not pass is no passed test, and all but what does not apply warns."""
    other = dataclasses.replace(PASSED, id="NAF-20.2", verdict=outcome)
    predicate = statement(dataclasses.replace(run, checks=(PASSED, other)), {})["predicate"]

    assert predicate["passedTests"] == ["NAF-06.1"]
    lists = {name for name in predicate if name.endswith("Tests") and "NAF-20.2" in predicate[name]}
    assert lists == ({told} if told else set())
    assert predicate["result"] == ("PASSED" if outcome is Outcome.NOT_APPLICABLE else "WARNED")


@pytest.mark.parametrize("verdict", [RunVerdict.NOT_CONFORMANT, RunVerdict.INCONCLUSIVE])
def test_what_could_not_be_judged_has_not_passed(run: Run, verdict: RunVerdict) -> None:
    """There is no third word for it."""
    document = statement(dataclasses.replace(run, verdict=verdict), {})

    assert document["predicate"]["result"] == "FAILED"


def test_a_part_is_not_the_whole(run: Run) -> None:
    """A selection that passed warns whoever takes it for everything, and says what it was."""
    document = statement(dataclasses.replace(run, selection={"checks": ["NAF-06.1"]}), {})

    assert document["predicate"]["result"] == "WARNED"
    (harness, *_) = document["predicate"]["configuration"]
    assert harness["annotations"]["selection"] == {"checks": ["NAF-06.1"]}


def test_openssl_agrees(folder: Path, pem: bytes, tmp_path: Path) -> None:
    """The signature is over DSSE's encoding: nobody needs this program to check it."""
    body = json.loads((folder / ENVELOPE).read_text())
    payload = base64.b64decode(body["payload"])
    signed = b"DSSEv1 28 application/vnd.in-toto+json %d %s" % (len(payload), payload)
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "sig").write_bytes(base64.b64decode(body["signatures"][0]["sig"]))

    p256 = isinstance(Signer.of(pem, "key")._key, ec.EllipticCurvePrivateKey)
    how = ["-rawin", "-digest", "sha256"] if p256 else ["-rawin"]
    files = [
        "-inkey",
        folder / PUBLIC_KEY,
        "-in",
        tmp_path / "signed",
        "-sigfile",
        tmp_path / "sig",
    ]
    told = subprocess.run(
        [OPENSSL, "pkeyutl", "-verify", "-pubin", *map(str, files), *how],
        capture_output=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr


def test_a_key_that_cannot_sign_is_told_how_to_be_made() -> None:
    """Another algorithm, a locked one, a public one, none."""
    locked = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"word"),
    )
    rsa_key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    other_curve = pem_of(ec.generate_private_key(ec.SECP384R1()))
    for pem, told in (
        (b"", "openssl genpkey -algorithm ed25519"),
        (rsa_key, "neither Ed25519 nor ECDSA on P-256"),
        (other_curve, "neither Ed25519 nor ECDSA on P-256"),
        (locked, "locked by a password"),
    ):
        with pytest.raises(UsageError, match=told):
            Signer.of(pem, "k.pem")


def test_a_key_shows_itself_to_nobody(pem: bytes) -> None:
    """Neither in a traceback nor in a log."""
    assert repr(Signer.of(pem, "key")) == "Signer()"
