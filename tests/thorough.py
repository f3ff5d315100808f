"""How many examples a property is tried with: few where all tests run, many where only the long ones do.

`python -m pytest -m long` runs the properties that are declared `thorough` with their many examples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import settings

LONG: Final = "long"
_run = {"long": False}


def begin(markers: str) -> None:
    """Learn which tests are wanted, before any of them is read."""
    _run["long"] = markers.strip() == LONG


def thorough(usual: int, long: int, **options: Any) -> Callable[[Any], Any]:
    """Try a property with so many examples as a rule, and with so many where it may take long.

    Args:
        usual: Examples where all tests run.
        long: Examples where only the long ones do.
        options: Other settings of Hypothesis.
    """
    if not _run["long"]:
        return settings(max_examples=usual, **options)

    def decorate(test: Any) -> Any:
        tried = settings(max_examples=long, **options)(test)
        pytest.mark.long(getattr(tried, "TestCase", tried))  # a state machine is run by its test case
        return tried

    return decorate
