"""Other programs in the reader's terminal: commands, the shell, the pager, the editor; and copying through it."""

from __future__ import annotations

import base64
import re
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from reader.app.signals import HANGUP, TERMINATED
from tests.e2e.program import OCTAVO, Home
from tests.e2e.terminal import Terminal

COPIED = re.compile(rb"\x1b\]52;[^;]*;([A-Za-z0-9+/=]*)")


def start(home: Home, **env: str) -> Terminal:
    """Start the reader, with a plain shell and no editor or pager but those that are given."""
    plain = {"SHELL": "/bin/sh", "VISUAL": "", "EDITOR": "", "PAGER": ""}
    return Terminal([OCTAVO], env=plain | env, home=home.folder).until("Lanterns in the Fog")


def script(folder: Path, name: str, text: str) -> str:
    """Write a program."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def leave(person: Terminal) -> None:
    assert person.press("Q").exit_status() == 0
    assert person.not_restored() == []


def note(home: Home, query: str = "") -> str:
    return "".join(paper["note"] for paper in home.list(*filter(None, [query])))


def test_a_paper_is_piped_to_a_command_as_text_and_as_json(person_home: Home, tmp_path: Path) -> None:
    with start(person_home) as person:
        before = len(person.raw)
        person.type("|").until("Pipe the paper as text to").type(f"cat >{tmp_path}/text; echo it came; exit 3\r")
        person.until("it came").until("[octavo] The command ended with status 3. Enter goes back to the reader.")
        # What the command says stands on the shell's own screen, and the terminal is the shell's.
        assert b"\x1b[?1049l" in person.raw[before:]
        assert person.not_restored() == []
        person.press("enter").until("The command ended with status 3.").until("Lanterns in the Fog")
        person.type("|cat").until("cat >").press("tab").until("as JSON to").type(f">{tmp_path}/json\r")
        person.until("The command is done. Enter").press("enter").until("The command is done.")
        # What was piped to is offered again.
        person.type("|it came").until("Run: it came").until("cat >/").press("escape")
        leave(person)

    assert (tmp_path / "text").read_text().startswith("Lanterns in the Fog\n  Ada Example\n  arxiv:2401.00001")
    assert '"title": "Lanterns in the Fog"' in (tmp_path / "json").read_text()


def test_nothing_that_a_paper_holds_becomes_a_command(person_home: Home, tmp_path: Path) -> None:
    hostile = f"$(touch {tmp_path}/bad) `touch {tmp_path}/bad`; touch {tmp_path}/bad | \"'\n%s"
    person_home.bring_in([{"id": "2402.00001", "title": f"Evil {hostile}", "abstract": hostile, "date": "2024-05-01"}])
    with start(person_home, PAGER="cat", EDITOR="cat") as person:
        person.until("Evil").type("|sh -c 'cat; true'\r").until("is done. Enter").press("enter").until("Lanterns in")
        person.type("p").until("is done. Enter").press("enter").until("Lanterns in")
        person.type("E").until("The note is as it was.")
        leave(person)
    assert not (tmp_path / "bad").exists()


def test_a_command_and_the_shell_run_in_a_terminal_as_it_was(person_home: Home) -> None:
    with start(person_home) as person:
        person.type("!").until("The shell itself").type("stty -a | grep -o ' icanon'; test -t 0; echo tty $?\r")
        person.until("tty 0").until("icanon").press("enter").until("The command is done.")
        person.type("!\r").until("exit goes back to the reader").type("echo in the $((40+2))\r")
        person.until("in the 42")
        # What it leaves the terminal like is not what the reader gives back in the end.
        person.type("stty raw -echo; exit\r").until("Lanterns in the Fog").type("b").until("Bookmarked.")
        leave(person)


def test_ctrl_c_is_the_commands_and_not_the_readers(person_home: Home) -> None:
    with start(person_home) as person:
        # Put in the shell's place: one that is just starting a program may take the signal to be for that alone.
        person.type("!echo sleeping; exec sleep 600\r").until(lambda: "\nsleeping" in person.text, "the command")
        person.press("ctrl+c").until("was ended by SIGINT").press("enter").until("Lanterns in the Fog")
        person.type("b").until("Bookmarked.")
        leave(person)


def test_ctrl_z_stops_command_and_reader_as_one_job(person_home: Home) -> None:
    with start(person_home) as person:
        person.type("!echo sleeping; read line; echo got $line\r").until(lambda: "\nsleeping" in person.text, "it")
        person.press("ctrl+z").until(lambda: person.state() == "T", "the reader to stop")
        person.signal_all(signal.SIGCONT).type("more\r").until("got more").press("enter")
        person.until("Lanterns in the Fog").type("b").until("Bookmarked.")
        leave(person)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, TERMINATED), (signal.SIGHUP, HANGUP)], ids=["term", "hup"]
)
def test_a_signal_that_ends_the_reader_ends_the_command_too(person_home: Home, number: int, status: int) -> None:
    with start(person_home) as person:
        person.type("b").until("Bookmarked.").type(
            "!trap 'echo told; exit' HUP TERM; echo here; while :; do sleep 0.1; done\r"
        )
        person.until(lambda: "\nhere" in person.text, "the command")
        assert person.signal(number).exit_status() == status
        assert b"told" in person.raw
        assert person.not_restored() == []


def test_a_terminal_that_closes_under_a_command_closes_the_reader(person_home: Home) -> None:
    with start(person_home) as person:
        person.type("!echo here; sleep 1000\r").until(lambda: "\nhere" in person.text, "the command")
        assert person.hang_up().exit_status() == HANGUP
    assert person_home.only_logged() == ""


def test_a_note_is_written_in_the_editor(person_home: Home, tmp_path: Path) -> None:
    editor = script(
        tmp_path,
        "editor",
        f'ls -ld "$2" >{tmp_path}/seen; ls -ld "$(dirname "$2")" >>{tmp_path}/seen; echo "$1" >>{tmp_path}/seen\n'
        'printf "second \\033[31mline\\n" >>"$2"',
    )
    with start(person_home, VISUAL=f"{editor} --wait", EDITOR="false") as person:
        person.type("eFirst line.").press("escape").until("Note saved.")
        person.type("E").until("Note saved.").until("second line")
        leave(person)

    assert note(person_home) == "First line.\nsecond line"
    file, folder, argument = (tmp_path / "seen").read_text().splitlines()
    assert (file[:10], folder[:10], argument) == ("-rw-------", "drwx------", "--wait")
    assert not Path(file.split()[-1]).parent.exists()


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ('echo lost >"$1"; exit 1', "The note is as it was. The editor ended with status 1."),
        ("true", "The note is as it was."),
        ('touch "$1"', "The note is as it was."),
        ('rm "$1"', "The note is as it was."),
        ('printf "Kept.\\n\\n" >"$1"', "The note is as it was."),
    ],
)
def test_an_editor_that_fails_or_changes_nothing_changes_nothing(
    person_home: Home, tmp_path: Path, editor: str, said: str
) -> None:
    with start(person_home, EDITOR=script(tmp_path, "editor", editor)) as person:
        person.type("eKept.").press("escape").until("Note saved.").type("jkE").until(said)
        leave(person)
    assert note(person_home) == "Kept."


def test_the_editor_opens_from_within_the_note_and_goes_on_there(person_home: Home, tmp_path: Path) -> None:
    editor = script(tmp_path, "editor", 'echo "and more" >>"$1"')
    person_home.places.settings.parent.mkdir(parents=True, exist_ok=True)
    person_home.places.settings.write_text(f'editor = "{editor}"\n')
    with start(person_home, VISUAL="false") as person:
        person.type("eBegun here").press("ctrl+o").until("and more").type("!").press("escape").until("Note saved.")
        leave(person)
    assert note(person_home) == "Begun here\nand more!"


def test_a_note_that_others_wrote_meanwhile_is_not_lost_and_one_too_long_can_be_shortened(
    person_home: Home, tmp_path: Path
) -> None:
    editor = script(tmp_path, "editor", f'{OCTAVO} note 2401.00001 "From elsewhere."; echo "From here." >"$1"')
    with start(person_home, EDITOR=editor) as person:
        person.type("E").until("both are in it.")
        leave(person)
    assert note(person_home) == "From here.\n\nFrom elsewhere."

    with start(person_home, EDITOR=script(tmp_path, "long", 'head -c 20050 /dev/zero | tr "\\0" x >"$1"')) as person:
        person.type("E").until("50 characters too long to save").press(*["backspace"] * 50).until("Esc saves")
        person.press("escape").until("Note saved.")
        leave(person)
    assert note(person_home) == "x" * 20_000


def test_what_a_killed_editor_had_saved_is_kept_in_its_file(person_home: Home, tmp_path: Path) -> None:
    editor = script(tmp_path, "editor", 'echo "Hours of work." >"$1"; kill -KILL $$')
    with start(person_home, EDITOR=editor, TMPDIR=str(tmp_path)) as person:
        person.type("E").until("The note is as it was. The editor was ended by SIGKILL.")
        leave(person)
    assert note(person_home) == ""
    (file,) = tmp_path.glob("octavo-*/note.txt")
    assert file.read_text() == "Hours of work.\n"


def test_what_the_editor_had_saved_is_kept_when_the_connection_drops(person_home: Home, tmp_path: Path) -> None:
    editor = script(tmp_path, "editor", 'echo "Saved before." >"$1"; echo ready; sleep 1000')
    with start(person_home, EDITOR=editor) as person:
        person.type("E").until("ready")
        assert person.hang_up().exit_status() == HANGUP
    assert note(person_home) == "Saved before."


def test_a_paper_is_read_in_the_pager_with_its_marks(person_home: Home, tmp_path: Path) -> None:
    pager = script(tmp_path, "pager", 'cat; echo "[$1]"; read key </dev/tty')
    with start(person_home, PAGER=f"{pager} -R") as person:
        person.type("b").until("Bookmarked.").type("p").until("[-R]")
        assert "  arxiv:2401.00001" in person.text
        assert "bookmarked" in person.text
        person.press("enter").until("views").type("b").until("taken off")
        leave(person)
    with start(person_home, PAGER="no-such-pager", PATH="/nowhere") as person:
        person.type("p").until("There is no pager here").press("h").until("? help")
        leave(person)


@pytest.mark.parametrize("env", [{"TERM": "linux"}, {"TERM_PROGRAM": "Apple_Terminal"}])
def test_where_nothing_can_be_copied_the_text_is_shown_to_be_selected(
    person_home: Home, env: Mapping[str, str]
) -> None:
    with start(person_home, **env) as person:
        shown = len(person.raw)
        person.type("yt").until("Select it with the terminal.")
        assert person.not_restored() == []  # the mouse is the terminal's own
        assert "\nLanterns in the Fog\n" in person.text
        assert not COPIED.search(person.raw, shown)
        person.press("enter").until("Shown for the terminal's own selecting: the title.")
        leave(person)


def test_any_terminal_can_be_given_the_text_to_select(person_home: Home) -> None:
    with start(person_home) as person:
        person.type("ys").until("Select it with the terminal.")
        assert "\nShips that sail" in person.text.replace("  Ships", "Ships")
        person.press("enter").until("Shown for")
        leave(person)


def test_a_text_too_long_to_copy_is_cut_and_said_so(person_home: Home) -> None:
    person_home.bring_in([{"id": "2402.00001", "title": "Long", "abstract": "word " * 19_000, "date": "2024-05-01"}])
    with start(person_home) as person:
        person.until("Long").type("yj").until("Only the first 74,994 of")
        (sent,) = COPIED.findall(person.raw)
        assert len(base64.b64decode(sent)) == 74_994
        leave(person)


def test_an_address_is_shown_and_copied_where_there_is_no_browser(person_home: Home) -> None:
    person_home.bring_in([{"id": "2402.00001", "title": "Linked", "url": "https://a.org/x", "date": "2024-05-01"}])
    with start(person_home, DISPLAY="", WAYLAND_DISPLAY="") as person:
        person.until("Linked").type("o").until("No browser here. https://a.org/x (sent to the terminal)")
        (sent,) = COPIED.findall(person.raw)
        assert base64.b64decode(sent) == b"https://a.org/x"
        leave(person)
