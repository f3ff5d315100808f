"""`octavo note`: the note on a paper, to read and to write."""

from __future__ import annotations

import click

from reader.cli.marking import say
from reader.cli.session import Session, find_paper
from reader.cli.statuses import DONE, NOTHING


@click.command()
@click.argument("paper", metavar="PAPER")
@click.argument("text", required=False)
@click.pass_obj
def note(session: Session, paper: str, text: str | None) -> int:
    r"""Print the note on a paper, or write one.

    Without TEXT the note is printed; the exit status is 1 where there is none. A TEXT of - is read from standard input,
    and an empty one takes the note away.

    \b
    octavo note 2401.01234
    octavo note 2401.01234 "Compare with section 3 of the survey."
    octavo note 2401.01234 - < note.txt
    """
    console = session.console
    with session.library() as library:
        found = find_paper(library, paper)
        if text is None:
            if not found.marks.note:
                console.words("There is no note on this paper.")
                return NOTHING
            for line in found.marks.note.split("\n"):
                console.data(line)
            return DONE
        if text == "-":
            with click.open_file("-", encoding="utf-8", errors="replace") as lines:
                text = lines.read()
        marked = library.note(found.id, text)
    if marked is None:
        console.words("Nothing to change: it is so already.")
    else:
        say(console, "Done", marked)
    return DONE
