"""What is told of papers, editions, keys, settings and commands."""

from __future__ import annotations

import click
import pytest

from reader.app.commands import COMMANDS as KEYS
from reader.app.commands import in_force
from reader.cli.manual import keys
from reader.config import default_toml
from reader.paths import Places
from tests.unit.cli.conftest import Octavo

GRAPHS = "arxiv:2401.00001"


def test_a_paper_is_shown_with_all_that_is_known(octavo: Octavo) -> None:
    octavo("tag", GRAPHS, "rag")
    octavo("bookmark", GRAPHS)
    octavo("rate", GRAPHS, "3")
    octavo("note", GRAPHS, "Read\ntwice.")

    ended = octavo("show", GRAPHS)

    assert ended.status == 0
    assert ended.out == (
        "Graphs that retrieve\n"
        "Ada Lovelace, Émilie du Châtelet\n"
        "arxiv:2401.00001  2024-01-03  cs.CL cs.IR\n"
        "https://arxiv.org/abs/2401.00001\n"
        "unread, bookmarked, 3 of 5 stars, #rag\n"
        "\n"
        "We retrieve graphs.\n"
        "\n"
        "Then we rest.\n"
        "\n"
        "Note: Read\n"
        "twice.\n"
    )


def test_a_paper_tells_the_editions_it_appeared_in(empty: Octavo) -> None:
    both = [paper for paper in empty("list", "--json").papers if len(paper["editions"]) == 2]

    shown = empty("show", both[0]["key"]).out.splitlines()

    assert len(both) == 6
    assert any(line.startswith("Daily Papers Mar 24 (rank ") and "Daily Papers Aug 25" in line for line in shown)


def test_editions_are_listed_with_their_counts(empty: Octavo) -> None:
    empty("list")

    assert empty("editions").out == (
        "daily-papers:--03-24\tDaily Papers Mar 24\t48\t48\ndaily-papers:--08-25\tDaily Papers Aug 25\t53\t53\n"
    )


def test_no_editions_is_nothing_found(octavo: Octavo) -> None:
    assert octavo("editions").status == 1


@pytest.mark.parametrize("form", ["text", "md"])
def test_every_key_of_the_reader_is_told(empty: Octavo, form: str) -> None:
    told = empty("keys", "--format", form).out

    for command in in_force(KEYS, {}):
        assert command.help in told
        assert command.id in told
        assert command.group in told


def test_the_keys_of_single_commands_are_told_and_completed(empty: Octavo) -> None:
    told = empty("keys", "rate_5", "down").out.splitlines()
    assert [line.split()[:2] for line in told if line.startswith("  ")] == [["down", "j"], ["rate_5", "S5"]]

    wrong = empty("keys", "bokmark")
    assert (wrong.status, wrong.err) == (2, "The reader has no command 'bokmark'; did you mean bookmark?\n")

    names = [one.value for one in keys.params[0].shell_complete(click.Context(keys), "select_a")]
    assert names == ["select_all", "select_again"]


def test_markdown_keys_are_rows_of_three_cells(empty: Octavo) -> None:
    rows = [line for line in empty("keys", "--format", "md").out.splitlines() if line.startswith("| `")]

    assert "| `gg` `Home` | `top` | Go to the first paper or line. |" in rows
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)


def test_the_settings_are_printed_and_their_place_is_said(octavo: Octavo, places: Places) -> None:
    ended = octavo("config")

    assert ended.out == default_toml()
    assert ended.err == f"The settings file would be {places.settings}.\n"
    assert octavo("config", "--path").out == f"{places.settings}\n"


def test_a_mistake_in_the_settings_is_said(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text('thme = "dark"\n', encoding="utf-8")

    ended = octavo("config")

    assert ended.status == 2
    assert ended.err == f"octavo: {places.settings}, line 1: there is no setting 'thme'. Did you mean 'theme'?\n"


def test_help_tells_of_commands_and_queries(empty: Octavo) -> None:
    assert empty("help").out == empty("--help").out
    assert empty("help", "list").out == empty("list", "--help").out
    assert empty("list", "-h").out == empty("list", "--help").out
    assert 'edition:"Aug 25"' in empty("help", "query").out


def test_help_on_what_does_not_exist_is_wrong_usage(empty: Octavo) -> None:
    ended = empty("help", "dance")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("There is no command 'dance'.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(empty: Octavo, shell: str) -> None:
    script = empty("completion", shell).out

    assert f"_OCTAVO_COMPLETE={shell}_complete" in script


def test_an_unknown_shell_is_wrong_usage(empty: Octavo) -> None:
    assert empty("completion", "tcsh").status == 2


def test_all_that_is_wrong_with_the_settings_is_said_at_once(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(exist_ok=True)
    places.settings.write_text('theem = "dark"\nvotes = "often"\n[keys]\nbookmrak = "b"\nup = "j"\nopen = 3\n')
    for command, status in (("config", 2), ("keys", 2), ("doctor", 3)):
        ended = octavo(command)
        said = ended.out + ended.err
        assert ended.status == status, command
        for part in ("no setting 'theem'. Did you mean 'theme'?", 'votes must be "auto", "always" or "never"'):
            assert part in said, command
        assert f"{places.settings}, line 6: keys.open must be a key or a list of keys" in said
    places.settings.write_text('[keys]\nbookmrak = "b"\n')
    assert "config.toml, line 2, [keys]: there is no command 'bookmrak'; did you mean bookmark?" in octavo("config").err


def test_what_is_told_is_what_holds(octavo: Octavo, places: Places) -> None:
    places.config.mkdir(exist_ok=True)
    places.settings.write_text('mouse = false\nascii = false\n[keys]\nbookmark = "B"\n')
    table = octavo("keys", "--format", "md").out
    assert "| `B` | `bookmark` |" in table
    assert "| `r` | `read` |" in table
    said = octavo("config").err.splitlines()
    assert said[:2] == ["In force: mouse = false", 'In force: [keys] bookmark = ["B"]']
    assert "ascii" not in said[2]
