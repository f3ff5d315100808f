"""What a check found, or a repair did: a level, a subject, a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a check or a repair came out."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong, but it is worth knowing."""
    PROBLEM = "problem"
    FIXED = "fixed"
    """It was a problem."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    level: Level
    subject: str
    """What was looked at, in a word or two: `library`, `journal`."""
    said: str
    """What was found, in a sentence, and where it is a problem what to do."""
    fixable: bool = False
    """Whether `repair` makes it good."""


def ok(subject: str, said: str) -> Finding:
    """Say that something is as it must be."""
    return Finding(Level.OK, subject, said)


def note(subject: str, said: str, *, fixable: bool = False) -> Finding:
    """Say something that is worth knowing."""
    return Finding(Level.NOTE, subject, said, fixable)


def problem(subject: str, said: str, *, fixable: bool = False) -> Finding:
    """Say that something is wrong."""
    return Finding(Level.PROBLEM, subject, said, fixable)


def fixed(subject: str, said: str) -> Finding:
    """Say what was repaired."""
    return Finding(Level.FIXED, subject, said)


def counted(number: int, word: str) -> str:
    """Give a number with its word: `1 file`, `2 files`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
