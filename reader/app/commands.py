"""Every command of the reader, declared once: the keys, the help, the palette and the README are made from this table.

A key is written as it is typed: a character (`j`, `G`, `/`), a name (`enter`, `ctrl+d`), or several separated by blanks
that are pressed one after the other (`g g`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Command:
    """Something the reader can be told to do."""

    id: str
    """The name in the settings and in the code; a handler of this name exists."""
    keys: tuple[str, ...]
    title: str
    """Two to four words for help and palette."""
    help: str
    """One sentence that tells what it does; `{undo}` stands for the key of another command (`in_force` puts it in)."""
    group: str


_MOVE, _LISTS, _SELECTION = "Move", "Lists and search", "Several papers at once"
_MARKS, _PAPER, _READER = "Marks", "The paper", "The reader"

COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "Down", "Go to the next paper, or scroll the abstract; 5{down}: by five.", _MOVE),
    Command("up", ("k", "up"), "Up", "Go to the paper before, or scroll the open abstract back.", _MOVE),
    Command("half_down", ("ctrl+d",), "Half a page down", "Move by half a page.", _MOVE),
    Command("half_up", ("ctrl+u",), "Half a page up", "Move back by half a page.", _MOVE),
    Command("page_down", ("pagedown",), "A page down", "Move by a page.", _MOVE),
    Command("page_up", ("pageup",), "A page up", "Move back by a page.", _MOVE),
    Command("top", ("g g", "home"), "Top", "Go to the first paper or line.", _MOVE),
    Command("bottom", ("G", "end"), "Bottom", "Go to the last paper or line; 10{bottom}: to the tenth.", _MOVE),
    Command("other_down", ("J",), "Other pane down", "Scroll the abstract from the list, or go on in the list.", _MOVE),
    Command("other_up", ("K",), "Other pane up", "Scroll the abstract back from the list, or go back in it.", _MOVE),
    Command("next_unread", ("n",), "Next unread", "Go to the next paper that was not read yet.", _MOVE),
    Command("previous_unread", ("N",), "Previous unread", "Go to the unread paper before this one.", _MOVE),
    Command("jump_back", ("ctrl+o", "backspace"), "Back where I was", "Go back to where the last jump began.", _MOVE),
    Command(
        "jump_ahead", ("tab",), "Forward again", "Go to where you came back from; or take the spelling offered.", _MOVE
    ),
    Command(
        "mark_place", ("m",), "Remember the place", "Remember this paper and list under the letter typed next.", _MOVE
    ),
    Command("go_place", ("'",), "Go to a place", "Go to the place of a letter; ' back, Enter lists them.", _MOVE),
    Command("places", (), "All places", "Choose one of the places that bear a letter; Del forgets one.", _MOVE),
    Command("open", ("enter", "l", "right"), "Open", "Read the abstract: the keys go to its pane.", _MOVE),
    Command("back", ("escape", "h", "left"), "Back", "Leave the abstract, then the search.", _MOVE),
    Command("search", ("/",), "Search", "Search all papers; the list narrows with every letter.", _LISTS),
    Command("meant", (), "Did you mean", "Search for the spelling that was meant; {jump_ahead} does it too.", _LISTS),
    Command("snippets", ("z",), "Passages", "Show the best passage under each title that a search found.", _LISTS),
    Command("next_edition", ("]",), "Next edition", "Show the edition after this one.", _LISTS),
    Command("previous_edition", ("[",), "Previous edition", "Show the edition before this one.", _LISTS),
    Command("views", ("v",), "Choose a view", "Choose a saved search, an edition, a tag, all, unread.", _LISTS),
    Command("facets", ("f",), "Narrow the list", "Count years, categories, tags, authors, sources; take one.", _LISTS),
    Command("save_search", ("w",), "Save the search", "Save the query on the screen under a name.", _LISTS),
    Command("watch", ("W",), "Watch or not", "Mark new papers of the saved search, or stop that.", _LISTS),
    Command(
        "forget_search",
        (),
        "Forget a saved search",
        "Choose a saved search to forget; Del does it in the views.",
        _LISTS,
    ),
    Command("similar_bookmarked", (), "Like the bookmarks", "Rank all papers by likeness to those bookmarked.", _LISTS),
    Command("newest", ("1",), "Newest edition", "Show the newest edition.", _LISTS),
    Command("all", ("2",), "All papers", "Show every paper of the library.", _LISTS),
    Command("unread", ("3",), "Unread papers", "Show what was not read yet.", _LISTS),
    Command("bookmarks", ("4",), "Bookmarks", "Show the bookmarked papers.", _LISTS),
    Command("view", (), "A view of your own", "Show the view that {pin_view} or the settings put on a digit.", _LISTS),
    Command("pin_view", ("P",), "Put it on a digit", "Put this list on a digit, 1 to 9; again takes it off.", _LISTS),
    Command("import", ("i",), "Bring papers in", "Choose a file or folder to import, or stop the import.", _LISTS),
    Command("import_report", (), "The last import", "Show what it brought, and what was left out.", _LISTS),
    Command("order", ("O",), "Change the order", "Sort by rank, date, title, arrival, votes and age.", _LISTS),
    Command("select", ("space",), "Select", "Select the paper, or no more, and go to the next.", _SELECTION),
    Command(
        "select_range", ("V",), "Select from here on", "Select from here to where you go; again ends it.", _SELECTION
    ),
    Command("select_all", ("*",), "Select all", "Select all papers of the list; again: none.", _SELECTION),
    Command("select_others", (), "Select the others", "Select what is not selected, in place of what is.", _SELECTION),
    Command("select_again", (), "Select again", "Select what was selected before.", _SELECTION),
    Command("bookmark", ("b", "s"), "Bookmark", "Bookmark the paper, or take the bookmark off.", _MARKS),
    Command("read", ("r",), "Read or unread", "Mark the paper as read, or as unread again.", _MARKS),
    Command("read_all", ("A",), "Mark all read", "Mark every paper of this list as read.", _MARKS),
    Command("tag", ("t",), "Tags", "Put a tag on the paper, take one off, or make a new one.", _MARKS),
    Command("note", ("e",), "Note", "Write a note on the paper.", _MARKS),
    Command("note_outside", ("E",), "Note in the editor", "Write the note in $VISUAL or $EDITOR.", _MARKS),
    Command("rate_0", ("S 0",), "No rating", "Take the rating off.", _MARKS),
    Command("rate_1", ("S 1",), "Rate 1 of 5", "Give the paper one star.", _MARKS),
    Command("rate_2", ("S 2",), "Rate 2 of 5", "Give the paper two stars.", _MARKS),
    Command("rate_3", ("S 3",), "Rate 3 of 5", "Give the paper three stars.", _MARKS),
    Command("rate_4", ("S 4",), "Rate 4 of 5", "Give the paper four stars.", _MARKS),
    Command("rate_5", ("S 5",), "Rate 5 of 5", "Give the paper five stars.", _MARKS),
    Command("remove", ("D", "delete"), "Remove", "Take the paper out of the library; {undo} brings it back.", _MARKS),
    Command("repeat", (".",), "Repeat", "Do the last mark, tag or rating to this paper too.", _MARKS),
    Command("undo", ("u",), "Undo", "Take back what was done last, also in an earlier session.", _MARKS),
    Command("redo", ("ctrl+r", "U"), "Redo", "Do again what was taken back.", _MARKS),
    Command("history", ("H",), "What was done", "Show all that was done, and take back any of it.", _MARKS),
    Command(
        "similar", ("~",), "Papers like this", "Rank all by likeness to it, in the bookmarks to all of them.", _PAPER
    ),
    Command("explain", ("X",), "Why it ranks here", "Say which words of the search weigh how much in it.", _PAPER),
    Command("changes", ("d",), "What changed", "Mark the words that the newer version changed, or not.", _PAPER),
    Command("copy_title", ("y t",), "Copy the title", "Send the title to the terminal's clipboard.", _PAPER),
    Command("copy_link", ("y l",), "Copy the link", "Send the paper's address to the terminal's clipboard.", _PAPER),
    Command("copy_id", ("y i",), "Copy the key", "Send the paper's key to the terminal's clipboard.", _PAPER),
    Command("copy", ("y y",), "Copy title and link", "Send both to the terminal's clipboard.", _PAPER),
    Command("copy_bibtex", ("y b",), "Copy as BibTeX", "Send its BibTeX entry to the terminal's clipboard.", _PAPER),
    Command("copy_markdown", ("y m",), "Copy as Markdown", "Send it as Markdown to the terminal's clipboard.", _PAPER),
    Command("copy_ris", ("y r",), "Copy as RIS", "Send its RIS record to the terminal's clipboard.", _PAPER),
    Command("copy_csl", ("y c",), "Copy as CSL-JSON", "Send its CSL-JSON to the terminal's clipboard.", _PAPER),
    Command("copy_json", ("y j",), "Copy as JSON", "Send its record as a line of JSON to the clipboard.", _PAPER),
    Command("copy_csv", ("y v",), "Copy as CSV", "Send a head and a row for a spreadsheet to the clipboard.", _PAPER),
    Command("copy_text", ("y a",), "Copy with abstract", "Send it as plain text with its abstract.", _PAPER),
    Command("copy_reference", ("y p",), "Copy as text", "Send authors, title, date, link as one line.", _PAPER),
    Command(
        "copy_cite", ("y k",), "Copy the cite key", "Send what LaTeX and Pandoc cite it by to the clipboard.", _PAPER
    ),
    Command("copy_show", ("y s",), "Show to select", "Show it as plain text for the terminal's own selecting.", _PAPER),
    Command("pipe", ("|",), "Pipe to a command", "Give the paper as text to a command of your shell.", _PAPER),
    Command("pipe_json", (), "Pipe as JSON", "Give the paper as a line of JSON to a command of your shell.", _PAPER),
    Command("pager", ("p",), "Read in the pager", "Read the paper and your marks on it in $PAGER, or less.", _PAPER),
    Command("export", ("x",), "Export", "Write the paper, those selected, or all listed, to a file.", _PAPER),
    Command("visit", ("o",), "Open the link", "Open the address, or show it where there is no browser.", _PAPER),
    Command(
        "links", ("L",), "Links of the abstract", "Choose one of the abstract's links by its number; open it.", _PAPER
    ),
    Command("sync", ("R",), "Fetch new papers", "Fetch what the settings follow; again, or {back}, stops it.", _READER),
    Command("raw", ("$",), "Raw or readable", "Show TeX as it was written, or as one reads it again.", _READER),
    Command("help", ("?",), "Help", "Show every key; type to find one, Enter to do it.", _READER),
    Command("palette", (":", "ctrl+p"), "Command palette", "Find a command by its name and do it.", _READER),
    Command("tour", (), "First steps", "Show the keys to begin with; any key leaves them.", _READER),
    Command("settings", (",",), "Settings", "Show every option, change it, and write it to config.toml.", _READER),
    Command("theme", (), "Change the colours", "Dark, light, or the terminal's own 16 colours.", _READER),
    Command("redraw", ("ctrl+l",), "Redraw", "Draw the whole screen again.", _READER),
    Command("shell", ("!",), "Run a command", "Run a command of your shell, or the shell itself.", _READER),
    Command("suspend", ("ctrl+z",), "Suspend", "Go back to the shell; fg returns to the reader.", _READER),
    Command("leave", ("q",), "Back or quit", "Leave the abstract or the search; from a list, quit.", _READER),
    Command("quit", ("Q", "ctrl+c"), "Quit", "Quit at once; everything is saved already.", _READER),
)
"""The table, in the order of the help."""

NEED_A_PAPER = frozenset(
    command.id
    for command in COMMANDS
    if command.group in (_PAPER, _MARKS) and command.id not in ("undo", "redo", "history", "read_all")
)
"""The commands that mean nothing while the list is empty."""

COUNTED = frozenset(command.id for command in COMMANDS if command.group == _MOVE) - {
    "open",
    "back",
    "mark_place",
    "go_place",
    "places",
} | {
    "next_edition",
    "previous_edition",
    "select",
    "undo",
    "redo",
}
"""The commands that a number before them means something to."""
ASKING = frozenset({"mark_place", "go_place", "view", "pin_view"})
"""The commands that ask for one key more."""
NEED_A_TERMINAL = frozenset({"suspend", "shell", "pipe", "pipe_json", "pager", "note_outside", "copy_show"})
"""The commands that are refused where a page of the browser shows the reader (`octavo serve`)."""

_NAMED = re.compile(r"\{(\w+)\}")
_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}


def in_force(commands: tuple[Command, ...], overrides: Mapping[str, tuple[str, ...]]) -> tuple[Command, ...]:
    """Give the commands with the keys that the settings give them, which their help then names too."""
    return tuple(
        replace(one, keys=overrides.get(one.id, one.keys), help=_with_keys(one.help, overrides)) for one in commands
    )


def how_to(overrides: Mapping[str, tuple[str, ...]], *commands: str, letter: str = "") -> str:
    """Say how to ask for a command: every message that names a key gets it here, so it names the one in force.

    Args:
        overrides: The keys that the settings give to commands.
        commands: Its id; of several that do it, the first that has a key.
        letter: What is typed behind it.

    Returns:
        The first key, as a person reads it; where the settings left it none, its title, by which the palette knows it.
    """
    known = {one.id: one for one in COMMANDS}
    for command in commands:
        if keys := overrides.get(command, known[command].keys):
            return written_keys(keys[:1]) + letter
    return f"“{known[commands[0]].title}”{' ' if letter else ''}{letter}"


def _with_keys(words: str, overrides: Mapping[str, tuple[str, ...]]) -> str:
    """Put the keys in force where `{command}` stands."""
    for name in _NAMED.findall(words):
        words = words.replace(f"{{{name}}}", how_to(overrides, name))
    return words


def written_keys(keys: tuple[str, ...]) -> str:
    """Write keys as a person reads them: `g g, Home` becomes `gg Home`, `ctrl+d` becomes `Ctrl-D`."""
    return " ".join("".join(_written(part) for part in key.split(" ")) for key in keys)


def _written(key: str) -> str:
    for held, name in (("ctrl+", "Ctrl-"), ("shift+", "Shift-")):
        if key.startswith(held):
            rest = key[len(held) :]
            return name + (_NAMES.get(rest) or rest.upper())
    return _NAMES.get(key, key)
