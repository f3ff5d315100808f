"""What some sources tell of a paper beside its bibliography: code, votes' company, what a machine wrote about it.

One small record in place of a column for each: most papers have none of this, and lists never show it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

MAX_LIST: Final = 20
"""Keywords, models or data sets that are kept of one paper."""
MAX_TEXT: Final = 4_000
"""Characters of one of the texts that are kept."""


class Details(NamedTuple):
    """All that is known beside the bibliography; what nobody told is 0 or empty. Texts have passed the cleaner."""

    version: int = 0
    """The newest version at arXiv that a source saw (`v3` is 3)."""
    comments: int = 0
    """How many comments the discussion at the source has."""
    code: str = ""
    """The address of the repository with the code: http or https."""
    stars: int = 0
    """What that repository has of them."""
    project: str = ""
    """The address of the project's page: http or https."""
    organisation: str = ""
    """Who the source says the paper is from."""
    note: str = ""
    """What the authors say of this version: `20 pages, 3 figures`."""
    summary: str = ""
    """A sentence or two that a language model wrote, not the authors."""
    keywords: tuple[str, ...] = ()
    """Keywords that a language model chose, not the authors."""
    models: tuple[str, ...] = ()
    """Models at Hugging Face that name the paper: `owner/name`."""
    datasets: tuple[str, ...] = ()
    """Data sets at Hugging Face that name the paper: `owner/name`."""
    withdrawn: str = ""
    """The day the paper was withdrawn, or empty."""

    def told(self) -> dict[str, int | str | list[str]]:
        """Give what is known, by name: what is stored and exported."""
        told: dict[str, int | str | list[str]] = {}
        for name, value in zip(self._fields, self, strict=True):
            if value:
                told[name] = list(value) if isinstance(value, tuple) else value  # type: ignore[assignment]  # int or str
        return told

    def lines(self) -> list[str]:
        """Give what a person reads below the abstract: what leads on first, then what a machine wrote, called so."""
        stars = f" ({counted(self.stars, 'star')})" if self.stars else ""
        told = [
            ("Code", self.code and self.code + stars),
            ("Project", self.project),
            ("Models", ", ".join(self.models)),
            ("Data sets", ", ".join(self.datasets)),
            ("The authors' remark", self.note),
            ("A language model's summary", self.summary),
            ("A language model's keywords", ", ".join(self.keywords)),
        ]
        return [f"{name}: {text}" for name, text in told if text]


def counted(number: int, name: str) -> str:
    """Give a number of things in words: `1 star`, `1,200 stars`."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"


NO_DETAILS: Final = Details()


def read_details(told: object) -> Details:
    """Make details of what `told` gave, or of anything else: what makes no sense is left out."""
    if not isinstance(told, dict):
        return NO_DETAILS
    kept: dict[str, int | str | tuple[str, ...]] = {}
    for name, default in zip(Details._fields, NO_DETAILS, strict=True):
        value = told.get(name)
        if isinstance(default, int):
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                kept[name] = value
        elif isinstance(default, str):
            if isinstance(value, str) and value:
                kept[name] = value[:MAX_TEXT]
        elif isinstance(value, list) and value:
            kept[name] = tuple(item for item in value[:MAX_LIST] if isinstance(item, str) and item)
    return Details(**kept) if kept else NO_DETAILS  # type: ignore[arg-type]  # each has the kind of its default


def merge_details(former: Details, new: Details) -> Details:
    """Join what two sources told: numbers only grow, the newer text or list wins where there is one.

    - Stars and comments are counted on different days; the most are the latest, or near to it, in whatever order the
      files are read.
    - A repository's stars belong to it: another repository brings its own.
    """
    if new in (former, NO_DETAILS):
        return former
    if former == NO_DETAILS:
        return new
    merged = [
        max(old, fresh) if isinstance(old, int) and isinstance(fresh, int) else fresh or old
        for old, fresh in zip(former, new, strict=True)
    ]
    joined = Details(*merged)  # type: ignore[arg-type]  # field by field of the same kind
    if former.note and joined.note != former.note:
        from reader.model.readings import read_alike  # seldom needed

        joined = joined._replace(note=former.note if read_alike(former.note, new.note) else new.note)
    return joined._replace(stars=new.stars) if new.code and former.code and new.code != former.code else joined
