"""Changing one option in the settings file, and nothing else of it: comments, order and spacing are the person's own.

The line of the option is changed in the text itself, and what came of it is read again: unless it then says exactly
what it said before, but for the one option, it is not written. A library that rewrites TOML would be a further
dependency, and no more to be believed without that proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reader.errors import ConfigError
from reader.paths import make_private

_BOM: Final = "\ufeff"
_TEXT: Final = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_VALUE: Final = rf"""({_TEXT}|\[(?:[^\]"'\n#]|{_TEXT})*\]|[^\s#"'\[]+)"""
_HEADER: Final = re.compile(r"[ \t]*\[")

Value = bool | float | str | list[str]
"""What an option can be set to."""


def write_option(path: Path, name: str, value: Value | None, table: str = "") -> None:
    """Set an option in the settings file, or take it out (None), so that its default holds.

    A file that is not there is made, for its owner alone.

    Args:
        path: The file.
        name: The name of the option.
        value: What it is to be.
        table: The table that it stands in, or nothing where it stands at the top.

    Raises:
        ConfigError: the file cannot be read, is no TOML, cannot be changed in this way, or cannot be written; it is as
            it was.
    """
    from reader.export.file import replace

    try:
        data = path.read_bytes() if path.exists() else b""
        text = data.decode("utf-8-sig")
        begun = _BOM if data.startswith(_BOM.encode()) else ""
        changed = with_option(text, name, value, table)
        if changed == text:
            return
        make_private(path.parent)
        with suppress(FileExistsError):
            path.touch(0o600, exist_ok=False)
        replace(path, [begun, changed])
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8, and was left as it is.") from error
    except ValueError as error:
        raise ConfigError(f"{path} was left as it is: {error}.") from error
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ConfigError(f"{path} cannot be written: {why}; nothing was changed.") from error


def with_option(text: str, name: str, value: Value | None, table: str = "") -> str:
    """Give a text of TOML with an option set, or taken out; all else of it is the same.

    Raises:
        ValueError: it is no TOML, or the option stands in it in a way that cannot be changed line by line.
    """
    import tomllib

    before = _read(text)
    around = before.get(table, {}) if table else before
    if not isinstance(around, dict):
        raise ValueError(f"{table} is no table in it")
    inside = {key: one for key, one in around.items() if key != name}
    if value is not None:
        inside[name] = value
    if _same(around, inside):
        return text
    wanted = before | {table: inside} if table else inside
    lines = text.splitlines(keepends=True)
    for candidate in _candidates(lines, name, value, table, is_there=name in around):
        with suppress(tomllib.TOMLDecodeError):
            if _same(tomllib.loads(candidate), wanted):
                return candidate
    raise ValueError(f"{name} stands in it in a way that only a person can change")


def _read(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is not valid TOML ({error})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _candidates(lines: list[str], name: str, value: Value | None, table: str, *, is_there: bool) -> Iterator[str]:
    """Give the texts that could be meant, the likeliest first; a line inside a text of several lines looks alike."""
    if is_there:
        stands = re.compile(rf"""([ \t]*(?:{name}|"{name}"|'{name}')[ \t]*=[ \t]*){_VALUE}([ \t]*(?:#.*)?\r?\n?)\Z""")
        for number, line in enumerate(lines):
            if found := stands.fullmatch(line):
                fresh = "" if value is None else f"{found[1]}{written(value)}{found[3]}"
                yield "".join([*lines[:number], fresh, *lines[number + 1 :]])
        return
    assert value is not None, "what is not there needs not be taken out"
    end = "\r\n" if any(line.endswith("\r\n") for line in lines) else "\n"
    if table:
        header = re.compile(rf"[ \t]*\[[ \t]*{table}[ \t]*\][ \t]*(?:#.*)?\r?\n?")
        places = [_end_of(lines, number) for number, line in enumerate(lines) if header.fullmatch(line)]
    else:
        places = [_place(lines), 0]
    for place in places:
        before, after = lines[:place], lines[place:]
        gap = end if after and after[0].strip() and not table else ""
        yield "".join([*_ended(before, end), f"{name} = {written(value)}{end}{gap}", *after])
    if table:
        gap = end if lines else ""
        yield "".join([*_ended(lines, end), f"{gap}[{table}]{end}{name} = {written(value)}{end}"])


def _ended(lines: list[str], end: str) -> list[str]:
    """Give lines of which the last one has an end too."""
    return [*lines[:-1], lines[-1] + end] if lines and not lines[-1].endswith("\n") else lines


def _end_of(lines: list[str], header: int) -> int:
    """Find the place behind the last option of a table."""
    stop = next((number for number in range(header + 1, len(lines)) if _HEADER.match(lines[number])), len(lines))
    for number in range(stop, header + 1, -1):
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            return number
    return header + 1


def _place(lines: list[str]) -> int:
    """Find where an option of the top level is put: behind the last one, or the words that the file begins with."""
    first = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    for number in range(first, 0, -1):
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            return number
    blank = next((number for number, line in enumerate(lines[:first]) if not line.strip()), None)
    return 0 if blank is None else blank + 1


def _same(one: object, other: object) -> bool:
    """Tell whether two values are the same, of the same kind: 1 is not true, and not 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and (one == other or (one != one and other != other))


def written(value: Value) -> str:
    """Write a value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, float | int):
        return f"{value:g}" if value % 1 else f"{value:.1f}"
    # What JSON escapes, TOML reads as well; a control character that it leaves is found when it is read again.
    import json

    return json.dumps(value, ensure_ascii=False)
