"""One option of the settings file is changed, and nothing else of it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.app.settings_file import with_option, write_option
from reader.config import default_toml, load_settings
from reader.errors import ConfigError

OWN = """# Mine.

theme = "dark" # for the night
  votes='auto'
note = \"\"\"
theme = "light"
\"\"\"

# My keys
[keys]
theme = "T"  # another theme
"""


def test_only_the_value_changes() -> None:
    assert with_option(OWN, "theme", "light") == OWN.replace('"dark" #', '"light" #')
    assert with_option(OWN, "votes", "never") == OWN.replace("'auto'", '"never"')
    assert with_option(OWN, "theme", "dark") == OWN


def test_what_is_not_there_comes_behind_the_other_options_and_before_the_tables() -> None:
    changed = with_option(OWN, "mouse", False)
    assert changed == OWN.replace('"""\n\n# My keys', '"""\nmouse = false\n\n# My keys')
    assert with_option("", "dwell_seconds", 2.5) == "dwell_seconds = 2.5\n"
    assert with_option("[keys]\nup = 'x'\n", "ascii", True) == "ascii = true\n\n[keys]\nup = 'x'\n"
    assert with_option("# words\n\n# of keys\n[keys]", "ascii", True) == "# words\n\nascii = true\n\n# of keys\n[keys]"
    assert with_option("mouse = true", "ascii", True) == "mouse = true\nascii = true\n"
    assert with_option("mouse = true\r\n", "ascii", True) == "mouse = true\r\nascii = true\r\n"


def test_in_a_table_it_is_the_same() -> None:
    assert with_option(OWN, "theme", ["t", "g t"], "keys") == OWN.replace('"T"  #', '["t", "g t"]  #')
    assert with_option(OWN, "up", "k", "keys") == f'{OWN}up = "k"\n'
    assert with_option("[keys]\n\n# of files\n[live]\n", "up", [], "keys") == "[keys]\nup = []\n\n# of files\n[live]\n"
    assert with_option("mouse = true", "up", "k", "keys") == 'mouse = true\n\n[keys]\nup = "k"\n'
    assert with_option("[ keys ]\nup = [\"]\", '#'] # two", "up", None, "keys") == "[ keys ]\n"
    with pytest.raises(ValueError, match="only a person"):
        with_option('keys = { up = "k" }\n', "up", "j", "keys")
    with pytest.raises(ValueError, match="no table"):
        with_option("keys = 1\n", "up", "j", "keys")


def test_a_default_is_taken_by_taking_the_line_out() -> None:
    assert with_option(OWN, "theme", None) == OWN.replace('theme = "dark" # for the night\n', "")
    assert with_option(OWN, "ascii", None) == OWN


def test_the_whole_file_of_defaults_takes_any_option() -> None:
    text = default_toml()
    for name, value in (("theme", "light"), ("dwell_seconds", 9.0), ("mouse", False), ("votes", "never")):
        changed = with_option(text, name, value)
        assert len(set(text.splitlines()) ^ set(changed.splitlines())) == 2
        assert tomllib.loads(changed) == tomllib.loads(text) | {name: value}


@pytest.mark.parametrize(
    "text",
    ['theme = """\ndark"""\n', "theme = [1,\n2]\n", 'theme.dark = "x"\n', "[theme]\nx = 1\n", "theme = {a = 1}\n"],
)
def test_what_a_line_cannot_change_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="only a person"):
        with_option(text, "theme", "light")


LINES = st.sampled_from(
    [
        *('theme = "dark"', "theme = 'x'", "votes = 1 # theme = 2", "# theme", "", "[keys]", "[[follow]]", "[theme.x]"),
        *('"theme" = true', 'a = """', '"""', "b = [", "]", "theme = 1,", "'''", "c = '''", "\tmouse=false", "]]"),
    ]
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["dark", True, 2.5, None]), st.sampled_from(["\n", "\r\n"]))
def test_whatever_the_file_it_says_the_same_but_for_the_option(
    lines: list[str], value: bool | float | str | None, end: str
) -> None:
    text = end.join(lines)
    try:
        changed = with_option(text, "theme", value)
    except ValueError:
        return
    wanted = {name: one for name, one in tomllib.loads(text).items() if name != "theme"}
    assert tomllib.loads(changed) == (wanted if value is None else wanted | {"theme": value})
    assert [line for line in lines if line and "theme" not in line] == [
        line for line in changed.splitlines() if line and "theme" not in line
    ]


def test_a_file_is_made_for_its_owner_alone_and_one_that_is_there_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config" / "config.toml"
    write_option(path, "mouse", value=False)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not load_settings(path).mouse

    path.chmod(0o644)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    path.write_bytes(b"\xef\xbb\xbfmouse = true\r\n")
    write_option(link, "ascii", value=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"\xef\xbb\xbfmouse = true\r\nascii = true\r\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert sorted(os.listdir(path.parent)) == ["config.toml"]


@pytest.mark.parametrize("data", [b"theme = ", b"\xff\xfe", b"a = 1\na = 2\n", b"[" * 3000])
def test_a_broken_file_is_never_touched(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="left as it is"):
        write_option(path, "theme", "dark")
    assert path.read_bytes() == data


def test_a_file_that_cannot_be_written_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mouse = true\n")

    def full(*_args: object, **_options: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match=r"cannot be written: no space left on device; nothing was changed\."):
        write_option(path, "mouse", value=False)
    assert path.read_text() == "mouse = true\n"
    assert list(tmp_path.glob("*config*")) == [path]
