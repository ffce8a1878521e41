"""A signed report folder, and the keys it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from nango_conformance.attestation import Signer
from nango_conformance.cli.signing import sign_folder
from nango_conformance.cli.writing import write_folder
from nango_conformance.results import (
    CheckResult,
    HarnessNote,
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
    ScenarioResult,
    TargetNote,
)

PASSED: Final = CheckResult(
    id="NAF-06.1",
    item="06",
    level="MUST",
    essential=True,
    title="Accepted",
    verdict=Outcome.PASSED,
    evidence=("E0001",),
    scenarios=(
        ScenarioResult(
            name="Ada connects", uri="f.feature", line=7, outcome=Outcome.PASSED, duration_s=0.25
        ),
    ),
)


@pytest.fixture(name="run")
def conformant() -> Run:
    """Return a run of one check, which passed."""
    return Run(
        verdict=RunVerdict.CONFORMANT,
        selection=None,
        target=TargetNote(
            name="mine",
            profile="seed",
            base_url="http://127.0.0.1:1",
            mode="start",
            description=f"sha256:{'a' * 64}",
        ),
        seed=7,
        started="2026-03-12T09:30:00Z",
        duration_s=1.5,
        harness=HarnessNote(version="0.1.0", nango="0.71.4", catalogue=f"sha256:{'b' * 64}"),
        items=(ItemResult(item="06", title="Webhook", verdict=Outcome.PASSED, shown_by="backend"),),
        checks=(PASSED,),
    )


def pem_of(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """Return a private key as openssl writes it."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture(
    params=[ed25519.Ed25519PrivateKey.generate, lambda: ec.generate_private_key(ec.SECP256R1())],
    ids=["ed25519", "p256"],
)
def pem(request: pytest.FixtureRequest) -> bytes:
    """Return a private key of each kind that signs."""
    return pem_of(request.param())


@pytest.fixture
def folder(tmp_path: Path, run: Run, pem: bytes) -> Path:
    """Return the report folder of that run, with a folder in it, signed."""
    folder = tmp_path / "report"
    write_folder(run, '{"meta":{}}\n', folder)
    (folder / "repro").mkdir()
    (folder / "repro" / "NAF-06.1.sh").write_text("exit 0\n")
    sign_folder(Signer.of(pem, "key"), run, folder)
    return folder
