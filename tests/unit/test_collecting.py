"""The garbage collector looks seldom while somebody asks for it, and as before when the last one has ended."""

from __future__ import annotations

import gc

import pytest

from reader.collecting import seldom_collecting


def test_the_collector_looks_seldom_until_the_last_one_has_ended() -> None:
    usual = gc.get_threshold()
    first, second = seldom_collecting(), seldom_collecting()
    with first:
        second.__enter__()
        assert gc.get_threshold()[0] > usual[0]
    assert gc.get_threshold()[0] > usual[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_it_is_as_before_after_an_error() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), seldom_collecting():
        raise ValueError("broken")
    assert gc.get_threshold() == usual
