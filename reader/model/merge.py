"""Two reports of one paper become one record: which of them is believed, field by field, and why.

Pure, and merging the same entry again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reader.model import ids
from reader.model.details import merge_details
from reader.model.entry import Entry
from reader.model.paper import Paper
from reader.model.readings import read_alike, shows_less
from reader.model.titles import plain_title

_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.+|\[(?:…|\.\.\.+)\]|\((?:…|\.\.\.+)\))$")
_SEPARATOR = re.compile("[,;]")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)\]]*$")


_HEARSAY = frozenset(("feed",))
"""Sources that tell of papers in words of their own: somebody's feed has a remark where the abstract would be."""


def merge(paper: Paper, entry: Entry) -> Paper:
    """Give the record after an entry was seen; the editions it appeared in are the store's business.

    - An empty field never wins: a source that does not tell is no news.
    - The newer title and abstract win, for a source that is read again knows the newer version. A cut one never takes
      the place of a whole one: lists and feeds shorten what the page of the paper has in full.
    - A text that reads like the one that is there, and only is written in another way (TeX, wrapped lines, entities),
      is no news: what was exported and comes back changes nothing.
    - A feed that is no archive's own fills in what is missing and takes the place of nothing.
    - The fuller list of authors wins: more names, else more letters in them (`Ronan Collobert` over `R. Collobert`).
    - The more exact of two dates that agree wins, else the earlier: a paper is as old as its first version.
    - An address that is there stays, so that sources do not take turns, unless the new one is safer. One that says no
      more than the key of the paper is none.
    - Categories are joined in the order they came; one that another source only cut at a comma or semicolon, or did not
      cut, is there already.
    - The most votes count, and not those told last: when a source wrote its figure no file tells, votes are hardly ever
      taken back, and a page that was kept since August tells of fewer than one of today, whichever is read last.
    - A venue that is there stays: sources name the same one differently.
    - The key is the best of all.
    - Details are joined one by one; see `merge_details`.
    - Of two versions the newer one has the texts, whichever came first. What does not say its version may be the first
      one, so it takes the place of no later one.
    """
    hearsay = entry.origin.source in _HEARSAY
    version = entry.of_version
    outdated = version < paper.version and (version > 0 or paper.version > 1)
    title = paper.title if (hearsay or outdated) and paper.title else _title(paper.title, entry.title)
    abstract = paper.abstract if (hearsay or outdated) and paper.abstract else _abstract(paper.abstract, entry.abstract)
    changed = set(paper.changed)
    if version > max(paper.version, 1):
        texts = {"title": (paper.title, title), "abstract": (paper.abstract, abstract)}
        changed.update(name for name, (former, new) in texts.items() if former and _says_otherwise(former, new))
    return replace(
        paper,
        key=ids.canonical((paper.key, *entry.keys)),
        title=title,
        abstract=abstract,
        authors=_authors(paper.authors, entry.authors),
        date=_date(paper.date, entry.date),
        url=_url(paper.url, entry.url) if paper.url or entry.url != paper.link else "",
        categories=_categories(paper.categories, entry.categories),
        up=max(paper.up, entry.up),
        venue=paper.venue or entry.venue,
        details=merge_details(paper.details, entry.details),
        version=max(paper.version, version),
        changed=tuple(name for name in ("title", "abstract") if name in changed),
    )


def _title(former: str, new: str) -> str:
    # A title that only ends sooner has lost its subtitle on the way.
    return former if not new or _begins(former, _ELLIPSIS.sub("", new)) or _is_no_news(former, new) else new


def _abstract(former: str, new: str) -> str:
    if not new or former == new:
        return former or new
    whole = _ELLIPSIS.sub("", new)
    if whole != new:
        # Abstracts do not end in an ellipsis of their own, so even another beginning is only a part.
        return former if (former and not _ELLIPSIS.search(former)) or _begins(former, whole) else new
    # A revision may drop its last sentences, but not end in the middle of one.
    return former if (not _SENTENCE_END.search(new) and _begins(former, new)) or _is_no_news(former, new) else new


def _is_no_news(former: str, new: str) -> bool:
    """Tell whether a text is the one that is there, written in another way that is no better."""
    return bool(former) and read_alike(former, new) and not shows_less(former, new)


def _categories(former: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    told = [category for category in new if category not in former]
    if not told:
        return former
    if not former:
        return tuple(dict.fromkeys(new))
    known = {part for category in former for part in (category, *_pieces(category))}
    return (*former, *dict.fromkeys(category for category in told if not known.issuperset(_pieces(category))))


def _pieces(category: str) -> list[str]:
    return [part for part in map(str.strip, _SEPARATOR.split(category)) if part]


def _says_otherwise(former: str, new: str) -> bool:
    """Tell whether two texts differ in more than the way they are written: TeX, accents, blanks, punctuation."""
    return former != new and ids.title_key(plain_title(former)) != ids.title_key(plain_title(new))


def _begins(text: str, start: str) -> bool:
    """Tell whether a text begins with another, and goes on; blanks and case do not count."""
    folded, beginning = " ".join(text.split()).casefold(), " ".join(start.split()).casefold()
    return len(folded) > len(beginning) and folded.startswith(beginning)


def _authors(former: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return new if _fullness(new) > _fullness(former) else former


def _fullness(names: Sequence[str]) -> tuple[int, int]:
    return len(names), sum(map(len, names))


def _date(former: str, new: str) -> str:
    if not former or not new:
        return former or new
    if former.startswith(new) or new.startswith(former):
        return max(former, new, key=len)
    return min(former, new)


def _url(former: str, new: str) -> str:
    if not former or (former.startswith("http://") and new.startswith("https://")):
        return new or former
    return former
