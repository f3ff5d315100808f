"""A line that is edited: each key of a shell's command line, and whatever is pasted into it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import safe_line
from tests.unit.widgets.texts import TEXTS
from widgets.line_editor import MAX_LINE, LineEditor


def editor(marked: str, limit: int = MAX_LINE) -> LineEditor:
    """Make an editor from a text in which a bar stands for the cursor."""
    made = LineEditor(marked.replace("|", ""), limit)
    made.cursor = marked.index("|")
    return made


def shown(line: LineEditor) -> str:
    """Give the text with a bar for the cursor."""
    return f"{line.text[: line.cursor]}|{line.text[line.cursor :]}"


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("abc|", "backspace ctrl+h", "ab|"),
        ("|abc", "backspace ctrl+h", "|abc"),
        ("a|bc", "delete ctrl+d", "a|c"),
        ("abc|", "delete ctrl+d", "abc|"),
        ("one two|", "ctrl+w alt+backspace", "one |"),
        ("one two  |", "ctrl+w alt+backspace", "one |"),
        ("one t|wo", "ctrl+w alt+backspace", "one |wo"),
        ("  |", "ctrl+w alt+backspace", "|"),
        ("|one", "ctrl+w alt+backspace", "|one"),
        ("one |two", "ctrl+u", "|two"),
        ("|two", "ctrl+u", "|two"),
        ("one |two", "ctrl+k", "one |"),
        ("one|", "ctrl+k", "one|"),
        ("ab|c", "left ctrl+b", "a|bc"),
        ("|abc", "left ctrl+b", "|abc"),
        ("a|bc", "right ctrl+f", "ab|c"),
        ("abc|", "right ctrl+f", "abc|"),
        ("ab|c", "home ctrl+a", "|abc"),
        ("a|bc", "end ctrl+e", "abc|"),
        ("one two|", "ctrl+left alt+b", "one |two"),
        ("one  |two", "ctrl+left alt+b", "|one  two"),
        ("|one", "ctrl+left alt+b", "|one"),
        ("|one two", "ctrl+right alt+f", "one| two"),
        ("one|  two x", "ctrl+right alt+f", "one  two| x"),
        ("one two|", "ctrl+right alt+f", "one two|"),
        ("one|  ", "ctrl+right alt+f", "one  |"),
    ],
)
def test_each_key_does_what_a_shell_does(before: str, keys: str, after: str) -> None:
    for key in keys.split():
        line = editor(before)
        assert line.key(key, None)
        assert shown(line) == after


@pytest.mark.parametrize("sign", ["x", " ", "é", "注", "🚀", "[", "/", "\u0301"])
def test_a_character_goes_in_at_the_cursor(sign: str) -> None:
    line = editor("a|b")
    assert line.key("any", sign)
    assert shown(line) == f"a{sign}|b"


@pytest.mark.parametrize(
    ("name", "sign"), [("f5", None), ("enter", "\r"), ("tab", "\t"), ("escape", "\x1b"), ("up", None)]
)
def test_a_key_that_is_none_of_the_editor_s_changes_nothing_and_says_so(name: str, sign: str | None) -> None:
    line = editor("a|b")
    assert not line.key(name, sign)
    assert shown(line) == "a|b"


def test_an_invisible_sign_that_is_typed_is_taken_and_dropped() -> None:
    line = editor("a|b")
    assert line.key("any", "\ufe0f")
    assert shown(line) == "a|b"


@pytest.mark.parametrize(
    ("pasted", "after"),
    [
        ("xyz", "axyz|b"),
        ("x\ny", "ax y|b"),
        ("x\r\n\r\ny", "ax y|b"),
        ("\x1b[31mred\x1b[0m", "ared|b"),
        ("\x1b", "a|b"),
        ("\x00", "a|b"),
        ("\u202e", "a|b"),
        ("x\u202ey\x9bz", "axy|b"),
        ("", "a|b"),
    ],
)
def test_what_is_pasted_becomes_one_clean_line(pasted: str, after: str) -> None:
    line = editor("a|b")
    line.insert(pasted)
    assert shown(line) == after


@pytest.mark.parametrize(
    ("before", "pasted", "after"),
    [
        ("|", "  one\n", "one|"),
        ("one|", " two\n", "one two|"),
        ("one |", " two", "one two|"),
        ("|two", "one\n", "one |two"),
        ("| two", "one ", "one| two"),
        ("one|two", "\n", "one |two"),
        ("|", "\n", "|"),
        ("one |", "\n", "one |"),
    ],
)
def test_a_blank_at_the_end_of_a_paste_stays_where_it_keeps_words_apart(before: str, pasted: str, after: str) -> None:
    line = editor(before)
    line.insert(pasted)
    assert shown(line) == after


def test_a_megabyte_is_cut_to_what_a_line_takes_and_said_so() -> None:
    line = editor("a|b")
    line.insert("x" * 1_000_000)
    assert (len(line.text), line.cursor, line.cut) == (MAX_LINE, MAX_LINE - 1, True)
    assert line.text.startswith("axx")
    assert line.text.endswith("xxb")


@pytest.mark.parametrize(("pasted", "cut"), [("xyz", False), ("xyzu", True)])
def test_what_fits_exactly_is_not_cut(pasted: str, cut: bool) -> None:
    line = editor("a|b", limit=5)
    line.insert(pasted)
    assert shown(line) == "axyz|b"
    assert line.cut is cut


def test_a_full_line_takes_no_more_and_the_next_that_fits_takes_the_word_back() -> None:
    line = editor("abc|", limit=3)
    line.key("x", "x")
    assert (line.text, line.cut) == ("abc", True)
    line.key("backspace", None)
    line.key("x", "x")
    assert (line.text, line.cut) == ("abx", False)


def test_the_text_can_be_replaced_and_is_cut_to_the_limit() -> None:
    line = editor("a|b", limit=4)
    line.set("abcdef")
    assert (shown(line), line.cut) == ("abcd|", True)
    line.set("x")
    assert (shown(line), line.cut) == ("x|", False)


def test_a_text_to_begin_with_is_cut_to_the_limit() -> None:
    assert shown(LineEditor("abcdef", 3)) == "abc|"


KEYS = st.sampled_from(sorted(LineEditor()._keys))


@given(
    st.lists(
        st.one_of(KEYS, st.tuples(st.just("typed"), st.characters()), st.tuples(st.just("pasted"), TEXTS)), max_size=40
    )
)
@settings(max_examples=100)
def test_no_keys_in_any_order_lead_out_of_the_line(strokes: list[str | tuple[str, str]]) -> None:
    line = LineEditor("one two 注意 e\u0301", limit=30)
    for stroke in strokes:
        if isinstance(stroke, str):
            assert line.key(stroke, None)
        elif stroke[0] == "typed":
            line.key("typed", stroke[1])
        else:
            line.insert(stroke[1])
        assert 0 <= line.cursor <= len(line.text) <= 30
        assert safe_line(line.text) == line.text


@given(TEXTS, st.lists(KEYS, max_size=10))
@settings(max_examples=50)
def test_going_about_changes_no_letter(text: str, keys: list[str]) -> None:
    line = LineEditor()
    line.insert(text)
    former = line.text
    for key in keys:
        if key in {"left", "right", "home", "end", "ctrl+left", "ctrl+right", "alt+b", "alt+f", "ctrl+a", "ctrl+e"}:
            line.key(key, None)
    assert line.text == former
