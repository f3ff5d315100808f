from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Settings, chosen, default_toml, line_of_key, load_settings, read_settings
from reader.errors import ConfigError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_everything_is_as_by_default(path: Path) -> None:
    assert load_settings(path) == Settings()
    assert not path.exists()


def test_the_defaults_are_those_that_the_help_tells() -> None:
    assert Settings() == Settings(mark_read="dwell", dwell_seconds=3.0, theme="auto", ascii=False, mouse=True, keys={})


def test_every_option_is_read(path: Path) -> None:
    path.write_text(
        'mark_read = "open"\ndwell_seconds = 10\ntheme = "light"\nascii = true\nmouse = false\n'
        '[keys]\nbookmark = "m"\nnext = ["j", "down"]\nquit = []\n'
    )
    assert load_settings(path) == Settings(
        mark_read="open",
        dwell_seconds=10.0,
        theme="light",
        ascii=True,
        mouse=False,
        keys={"bookmark": ("m",), "next": ("j", "down"), "quit": ()},
    )


def test_what_is_not_in_the_file_stays_as_by_default(path: Path) -> None:
    path.write_text("mouse = false\n")
    assert load_settings(path) == replace(Settings(), mouse=False)


def test_a_byte_order_mark_and_dos_line_ends_do_no_harm(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbftheme = "dark"\r\nmouse = false\r\n')
    assert load_settings(path) == Settings(theme="dark", mouse=False)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("mark_raed", "mark_read"), ("dwell-seconds", "dwell_seconds"), ("Theme", "theme"), ("key", "keys")],
)
def test_a_misspelt_setting_is_named_with_the_nearest(path: Path, name: str, nearest: str) -> None:
    path.write_text(f"{name} = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(caught.value) == f"{path}, line 1: there is no setting {name!r}. Did you mean {nearest!r}?"


def test_a_setting_like_none_is_named_with_all_there_are(path: Path) -> None:
    path.write_text("[qqqq]\nx = 1\n")
    with pytest.raises(
        ConfigError,
        match=r"'qqqq'\. There are mark_read, dwell_seconds, theme, ascii, count_seconds, votes, mouse, editor, pager",
    ):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mark_read = "always"', """mark_read must be "dwell", "open" or "manual", and not 'always'."""),
        ("mark_read = true", 'mark_read must be "dwell", "open" or "manual", and not true.'),
        ("theme = []", 'theme must be "dark", "light", "terminal" or "auto", and not [].'),
        ("dwell_seconds = 0.1", "dwell_seconds must be a number from 0.2 to 600, and not 0.1."),
        ("dwell_seconds = 601", "dwell_seconds must be a number from 0.2 to 600, and not 601."),
        ("dwell_seconds = nan", "dwell_seconds must be a number from 0.2 to 600, and not nan."),
        ("dwell_seconds = true", "dwell_seconds must be a number from 0.2 to 600, and not true."),
        ('dwell_seconds = "3"', "dwell_seconds must be a number from 0.2 to 600, and not '3'."),
        ("ascii = 1", "ascii must be true or false, and not 1."),
        ('mouse = "yes"', "mouse must be true or false, and not 'yes'."),
        ('keys = "b"', "keys must be a table of commands and their keys, and not 'b'."),
        ("keys.bookmark = 1", "keys.bookmark must be a key or a list of keys, and not 1."),
        ('keys.bookmark = ["b", 1]', "keys.bookmark must be a key or a list of keys, and not ['b', 1]."),
        ('keys.bookmark = ""', "keys.bookmark must be a key or a list of keys, and not ''."),
        ('keys."a\\u001b" = 1', "keys.a\\x1b must be a key or a list of keys, and not 1."),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(path: Path, text: str, said: str) -> None:
    path.write_text(text + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    place = f"{path}, line 1" if "\\u" not in text else path  # so written it is not looked for
    assert str(caught.value) == f"{place}: {said}"


@pytest.mark.parametrize("seconds", [0.2, 600])
def test_the_bounds_of_a_number_are_allowed(path: Path, seconds: float) -> None:
    path.write_text(f"dwell_seconds = {seconds}\n")
    assert load_settings(path).dwell_seconds == seconds


def test_a_wrong_value_is_not_told_at_length(path: Path) -> None:
    path.write_text(f'mouse = "{"x" * 5000}"\n')
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert len(str(caught.value)) < len(str(path)) + 150


def test_broken_toml_is_told_with_line_and_column(path: Path) -> None:
    path.write_text('theme = "dark"\nmouse = perhaps\n')
    with pytest.raises(ConfigError, match=r"config\.toml is not valid TOML: .*line 2, column 9"):
        load_settings(path)


def test_a_file_in_another_encoding_is_told_with_its_line(path: Path) -> None:
    path.write_bytes(b'mouse = true\ntheme = "d\xe4rk"\n')
    with pytest.raises(ConfigError, match=r"config\.toml, line 2: this is not UTF-8"):
        load_settings(path)


def test_absurd_nesting_is_an_error_for_the_person(path: Path) -> None:
    path.write_text("a = " + "[" * 100_000)
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(path)


def test_an_absurdly_large_file_is_not_taken_for_settings(path: Path) -> None:
    path.write_bytes(b"#" * (1 << 20) + b"\n")
    with pytest.raises(ConfigError, match="larger than"):
        load_settings(path)


def test_a_file_that_cannot_be_read_is_an_error_for_the_person(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml cannot be read: is a directory"):
        load_settings(path)


def test_the_printed_defaults_load_back_as_the_defaults(path: Path) -> None:
    path.write_text(default_toml())
    assert load_settings(path) == Settings()


def test_the_printed_defaults_name_every_option_with_its_meaning() -> None:
    text = default_toml()
    assert set(tomllib.loads(text)) == {option.name for option in fields(Settings)}
    comments = " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))
    for option in fields(Settings):
        assert option.metadata["meaning"] in comments


@given(st.binary(max_size=60) | st.text(alphabet='mouse=[]"{}\n.1# ', max_size=40).map(str.encode))
def test_no_file_raises_anything_else(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.toml"
    path.write_bytes(data)
    try:
        settings = load_settings(path)
    except ConfigError:
        return
    assert isinstance(settings, Settings)


def test_neither_a_toml_reader_nor_difflib_is_loaded_before_it_is_needed() -> None:
    script = "import sys, reader.config; print({'tomllib', 'difflib', 'textwrap'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=root, capture_output=True, check=True, timeout=60)
    assert done.stdout == b"set()\n"


# Views on digits


def test_views_are_queries_with_a_name_or_without(path: Path) -> None:
    path.write_text('[views]\n5 = " tag:thesis"\n6 = { query = "saved:rag", name = "R\\u0007AG" }\n')
    assert load_settings(path).views == {"5": ("tag:thesis", ""), "6": ("saved:rag", "RAG")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("views = 5", "views must be a table of digits and their views, and not 5."),
        ('views.0 = "x"', "views.0: a view is on a digit from 1 to 9."),
        ('views.12 = "x"', "views.12: a view is on a digit from 1 to 9."),
        ("views.5 = 1", 'views.5 must be a query, or { query = "...", name = "..." }, and not 1.'),
        ('views.5 = "saved: "', 'views.5 must be a query, or { query = "...", name = "..." }, and not \'saved: \'.'),
        ("views.5 = {}", 'views.5 must be a query, or { query = "...", name = "..." }, and not {}.'),
        (
            'views.5 = {query = "x", nam = "y"}',
            "views.5 must be a query, or { query = \"...\", name = \"...\" }, and not {'query': 'x', 'nam': 'y'}.",
        ),
        (f'views.5 = "{"x" * 2001}"', "views.5 is longer than 2,000 characters."),
    ],
)
def test_a_view_that_is_none_is_told(path: Path, text: str, said: str) -> None:
    path.write_text(text + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    place = f"{path}, line 1" if "\\u" not in text else path  # so written it is not looked for
    assert str(caught.value) == f"{place}: {said}"


def test_what_is_wrong_is_told_with_its_line_wherever_it_stands(path: Path) -> None:
    path.write_text(
        '# Mine.\nvotes = "often"\n\n[keys] # own\n  "open" = 3\nup = [\n "j",\n]\n'
        "[live]\nup = 4\n[[follow]]\nsource = 1\n"
    )
    _settings, problems = read_settings(path)
    lines = [problem.removeprefix(f"{path}, line ").partition(":")[0] for problem in problems]
    assert lines == ["2", "5", "10", "11"]
    assert (line_of_key(path, "up"), line_of_key(path, "down")) == (6, 0)
    assert line_of_key(path.parent / "none", "up") == 0


def test_what_was_chosen_is_told_as_the_file_would_say_it(path: Path) -> None:
    path.write_text(
        'editor = "ed \\"my notes\\" \\\\"\n[keys]\nbookmark = ["b", "\\\\"]\n'
        '[views]\n5 = "tag:\\"a b\\""\n6 = { query = "is:unread", name = "Mine" }\n',
        encoding="utf-8",
    )
    settings = load_settings(path)
    lines = [line.replace("] ", "]\n", 1) if line.startswith("[") else line for line in chosen(settings)]
    for line in lines:
        path.write_text(line, encoding="utf-8")
        (name,) = tomllib.loads(line)
        told = getattr(load_settings(path), name)
        whole = getattr(settings, name)
        assert told == whole or told.items() <= whole.items()
    assert len(lines) == 4
