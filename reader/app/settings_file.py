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
_VALUE: Final = r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s#"']+)"""
_HEADER: Final = re.compile(r"[ \t]*\[")


def write_option(path: Path, name: str, value: bool | float | str | None) -> None:
    """Set an option in the settings file, or take it out (None), so that its default holds.

    A file that is not there is made, for its owner alone.

    Raises:
        ConfigError: the file cannot be read, is no TOML, cannot be changed in this way, or cannot be written; it is as
            it was.
    """
    from reader.export.file import replace

    try:
        data = path.read_bytes() if path.exists() else b""
        text = data.decode("utf-8-sig")
        begun = _BOM if data.startswith(_BOM.encode()) else ""
        changed = with_option(text, name, value)
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


def with_option(text: str, name: str, value: bool | float | str | None) -> str:
    """Give a text of TOML with an option of the top level set, or taken out; all else of it is the same.

    Raises:
        ValueError: it is no TOML, or the option stands in it in a way that cannot be changed line by line.
    """
    import tomllib

    before = _read(text)
    wanted = {key: one for key, one in before.items() if key != name}
    if value is not None:
        wanted[name] = value
    if before == wanted:
        return text
    lines = text.splitlines(keepends=True)
    for candidate in _candidates(lines, name, value, is_there=name in before):
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


def _candidates(lines: list[str], name: str, value: bool | float | str | None, *, is_there: bool) -> Iterator[str]:
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
    for place in (_place(lines), 0):
        before, after = lines[:place], lines[place:]
        if before and not before[-1].endswith("\n"):
            before[-1] += end
        gap = end if after and after[0].strip() else ""
        yield "".join([*before, f"{name} = {written(value)}{end}{gap}", *after])


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


def written(value: bool | float | str) -> str:
    """Write a value as TOML has it; texts are the words of the options, with nothing to escape."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if value % 1 else f"{value:.1f}"
