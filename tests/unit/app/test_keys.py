"""From keys to commands: sequences, dead ends, and settings that cannot be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.app.commands import COMMANDS, Command, written_keys
from reader.app.keys import KeyMachine, Stroke, build_keymap
from reader.errors import ConfigError


def command(name: str, *keys: str) -> Command:
    return Command(name, keys, name.title(), f"Does {name}.", "Test")


def machine() -> KeyMachine:
    return KeyMachine({("j",): "down", ("g", "g"): "top", ("g", "e"): "end", ("S", "a", "b"): "long"})


def test_a_key_is_its_command_at_once() -> None:
    assert machine().feed("j") == Stroke("down")


def test_a_sequence_is_its_command_with_its_last_key() -> None:
    keys = machine()
    assert keys.feed("g") == Stroke(pending=("g",))
    assert keys.pending == ("g",)
    assert keys.feed("g") == Stroke("top")
    assert not keys.pending


def test_three_keys_are_a_sequence_too() -> None:
    keys = machine()
    assert [keys.feed(key) for key in "Sab"] == [Stroke(pending=("S",)), Stroke(pending=("S", "a")), Stroke("long")]


def test_a_key_that_means_nothing_does_nothing() -> None:
    assert machine().feed("x") == Stroke()


@pytest.mark.parametrize("key", ["x", "j", "escape", "S"])
def test_a_key_that_does_not_go_on_a_sequence_ends_it_and_does_nothing(key: str) -> None:
    keys = machine()
    keys.feed("g")
    assert keys.feed(key) == Stroke()
    assert not keys.pending
    assert keys.feed("j") == Stroke("down")


def test_what_can_follow_is_told_with_its_command() -> None:
    keys = machine()
    keys.feed("g")
    assert keys.continuations() == [("g", "top"), ("e", "end")]
    keys.feed("x")
    keys.feed("S")
    assert keys.continuations() == [("a", "long")]


@given(st.lists(st.sampled_from([part for one in COMMANDS for key in one.keys for part in key.split()] + ["x", "é"])))
@settings(max_examples=100)
def test_after_any_keys_escape_leads_out_of_any_sequence(typed: list[str]) -> None:
    keys = KeyMachine(build_keymap(COMMANDS))
    for key in typed:
        stroke = keys.feed(key)
        assert not (stroke.command and stroke.pending)
        assert keys.pending == stroke.pending
    if keys.pending:
        keys.feed("escape")
    assert keys.feed("j") == Stroke("down")


# The keymap


def test_the_default_table_has_no_conflicts_and_every_key_of_it() -> None:
    keymap = build_keymap(COMMANDS)
    assert len(keymap) == sum(len(one.keys) for one in COMMANDS)
    assert keymap["g", "g"] == "top"


def test_settings_replace_the_keys_of_a_command() -> None:
    keymap = build_keymap([command("down", "j"), command("up", "k")], {"down": ["n", "g n"]})
    assert keymap == {("n",): "down", ("g", "n"): "down", ("k",): "up"}


def test_settings_can_take_a_command_its_keys_and_give_them_to_another() -> None:
    keymap = build_keymap([command("down", "j"), command("up", "k")], {"down": [], "up": ["j"]})
    assert keymap == {("j",): "up"}


def test_an_unknown_command_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        ConfigError, match=r"my\.toml, \[keys\]: there is no command 'bookmrak'; did you mean bookmark\?"
    ):
        build_keymap(COMMANDS, {"bookmrak": ["b"]}, "my.toml")


def test_an_unknown_command_that_is_near_to_none_is_refused_without_advice() -> None:
    with pytest.raises(ConfigError, match=r"there is no command 'xyzzy'$"):
        build_keymap(COMMANDS, {"xyzzy": ["b"]})


def test_a_key_that_two_commands_want_is_refused_naming_both() -> None:
    with pytest.raises(ConfigError, match=r"config\.toml, \[keys\]: 'j' is wanted by both down and up"):
        build_keymap([command("down", "j"), command("up", "k")], {"up": ["j"]})


@pytest.mark.parametrize("written", ["", "  "])
def test_an_empty_key_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match=r"\[keys\], down: an empty text is no key"):
        build_keymap([command("down", "j")], {"down": [written]})


@pytest.mark.parametrize("written", ["g g", "g  g", " g g "])
def test_a_sequence_behind_a_key_that_acts_at_once_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match=r"'g g' \(top\) can never be typed, since down comes first"):
        build_keymap([command("down", "g"), command("top", "t")], {"top": [written]})


def test_blanks_between_the_keys_of_a_sequence_do_not_count() -> None:
    assert build_keymap([command("top", " g   g ")]) == {("g", "g"): "top"}


@pytest.mark.parametrize(("written", "meant"), [("ctrl-d", "ctrl+d"), ("Escap", "escape"), ("PageDwn", "pagedown")])
def test_what_is_no_key_is_refused_with_the_nearest_one(written: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=f"{written}.*is no key; did you mean {re.escape(meant)}") as refused:
        build_keymap(COMMANDS, {"down": [written]})
    assert "[keys], down" in str(refused.value)


def test_the_same_key_twice_for_one_command_is_one_key() -> None:
    assert build_keymap(COMMANDS, {"down": ["j", "j"]})[("j",)] == "down"


def test_keys_held_with_others_are_written_as_they_are_on_the_keyboard() -> None:
    assert written_keys(("ctrl+left", "ctrl+d", "shift+tab")) == "Ctrl-Left Ctrl-D Shift-Tab"


# Counts, and keys that commands ask for


def counting() -> KeyMachine:
    return KeyMachine(
        {("j",): "down", ("g", "g"): "top", ("3",): "unread", ("m",): "mark", ("8", "x"): "eight"}, {"mark"}
    )


def test_digits_before_a_command_are_its_count_however_long_its_keys_are() -> None:
    keys = counting()
    assert [keys.feed(key) for key in "12j"] == [
        Stroke(pending=("1",)),
        Stroke(pending=("12",)),
        Stroke("down", count=12),
    ]
    assert [keys.feed(key) for key in "40gg"][2:] == [Stroke(pending=("40", "g")), Stroke("top", count=40)]
    assert keys.feed("j") == Stroke("down")


def test_a_count_does_not_begin_with_zero_and_has_an_end() -> None:
    keys = counting()
    assert keys.feed("0") == Stroke()
    for key in "1" * 40:
        keys.feed(key)
    assert keys.feed("j") == Stroke("down", count=1_111_111)


def test_backspace_takes_a_digit_back_and_escape_all() -> None:
    keys = counting()
    for key in ("1", "2", "backspace"):
        keys.feed(key)
    assert keys.pending == ("1",)
    assert keys.feed("escape") == Stroke()
    assert keys.feed("j") == Stroke("down")


def test_a_digit_that_begins_a_sequence_begins_no_count_and_one_alone_is_told() -> None:
    keys = counting()
    assert keys.feed("8") == Stroke(pending=("8",))
    assert keys.feed("x") == Stroke("eight")
    assert (keys.alone("3"), keys.alone("4")) == ("unread", "")


def test_a_command_that_asks_for_a_key_takes_any_but_escape() -> None:
    keys = counting()
    assert keys.feed("m") == Stroke(pending=("m",))
    assert keys.feed("j") == Stroke("mark", letter="j")
    keys.feed("m")
    assert keys.feed("5") == Stroke("mark", letter="5")
    keys.feed("m")
    assert keys.feed("escape") == Stroke()
    keys.ask("mark")
    assert keys.feed("'") == Stroke("mark", letter="'")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {"bookmrak": ["b"], "down": ["ctlr+d", "x x"], "up": ["x"], "open": ["C-d", "ctrl+m"], "theme": ["q"]}
    with pytest.raises(ConfigError) as refused:
        build_keymap(COMMANDS, wrong)
    assert list(refused.value.problems) == [
        "config.toml, [keys]: there is no command 'bookmrak'; did you mean bookmark?",
        "config.toml, [keys], down: 'ctlr+d' is no key; did you mean ctrl+d?",
        "config.toml, [keys], open: 'C-d' is no key; did you mean ctrl+d?",
        "config.toml, [keys], open: 'ctrl+m' is enter for every terminal; write enter",
        *(line for line in refused.value.problems if "wanted by both" in line),
        "config.toml, [keys]: 'x x' (down) can never be typed, since up comes first",
    ]
    assert any("'x' is wanted by both up and export" in line for line in refused.value.problems)
    assert any("'q' is wanted by both theme and leave" in line for line in refused.value.problems)


@pytest.mark.parametrize(
    ("written", "meant"), [("<Esc>", "escape"), ("^D", "ctrl+d"), ("Return", "enter"), ("S-Tab", "shift+tab")]
)
def test_what_other_programs_call_a_key_leads_to_its_name(written: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=f"did you mean {re.escape(meant)}"):
        build_keymap(COMMANDS, {"down": [written]})


def test_a_key_that_hides_many_is_said_once_and_with_its_line() -> None:
    with pytest.raises(ConfigError) as refused:
        build_keymap(COMMANDS, {"top": ["y"], "up": ["j"]}, line_of=lambda name: {"top": 3, "up": 7}.get(name, 0))
    assert list(refused.value.problems) == [
        "config.toml, line 7, [keys]: 'j' is wanted by both down and up",
        "config.toml, line 3, [keys]: 'y t' (copy_title) and 13 more can never be typed, since top comes first",
    ]
