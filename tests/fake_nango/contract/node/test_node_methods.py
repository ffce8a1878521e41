"""Every public method of the SDK is called by a story, or left out for a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

pytestmark = pytest.mark.node

# What is not called here, and why.
LEFT_OUT: Final = {
    "enrichHeaders": "private",
    "getConnectionDetails": "private",
    "_triggerAction": "private",
    "_verifyWebhookSignatureImpl": "private",
    "createQuickstartIntegration": "sets up an account with the vendor's own credentials",
    "getProviderTemplates": "lists the vendor's templates of syncs",
    "listFunctions": "manages deployed code",
    "getFunction": "manages deployed code",
    "getFunctionCode": "manages deployed code",
    "deleteFunction": "manages deployed code",
}


def test_every_method_is_called_or_left_out_for_a_reason(sdk: Any) -> None:
    """A method of a new version must not be forgotten."""
    here = Path(__file__)
    stories = "".join(each.read_text("utf-8") for each in here.parent.glob("*.py") if each != here)
    named = {each for each in sdk.methods if f'"{each}"' in stories}

    assert set(sdk.methods) - named - set(LEFT_OUT) == set()
    assert named & set(LEFT_OUT) == set()
