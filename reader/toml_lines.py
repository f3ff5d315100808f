"""Where something stands in a settings file, for whoever has to look for it there."""

from __future__ import annotations

import re


def line_of(text: str, *names: str) -> int:
    """Find the line on which a setting, or an entry of a table of settings, begins; 0 where it cannot be told.

    The TOML reader tells no lines. What is looked for is written in one of few ways, and in no other by the reader.
    """
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.fullmatch(r"\s*\[+([^][,=]+)\]+\s*(?:#.*)?", line):
            table = header[1].strip(" \t\"'")
            if names == (table,):
                return number
        elif name := re.match(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*=""", line):
            path = name[3].split(".") if name[3] else [name[1] or name[2]]
            if names == tuple(filter(None, (table, *path))):
                return number
    return 0
