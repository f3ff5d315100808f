"""The person's own settings: a TOML file that the program reads; only the screen of settings changes a line of it.

A setting that means nothing is refused with its name, what is allowed and the nearest name, because a misspelt setting
that is passed over in silence is found by nobody. What each option means stands once, in the metadata of its field;
the checks, the messages and `default_toml` all come from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from reader.errors import ConfigError
from reader.followed import DEFAULT, EXAMPLES, MEANING, Follow, read_follows
from reader.model import clean_line, tag_name
from reader.toml_lines import line_of

SAVED: Final = "saved:"
"""Stands before the name of a saved search where a view is wanted."""
_KEYS: Final = "keys"
_VIEWS: Final = "views"
_LONGEST_VIEW: Final = 2_000
"""Characters of the query of a view: as many as a query may have."""
_LIVE: Final = "live"
_FOLLOW: Final = "follow"
_TABLES: Final = (_KEYS, _VIEWS, _LIVE)
_MAX_FILE: Final = 1 << 20

_Where = Callable[..., str]
"""Says where a setting, or an entry of one, stands: the file, and the line where that can be told."""

MarkRead = Literal["dwell", "open", "manual"]
Votes = Literal["auto", "always", "never"]
ThemeName = Literal["dark", "light", "terminal", "auto"]


class Pin(NamedTuple):
    """A view that is on a digit."""

    query: str
    """The text of a query; or `saved:` and the name of a saved search."""
    name: str = ""
    """What to call it; empty where the query says it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can choose; the metadata of each field tells what it means and what it may be."""

    mark_read: MarkRead = field(
        default="dwell",
        metadata={
            "brief": "When a paper becomes read: shown for a while, opened, or by hand.",
            "meaning": "When a paper becomes read: after it was shown for a while (dwell), as soon as its abstract is "
            "entered (open), or only by the key for it (manual).",
            "choices": ("dwell", "open", "manual"),
        },
    )
    dwell_seconds: float = field(
        default=3.0,
        metadata={
            "meaning": "Seconds that a paper is shown before it becomes read.",
            "range": (0.2, 600.0),
        },
    )
    theme: ThemeName = field(
        default="auto",
        metadata={
            "brief": "The colours; auto: dark, or the terminal's own over SSH.",
            "meaning": "The colours: dark, light, the terminal's own sixteen (terminal), or those over SSH and where "
            "NO_COLOR is set, and dark elsewhere (auto).",
            "choices": ("dark", "light", "terminal", "auto"),
        },
    )
    ascii: bool = field(
        default=False,
        metadata={
            "brief": "Plain ASCII signs, even where the terminal can show others.",
            "meaning": "Draw with plain ASCII signs even where the terminal can show others.",
        },
    )
    count_seconds: float = field(
        default=0.5,
        metadata={
            "meaning": "Seconds that a digit waits for the rest of a count (5j) before it shows its view; with 0 it "
            "shows the view at once.",
            "range": (0.0, 10.0),
        },
    )
    votes: Votes = field(
        default="auto",
        metadata={
            "brief": "Votes in lists: always, never, or where papers stand by them.",
            "meaning": "Whether lists show votes: always, never, or where the papers stand by them (auto).",
            "choices": ("auto", "always", "never"),
        },
    )
    mouse: bool = field(
        default=True,
        metadata={
            "brief": "The mouse chooses and scrolls; else the terminal selects.",
            "meaning": "Let the mouse choose and scroll; without it the terminal's own selecting works.",
        },
    )
    editor: str = field(
        default="",
        metadata={
            "meaning": "The program that a note is written in by the key for it, with its arguments; without one, "
            "$VISUAL or $EDITOR.",
            "text": "the name of a program, and its arguments",
        },
    )
    pager: str = field(
        default="",
        metadata={
            "meaning": "The program that a paper is read in by the key for it, with its arguments; without one, "
            "$PAGER, or less -R.",
            "text": "the name of a program, and its arguments",
        },
    )
    keys: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={
            "brief": "Other keys for a command.",
            "meaning": "Other keys for a command: its id, as the help shows it, and a key or a list of keys. "
            'For example: bookmark = ["b", "s"]',
        },
    )
    views: Mapping[str, Pin] = field(
        default_factory=dict,
        metadata={
            "meaning": "Views on the digits from 1 to 9: a query, or saved: and the name of a saved search; with a "
            'name of its own as { query = "...", name = "..." }. For example: 5 = "tag:thesis" and 6 = "saved:rag"'
        },
    )
    live: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={
            "brief": "Files that always hold the papers of a tag.",
            "meaning": "Files that follow a tag: its name, and a file or a list of files that always hold the papers "
            "that carry it, in the format of the ending (.bib .ris .json .md .csv .jsonl .txt). "
            'For example: thesis = "~/thesis/thesis.bib"',
        },
    )
    follow: tuple[Follow, ...] = field(default=DEFAULT, metadata={"brief": "What sync fetches.", "meaning": MEANING})


def load_settings(path: Path) -> Settings:
    """Read the settings file; where there is none, everything is as by default.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or holds keys or values that mean nothing: all of them.
    """
    settings, problems = read_settings(path)
    if problems:
        raise ConfigError(*problems)
    return settings


def read_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings file as well as it can be; gives what means something, and all that does not.

    Raises:
        ConfigError: the file cannot be read, or is no TOML.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except FileNotFoundError:
        return Settings(), []
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ConfigError(f"The settings file {path} cannot be read: {why}.") from error
    if len(data) > _MAX_FILE:
        raise ConfigError(
            f"The settings file {path} is larger than {_MAX_FILE >> 20} MB, so it is surely another file."
        )
    import tomllib  # 2 ms, and most people have no settings file

    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: this is not UTF-8; save the file in that encoding.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is not valid TOML: it is nested too deeply.") from error
    options = {option.name: option for option in fields(Settings)}
    values: dict[str, Any] = {}
    problems: list[str] = []

    def where(*names: str) -> str:
        line = line_of(text, *names)
        return f"{path}, line {line}" if line else str(path)

    for name, value in table.items():
        if name not in options:
            problems.append(f"{where(name)}: there is no setting {name!r}. {_nearest(name, options)}")
            continue
        read = {_KEYS: _keys, _VIEWS: _views, _LIVE: _live, _FOLLOW: _follows}.get(name)
        try:
            values[name] = read(where, value) if read else _value(where, options[name], value)
        except ConfigError as error:
            problems += error.problems
    return Settings(**values), problems


def line_of_key(path: Path, command: str) -> int:
    """Tell on which line of the settings file a command is given its keys, or 0 where that cannot be told."""
    try:
        return line_of(path.read_bytes()[:_MAX_FILE].decode("utf-8-sig"), _KEYS, command)
    except (OSError, UnicodeDecodeError):
        return 0


def chosen(settings: Settings) -> list[str]:
    """Give the options that are not at their defaults, each as a line of a settings file."""
    lines = []
    for option in fields(Settings):
        value = getattr(settings, option.name)
        if option.name == _FOLLOW:
            lines += [f'[[{_FOLLOW}]] name = "{one.name}"' for one in value if one not in DEFAULT]
        elif option.name in _TABLES:
            lines += [f"[{option.name}] {name} = {_entry(one)}" for name, one in value.items()]
        elif value != option.default:
            lines.append(f"{option.name} = {_toml(value)}")
    return lines


def _entry(value: Pin | tuple[str, ...]) -> str:
    if not isinstance(value, Pin):
        return f"[{', '.join(map(_toml, value))}]"
    query, name = map(_toml, value)
    return f"{{ query = {query}, name = {name} }}" if value.name else query


def default_toml() -> str:
    """Write a settings file that says what every option means and sets it to its default."""
    blocks = ["# Settings of Octavo. Each option stands at its default here.\n"]
    for option in fields(Settings):
        comment = "".join(f"# {line}\n" for line in _wrap(_meaning(option)))
        if option.name in _TABLES:
            blocks.append(f"{comment}[{option.name}]\n")
        elif option.name == _FOLLOW:
            tables = (f'[[{_FOLLOW}]]\nname = "{one.name}"\nsource = "{one.source}"\n' for one in DEFAULT)
            blocks.append("\n".join((comment + next(tables), *tables, EXAMPLES)))
        else:
            blocks.append(f"{comment}{option.name} = {_toml(option.default)}\n")
    return "\n".join(blocks)


def _value(where: _Where, option: Field[Any], value: object) -> object:
    choices, bounds = option.metadata.get("choices"), option.metadata.get("range")
    if choices:
        good = isinstance(value, str) and value in choices
    elif bounds:
        good = isinstance(value, int | float) and not isinstance(value, bool) and bounds[0] <= value <= bounds[1]
        value = float(value) if good and isinstance(value, int) else value
    elif option.metadata.get("text"):
        good = isinstance(value, str) and (value.isprintable() or not value)
    else:
        good = isinstance(value, bool)
    if not good:
        raise ConfigError(f"{where(option.name)}: {option.name} must be {_allowed(option)}, and not {_short(value)}.")
    return value


def _keys(where: _Where, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ConfigError(
            f"{where(_KEYS)}: {_KEYS} must be a table of commands and their keys, and not {_short(value)}."
        )
    keys, problems = {}, []
    for command, chosen in value.items():
        several = chosen if isinstance(chosen, list) else [chosen]
        if all(isinstance(key, str) and key for key in several):
            keys[command] = tuple(several)
        else:
            place = f"{where(_KEYS, command)}: {_KEYS}.{_plain(command)}"
            problems.append(f"{place} must be a key or a list of keys, and not {_short(chosen)}.")
    if problems:
        raise ConfigError(*problems)
    return keys


def _views(where: _Where, value: object) -> dict[str, Pin]:
    if not isinstance(value, dict):
        raise ConfigError(
            f"{where(_VIEWS)}: {_VIEWS} must be a table of digits and their views, and not {_short(value)}."
        )
    pins = {}
    for digit, told in value.items():
        place = f"{where(_VIEWS, digit)}: {_VIEWS}.{_plain(digit)}"
        if len(digit) != 1 or digit not in "123456789":
            raise ConfigError(f"{place}: a view is on a digit from 1 to 9.")
        table = told if isinstance(told, dict) else {"query": told}
        query, name = table.get("query"), table.get("name", "")
        known = not table.keys() - {"query", "name"}
        if not (known and isinstance(query, str) and query.removeprefix(SAVED).strip() and isinstance(name, str)):
            raise ConfigError(f'{place} must be a query, or {{ query = "...", name = "..." }}, and not {_short(told)}.')
        if max(len(query), len(name)) > _LONGEST_VIEW:
            raise ConfigError(f"{place} is longer than {_LONGEST_VIEW:,} characters.")
        pins[digit] = Pin(clean_line(query), clean_line(name))
    return pins


def _follows(where: _Where, value: object) -> tuple[Follow, ...]:
    try:
        return read_follows(value, _nearest)
    except ValueError as error:
        raise ConfigError(f"{where(_FOLLOW)}: {str(error).rstrip('.')}.") from error


def _live(where: _Where, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where(_LIVE)}: {_LIVE} must be a table of tags and their files, and not {_short(value)}.")
    files, problems = {}, []
    for tag, named in value.items():
        several = named if isinstance(named, list) else [named]
        # Where the reader is started from must not matter.
        if any(not isinstance(name, str) or not name.startswith(("/", "~")) or "\0" in name for name in several):
            problems.append(
                f"{where(_LIVE, tag)}: {_LIVE}.{_plain(tag)} must be a file or a list of files, "
                f"each with its whole path (or ~/), and not {_short(named)}."
            )
        folded = tag_name(tag)
        if not folded:
            problems.append(f"{where(_LIVE, tag)}: {_LIVE}: {_short(tag)} can be no tag.")
        files[folded] = tuple(several)
    if problems:
        raise ConfigError(*problems)
    return files


def _meaning(option: Field[Any]) -> str:
    meaning = str(option.metadata["meaning"])
    bounds = option.metadata.get("range")
    return f"{meaning} From {bounds[0]:g} to {bounds[1]:g}." if bounds else meaning


def _allowed(option: Field[Any]) -> str:
    if choices := option.metadata.get("choices"):
        *first, last = (f'"{choice}"' for choice in choices)
        return f"{', '.join(first)} or {last}"
    if bounds := option.metadata.get("range"):
        return f"a number from {bounds[0]:g} to {bounds[1]:g}"
    if text := option.metadata.get("text"):
        return str(text)
    return "true or false"


def _nearest(name: str, options: Iterable[str]) -> str:
    import difflib  # 2 ms, and only a mistake needs it

    near = difflib.get_close_matches(name.lower().replace("-", "_"), list(options), n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(options)}."


def _plain(name: str) -> str:
    return repr(name)[1:-1]


def _short(value: object) -> str:
    # No control character of the file reaches the terminal: repr escapes them.
    text = _toml(value) if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        import json  # what it escapes TOML reads as well; not on the way to the first screen

        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _wrap(text: str) -> list[str]:
    import textwrap  # 1 ms, and only for who asks for a settings file

    return textwrap.wrap(text, 100)
