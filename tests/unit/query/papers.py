"""The texts of a paper, as the tests of queries need them."""

from __future__ import annotations

from typing import NamedTuple


class Texts(NamedTuple):
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
