"""The links of a text, also those that a page or a line end broke: where they stand, and which address each is.

Only http and https, and only what `reader.model` lets a text be: an address is printable ASCII without a blank. What
ends a sentence or closes a bracket that was opened before is none of the link's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from reader.model.lazy_pattern import LazyPattern

MOST: Final = 40
"""Links of one text that are found; an abstract with more is none."""
LONGEST: Final = 500
"""Characters of an address."""

_TOP: Final = "com|org|net|io|ai|edu|gov|dev|app|co|me|ml|info|eu|de|fr|uk|ch|at|nl|it|jp|cn|kr|ca|au|se|be|gl|gle|be"
_SIGNS: Final = r"""[!#-'*-;=?-Z_a-z~]"""
"""Printable ASCII but quotes, brackets, what no address has, and what TeX or Markdown would end it with."""
# A backslash stands before signs that TeX would take otherwise. Brackets belong to an address that opens them itself.
_BODY: Final = rf"(?:{_SIGNS}|\\[_%&#~](?:\{{\}})?|\({_SIGNS}{{0,60}}\)|\[{_SIGNS}{{0,60}}\])"
_ANCHOR: Final = LazyPattern(
    rf"[:wW.](?:(?<=:)\s?//\s?(?=[A-Za-z0-9])|(?<=[wW])(?i:ww)\.(?=[A-Za-z0-9])|(?<=\.)(?:{_TOP})/(?=[\w~]))"
)
"""What each kind of link has at or near its beginning; a set of characters first, for which searching is fast."""
_SCHEME: Final = LazyPattern(r"(?i:https?)\s?\Z")
_HOST: Final = LazyPattern(r"(?<![\w@./:\\-])(?:[A-Za-z0-9][A-Za-z0-9-]{0,40}\.){1,4}\Z")
_HOST_ROOM: Final = 120
_REST: Final = LazyPattern(rf"{_BODY}{{1,{LONGEST}}}")
# The next words where a blank broke an address: a path, not a word of the sentence.
_NEXT: Final = LazyPattern(r"\s(?=[\w.-]*[\w-])(?P<part>(?:\\_|[\w./-])+)")
_PATHLIKE: Final = LazyPattern(r"[/_\d]|\w-\w|[a-z][A-Z]|^[A-Z][\w-]*\.?$")
_HOSTS: Final = {"github.com": 2, "www.github.com": 2, "huggingface.co": 2, "gitlab.com": 2}
"""Hosts that have nothing to show at an address with fewer parts."""
_ENDS: Final = ".,;:!?'*)]-"
_ESCAPE: Final = LazyPattern(r"\\([_%&#~])(?:\{\})?")


class Link(NamedTuple):
    """A link in a text."""

    start: int
    end: int
    address: str
    """Where it leads: whole, with a scheme, without the blanks that broke it."""


def find_links(text: str) -> tuple[Link, ...]:
    """Find the links of a text, in order; the same address may come twice."""
    found: list[Link] = []
    after = 0
    for anchor in _ANCHOR.compiled.finditer(text):
        if anchor.start() < after or len(found) == MOST:
            continue
        link = _read(text, anchor.start(), anchor.end(), after)
        if link is not None:
            found.append(link)
            after = link.end
    return tuple(found)


def _read(text: str, anchor: int, stop: int, after: int) -> Link | None:
    """Read the link that has an anchor at a place, unless it has none."""
    sign = text[anchor]
    if sign == ":":
        scheme = _SCHEME.compiled.search(text, max(after, anchor - 6), anchor)
        if scheme is None:
            return None
        begin, body, head = scheme.start(), stop, scheme[0].strip().lower() + "://"
    elif sign == ".":
        host = _HOST.compiled.search(text[max(after, anchor - _HOST_ROOM) : anchor + 1])
        if host is None:
            return None
        begin = body = max(after, anchor - _HOST_ROOM) + host.start()
        head = "https://"
    else:
        if anchor and (text[anchor - 1].isalnum() or text[anchor - 1] in "@./:\\-_"):
            return None
        begin, body, head = anchor, anchor, "https://"
    rest = _REST.compiled.match(text, body)
    if rest is None:
        return None
    end = rest.end()
    address = text[body:end]
    bare = _stripped(address)
    if len(bare) == len(address) or address[len(bare) :] == "-":
        address, end = _mended(text, address, end)
        bare = _stripped(address)
    end -= len(address) - len(bare)
    address = head + _ESCAPE.compiled.sub(r"\1", bare)
    return Link(begin, end, address) if is_address(address) else None


def _mended(text: str, address: str, end: int) -> tuple[str, int]:
    """Put what a blank broke off an address behind it again, where the host tells that something is missing."""
    parts = [part for part in address.split("/") if part]
    needed = _HOSTS.get(parts[0].lower()) if parts else None
    if needed is None or not (address.endswith("/") or (address.endswith("-") and len(parts) > 1)):
        return address, end
    if len(parts) - 1 >= needed and not address.endswith("-"):
        return address, end
    following = _NEXT.compiled.match(text, end)
    if following is None or not _PATHLIKE.compiled.search(following["part"]):
        return address, end
    return address + following["part"], following.end()


def _stripped(address: str) -> str:
    bare = address
    while bare and bare[-1] in _ENDS:
        if (bare[-1] == ")" and "(" in bare) or (bare[-1] == "]" and "[" in bare) or bare.endswith("\\-"):
            break
        bare = bare[:-1]
    return bare


class Numbered(NamedTuple):
    """A text with a number behind each of its links."""

    text: str
    numbers: tuple[tuple[int, int], ...]
    """Where in it the numbers stand."""
    addresses: tuple[str, ...]
    """Where each number leads, that of 1 first; links to one address have one number."""

    def moved(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Tell where parts of the text without numbers, sorted and disjoint, are in this one; none covers a number."""
        before, place = 0, 0
        for start, end in spans:
            while place < len(self.numbers) and self.numbers[place][0] - before <= start:
                before += self.numbers[place][1] - self.numbers[place][0]
                place += 1
            while place < len(self.numbers) and self.numbers[place][0] - before < end:
                yield start + before, self.numbers[place][0]
                start = self.numbers[place][0] - before
                before += self.numbers[place][1] - self.numbers[place][0]
                place += 1
            yield start + before, end + before


def numbered(text: str) -> Numbered:
    """Put numbers behind the links of a text: `see https://a.org [1] and https://b.org [2]`."""
    addresses: dict[str, int] = {}
    parts: list[str] = []
    numbers: list[tuple[int, int]] = []
    done = length = 0
    for link in find_links(text):
        number = addresses.setdefault(link.address, len(addresses) + 1)
        sign = f" [{number}]"
        parts += (text[done : link.end], sign)
        length += link.end - done
        numbers.append((length, length + len(sign)))
        length += len(sign)
        done = link.end
    return Numbered("".join([*parts, text[done:]]), tuple(numbers), tuple(addresses))


def is_address(address: str) -> bool:
    """Tell whether a text is an http or https address and nothing else; a name before an @ could hide the host."""
    if not address.isascii() or not address.isprintable() or " " in address or len(address) > LONGEST + 20:
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and "@" not in parts.netloc
