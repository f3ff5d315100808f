r"""Pens: how a cell is drawn, and the shortest way to say so to a terminal.

A pen is what SGR ("select graphic rendition", ECMA-48 8.3.117) and OSC 8 (hyperlinks) set together. Pure: nothing here
knows Textual.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple


class Pen(NamedTuple):
    """How a cell is drawn. A named tuple, not a dataclass: a frame compares thousands of them."""

    attributes: tuple[int, ...] = ()
    """SGR parameters such as 1 for bold, in ascending order."""
    foreground: str = ""
    """SGR parameters of the colour, such as `38;2;229;181;103`; empty: the terminal's own."""
    background: str = ""
    """The same, such as `48;5;16`."""
    link: str = ""
    """Parameters of OSC 8, such as `id=7;https://arxiv.org`; empty: no link."""


PLAIN: Final = Pen()
LAY_DOWN_PEN: Final = "\x1b[m"
"""Gives the terminal the plain pen back, whichever it had: for whoever writes anything but frames."""

# What switches an attribute off: ECMA-48 8.3.117; 53 (overlined) and its 55 are there too.
_OFF: Final = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 51: 54, 52: 54, 53: 55}
# What is seen of a blank, beside its background: lines, frames, and reverse, which shows the foreground.
_SEEN_ON_BLANKS: Final = frozenset({4, 7, 9, 21, 51, 52, 53})
_OPERANDS: Final = {"2": 3, "5": 1}
_CUBE: Final = {0: 0, 95: 1, 135: 2, 175: 3, 215: 4, 255: 5}


@lru_cache(2048)
def read_pen(parameters: str, link: str = "") -> Pen:
    """Read the SGR parameters that follow a reset.

    Raises:
        ValueError: there is something among them that is not known here.
    """
    attributes: set[int] = set()
    colours = {"3": "", "4": ""}
    left = iter(parameters.split(";") if parameters else ())
    for parameter in left:
        code = int(parameter)
        if code in _OFF:
            attributes.add(code)
        elif code in {38, 48}:
            kind = next(left, "")
            operands = [kind, *islice(left, _OPERANDS.get(kind, 0))]
            if len(operands) != 1 + _OPERANDS.get(kind, -1) or not all(map(str.isdecimal, operands)):
                raise ValueError(f"no colour: {parameters!r}")
            colours[parameter[0]] = _shortest(";".join([parameter, *operands]))
        elif 30 <= code <= 37 or 90 <= code <= 97:
            colours["3"] = parameter
        elif 40 <= code <= 47 or 100 <= code <= 107:
            colours["4"] = parameter
        elif code in {39, 49}:
            colours[parameter[0]] = ""
        else:
            raise ValueError(f"no parameter of a pen: {parameters!r}")
    return Pen(tuple(sorted(attributes)), colours["3"], colours["4"], link)


def _shortest(colour: str) -> str:
    """Say a colour by its number, where it is one of those that 256-colour terminals have: half of the bytes.

    The cube of 6 x 6 x 6 colours and the greys are the same everywhere, as xterm has them. The first six of the cube
    are left out: some palettes (base16) put colours of their own there.
    """
    kind, _, rest = colour.partition(";2;")
    if not rest:
        return colour
    red, green, blue = map(int, rest.split(";"))
    if red == green == blue and (red - 8) % 10 == 0 and 8 <= red <= 238:
        return f"{kind};5;{232 + (red - 8) // 10}"
    if {red, green, blue} <= _CUBE.keys() and (number := 16 + 36 * _CUBE[red] + 6 * _CUBE[green] + _CUBE[blue]) > 21:
        return f"{kind};5;{number}"
    return colour


@lru_cache(2048)
def on_blank(pen: Pen) -> Pen:
    """Give what is seen of a pen where the character is a blank; two that look alike there are equal."""
    if pen.link or not _SEEN_ON_BLANKS.isdisjoint(pen.attributes):
        return pen
    return Pen(background=pen.background)


@lru_cache(2048)
def is_erasure(pen: Pen, with_background: bool) -> bool:
    """Tell whether a blank of this pen is what erasing leaves behind.

    Args:
        pen: The pen of a blank, as `on_blank` gives it.
        with_background: Whether the terminal erases with the background of the moment, not with its own.
    """
    return pen == PLAIN or (with_background and pen == Pen(background=pen.background))


@lru_cache(8192)
def change_pen(old: Pen, new: Pen) -> str:
    """Give the shortest sequences that turn one pen into another."""
    sequences = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    if old[:3] == new[:3]:
        return sequences
    wanted = [*map(str, new.attributes), new.foreground, new.background]
    whole = ";".join(filter(None, ["" if old == PLAIN._replace(link=old.link) else "0", *wanted]))
    if new == PLAIN._replace(link=new.link):
        return f"{sequences}\x1b[m"
    return f"{sequences}\x1b[{min(whole, _difference(old, new), key=len)}m"


def _difference(old: Pen, new: Pen) -> str:
    off = {_OFF[code] for code in old.attributes if code not in new.attributes}
    # 22 ends bold and dim alike: what is to stay must be said again.
    on = [code for code in new.attributes if code not in old.attributes or _OFF[code] in off]
    parameters = [*map(str, sorted(off)), *map(str, on)]
    if old.foreground != new.foreground:
        parameters.append(new.foreground or "39")
    if old.background != new.background:
        parameters.append(new.background or "49")
    return ";".join(parameters)
