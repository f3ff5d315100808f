"""What the terminal can do, as far as the environment and its terminfo entry tell; nothing is sent to it.

The reader is made for what every terminal of today understands. Three kinds are met that are not like that: consoles of
kernels, which print what they do not know of queries and strings; serial terminals, which know a VT100 at best; and
those that can place nothing on the screen, where there can be no reader at all.

Sources: console_codes(4); DEC's VT100 User Guide, chapter 3; terminfo(5); PEP 538 and PEP 540 on the locale `C`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Final, NamedTuple


class Dialect(Enum):
    """Which sequences a terminal understands."""

    FULL = auto()
    """Whatever xterm does, or it ignores it in silence."""
    CONSOLE = auto()
    """A kernel's console: ECMA-48 and colours, but neither strings nor queries, and no second screen."""
    VT100 = auto()
    """A VT100 or what stands in for one: addressing, four attributes, scroll regions, and nothing to insert or erase
    a part of a line with."""


class Ability(NamedTuple):
    """What a terminal can do."""

    dialect: Dialect = Dialect.FULL
    colours: bool = True
    """Whether it has colours, and they are wanted."""
    encoding: str = "utf-8"
    """How it takes letters: a codec of Python's."""
    copies: bool = True
    """Whether it may put a text on a clipboard (OSC 52); False where it is known not to."""
    links: bool = True
    """Whether it may make a text lead somewhere (OSC 8)."""

    @property
    def simple(self) -> bool:
        """Whether what is sent to it must be translated (`plain_output`)."""
        return self.dialect is not Dialect.FULL or not self.colours

    @property
    def unicode(self) -> bool:
        """Whether it takes any letter there is."""
        return self.encoding == "utf-8"


class Entry(NamedTuple):
    """What terminfo tells of a terminal."""

    colours: bool
    addresses: bool
    """Whether the cursor can be put anywhere."""


_BLIND: Final = frozenset({"", "dumb", "unknown", "network", "dialup", "patch", "switch", "vt52", "emacs"})
_CONSOLES: Final = ("linux", "cons25", "wsvt25", "pcansi", "ansi", "sun", "mach", "hurd", "console")
_COLOURED: Final = frozenset(
    "xterm screen tmux rxvt linux kitty alacritty foot wezterm ghostty konsole vte st contour cygwin".split()  # noqa: SIM905 - a list of names reads better so
)
"""Names that promise colours, so that no entry need be looked for: most clusters lack those of new terminals."""
_NOT_COLOURED: Final = ("m", "mono", "r5", "r6", "vt")
"""How the rest of such a name begins where it does not."""


def find_ability(
    environ: Mapping[str, str],
    spoken: str = "utf-8",
    *,
    entry: Callable[[str], Entry | None] | None = None,
    at_birth: Callable[[], Mapping[str, str] | None] | None = None,
) -> Ability:
    """Tell what the terminal can do.

    Args:
        environ: The environment.
        spoken: The encoding that Python chose for the terminal.
        entry: Looks a name up in terminfo; for tests.
        at_birth: Gives the environment that the process was started with; for tests.
    """
    term = environ.get("TERM", "")
    dialect = _dialect(term)
    colours = not environ.get("NO_COLOR")
    if colours and not _promises_colours(term) and not environ.get("COLORTERM"):
        found = (entry or look_up)(term)
        colours = found.colours if found is not None else dialect is not Dialect.VT100 and "mono" not in term
    full = dialect is Dialect.FULL
    return Ability(
        dialect,
        colours,
        find_encoding(environ, spoken, ascii_by_default=dialect is Dialect.VT100, at_birth=at_birth),
        # What Apple's terminal does with it, its own manual tells: nothing.
        copies=full and environ.get("TERM_PROGRAM") != "Apple_Terminal",
        links=full,
    )


def why_unfit(environ: Mapping[str, str], entry: Callable[[str], Entry | None] | None = None) -> str:
    """Say why nothing can be drawn on the terminal; an empty text where it can."""
    term = environ.get("TERM", "")
    unfit = term in _BLIND
    if not unfit and _dialect(term) is Dialect.FULL and not _promises_colours(term):
        found = (entry or look_up)(term)
        unfit = found is not None and not found.addresses
    if not unfit:
        return ""
    name = f"TERM={term}" if term else "TERM is not set"
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)[:60]
    return (
        f"the reader cannot draw on this terminal ({shown}). The commands work on any: octavo list, "
        "octavo search QUERY, octavo show PAPER; octavo --help tells all. If it can do more than it says, name it, "
        "such as TERM=vt100 octavo."
    )


def find_encoding(
    environ: Mapping[str, str],
    spoken: str,
    *,
    ascii_by_default: bool = False,
    at_birth: Callable[[], Mapping[str, str] | None] | None = None,
) -> str:
    """Tell how the terminal takes letters, by what its person said.

    Python writes UTF-8 where the locale is `C`, and says so in its own environment, whatever was meant. A person who
    sets `LANG=C` means ASCII; one who says nothing of it sits, nowadays, before a terminal that takes UTF-8, unless it
    is a serial one.

    Args:
        environ: The environment.
        spoken: The encoding that Python chose.
        ascii_by_default: What to take where nothing is said.
        at_birth: Gives the environment that the process was started with; None where that cannot be told.
    """
    spoken = spoken.lower().replace("utf8", "utf-8")
    if environ.get("PYTHONIOENCODING") or environ.get("PYTHONUTF8") == "1":
        return spoken
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if locale == environ.get("LC_CTYPE") and locale.upper().replace("-", "").endswith("UTF8"):
        rest = environ.get("LANG", "")
        if rest in ("", "C", "POSIX") and not environ.get("LC_ALL"):
            # This is how PEP 538 leaves the environment; or somebody set it so.
            before = (at_birth or environment_at_birth)()
            if before is not None and not before.get("LC_CTYPE"):
                locale = rest
    if locale in ("C", "POSIX") or (not locale and ascii_by_default):
        return "ascii"
    return spoken


def environment_at_birth() -> Mapping[str, str] | None:
    """Give the environment that this process was started with, where the system tells it."""
    try:
        data = Path("/proc/self/environ").read_bytes()
    except OSError:
        return None
    pairs = (pair.partition("=") for pair in data.decode("utf-8", "replace").split("\0"))
    return {name: value for name, _, value in pairs}


def _dialect(term: str) -> Dialect:
    if term.startswith("vt") and term[2:5].isdecimal() and len(term) > 4:
        return Dialect.VT100
    return Dialect.CONSOLE if term.startswith(_CONSOLES) else Dialect.FULL


def _promises_colours(term: str) -> bool:
    if "color" in term or "direct" in term:
        return True
    name, _, rest = term.replace(".", "-").replace("+", "-").partition("-")
    return name in _COLOURED and not (rest and rest.split("-")[0].startswith(_NOT_COLOURED))


def look_up(term: str) -> Entry | None:
    """Look a terminal up in terminfo; None where it has no entry, or nothing here can read it."""
    try:
        import _curses as curses  # the package around it draws, which nobody needs here

        curses.setupterm(term, sys.__stdout__.fileno() if sys.__stdout__ is not None else 1)
        return Entry(curses.tigetnum("colors") >= 8, bool(curses.tigetstr("cup")))
    except Exception:  # noqa: BLE001 - _curses.error has no name where the module is missing; no entry is no trouble
        return None
