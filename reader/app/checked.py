"""The settings with the keys that they give: all that is wrong with either is said at once."""

from __future__ import annotations

from pathlib import Path

from reader.config import Settings, line_of_key, read_settings
from reader.errors import ConfigError


def checked_settings(path: Path) -> Settings:
    """Read the settings file; where there is none, everything is as by default.

    Raises:
        ConfigError: the file cannot be read or is no TOML, or keys or values of it mean nothing: all of them.
    """
    settings, problems = read_settings(path)
    if settings.keys:
        from reader.app.commands import COMMANDS
        from reader.app.keys import build_keymap

        try:
            build_keymap(COMMANDS, settings.keys, path.name, lambda name: line_of_key(path, name))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(*problems)
    return settings
