"""A comparison is read in the source, or nothing is said of it."""

from __future__ import annotations

import pytest

from nango_conformance.errors import Nonconformance, NotObservable
from nango_conformance.expectations.sources import constant_time

HEADER = "const given = req.headers['x-nango-hmac-sha256'] ?? '';\n"


@pytest.mark.parametrize(
    "line",
    [
        "return timingSafeEqual(Buffer.from(given), Buffer.from(wanted));",
        "return hmac.compare_digest(given, wanted)",
        "return hmac.Equal(given, wanted)",
        "return hash_equals($wanted, $given);",
        "return nango.verifyIncomingWebhookRequest(body, req.headers);",
        "return given.length === wanted.length && crypto.timingSafeEqual(given, wanted);",
    ],
)
def test_a_function_for_it_is_found(line: str) -> None:
    """Wherever it stands in a file that knows the header; the place is told."""
    notes = constant_time({"a.js": "nothing", "hook.js": f"{HEADER}{line}\n"})

    assert [note.text for note in notes] == ["compared in constant time at hook.js, line 2"]


@pytest.mark.parametrize(
    "line",
    [
        "if (signature !== expected) return 401;",
        "return expected === given;",
        "return digest == given",
        "return len(given) == 1 and given[0] == expected",
        "if (given.length !== wanted.length || given !== hash) return false;",
        "return crypto.createHmac('sha256', key).update(raw).digest('hex') === signature;",
        "return nango.verifyWebhookSignature(signature, req.body);",
    ],
)
def test_a_hasty_comparison_is_shown(line: str) -> None:
    """With its place and its words."""
    with pytest.raises(Nonconformance) as caught:
        constant_time({"hook.js": f"{HEADER}{line}\n"})

    assert caught.value.seen == f"hook.js, line 2: {line}"


@pytest.mark.parametrize(
    "line",
    [
        "if (signature === undefined) return 401;",
        "if (signature.length !== 64) return 401;",
        "if signature is None: return False",
        "if hash == len(given) == 64: return False",
        "if (signature == null) return 401;",
        "// signature === expected would be hasty",
        "# signature == expected would be hasty",
        "/* signature === expected would be hasty",
        "* signature === expected would be hasty */",
        "from hmac import compare_digest",
        "use subtle::ConstantTimeEq; // .ct_eq",
        "using static CryptographicOperations; // FixedTimeEquals",
        "import { timingSafeEqual } from 'node:crypto';",
        "return same(given, wanted);",
    ],
)
def test_what_compares_no_signature_proves_nothing(line: str) -> None:
    """Neither way: nothing is guessed."""
    with pytest.raises(NotObservable, match=r"\[target\] source shows no comparison"):
        constant_time({"hook.js": f"{HEADER}{line}\n"})


def test_another_files_comparison_is_not_nangos() -> None:
    """Passwords are compared in constant time, and the signature is not."""
    files = {
        "people.js": "createHmac('sha256', k); return timingSafeEqual(a, b);",
        "hook.js": f"{HEADER}return given === expected;",
    }

    with pytest.raises(Nonconformance, match=r"hook\.js, line 2"):
        constant_time(files)


@pytest.mark.parametrize("name", ["hook.js", "hooks, all of them.js"])
def test_a_careful_file_may_compare_something_else_as_well(name: str) -> None:
    """Whoever knows the function knows where it is needed."""
    careful = f"{HEADER}if (digest === last) return;\nreturn timingSafeEqual(given, digest);\n"

    (note,) = constant_time({name: careful})

    assert note.text == f"compared in constant time at {name}, line 3"


def test_a_module_of_its_own_may_compare() -> None:
    """Where the file with the header compares nothing, whoever makes an HMAC is asked."""
    files = {"hook.js": HEADER, "crypto.py": "hmac.new(k, b)\nreturn hmac.compare_digest(a, b)"}

    assert [note.text for note in constant_time(files)] == [
        "compared in constant time at crypto.py, line 2"
    ]


def test_without_a_file_about_it_nothing_is_seen() -> None:
    """An empty folder is no proof."""
    with pytest.raises(NotObservable):
        constant_time({})


def test_a_file_is_not_excused_by_another_that_knows_nango_too() -> None:
    """Each that names a header compares for itself."""
    files = {
        "stripe.js": "// like x-nango-signature\nreturn timingSafeEqual(a, b);",
        "webhook.js": f"{HEADER}return sig === expected;",
    }

    with pytest.raises(Nonconformance, match=r"webhook\.js, line 2"):
        constant_time(files)


def test_two_ways_among_makers_of_hmacs_leave_it_open() -> None:
    """Nobody knows which of them is for Nango."""
    files = {
        "cookies.js": "createHmac('sha256', k)\nreturn timingSafeEqual(a, b);",
        "hmac.js": "createHmac('sha256', k)\nreturn given === expected;",
    }

    with pytest.raises(NotObservable, match="compares both ways"):
        constant_time(files)


@pytest.mark.parametrize(
    "line", ["if (signupSource === source) return;", "if payload_hash == row.payload_hash: return"]
)
def test_what_is_only_called_alike_is_no_signature(line: str) -> None:
    """A source, or the hash of a payload that has come before."""
    files = {"hook.js": f"{HEADER}{line}", "verify.js": "createHmac('x')\ntimingSafeEqual(a, b)"}

    (note,) = constant_time(files)

    assert note.text == "compared in constant time at verify.js, line 2"
