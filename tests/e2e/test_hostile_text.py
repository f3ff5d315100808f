"""Papers, marks and keys that mean harm, under the real program: judged by the bytes that the terminal receives."""

from __future__ import annotations

import base64
import random
import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.program import Home
from tests.e2e.terminal import Terminal

SEQUENCES: Final = (
    "\x1b[31;7777m\x1b[?7777h\x1b[7777;7777H\x1b]0;PWNED\x07\x1b]8;;http://7777.example/\x1b\\\x1b]52;c;UFdORUQ=\x07"
    "\x1bP7777q\x1b\\\x1b_PWNED\x1b\\ \x9b7777m \x9d0;PWNED\x9c \x907777q\x9c"
)
"""Sequences that nothing of the program's own looks like."""
SIGNS: Final = "nul\x00 del\x7f bell\x07 bidi\u202egnp\u202c \u2066iso\u2069 zero\u200bwidth\u200d\ufeff nel\x85"
MARKUP: Final = "[MASK] [CLS] a [/] b [@click=app.quit]x[/] [link=http://harm.example]y[/link] [bold]z"
TITLE: Final = f"Evil {MARKUP} {SEQUENCES} {SIGNS} end"
SHOWN: Final = "Evil [MASK] [CLS] a [/] b [@click=app.quit]x[/]"

# What the program may send: control sequences, links, the clipboard, the shape of the pointer. Of what hides in
# them, the marks above tell.
_OWN = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b]8;(?:id=[0-9]+;https?://[!-~]+|;)\x1b\\\\|\x1b]52;c;[A-Za-z0-9+/=]*\x07|\x1b]22;[a-z]+\x07|[\r\n]"
)
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_COPIED = re.compile(rb"\x1b]52;c;([A-Za-z0-9+/=]*)\x07")


def assert_harmless(person: Terminal) -> None:
    """See that nothing of the payload was sent as what it is."""
    raw = bytes(person.raw)
    assert b"7777" not in raw
    assert b"PWNED" not in raw
    assert b"Traceback" not in raw
    left = _OWN.sub("", raw.decode())
    assert [
        f"{match[0]!r} in {left[max(0, match.start() - 30) : match.end()]!r}" for match in _OBEYED.finditer(left)
    ] == []
    for copied in _COPIED.findall(raw):
        text = base64.b64decode(copied, validate=True).decode()
        assert not _OBEYED.search(text), text


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with papers of both kinds of sources, and with marks, all of them hostile."""
    home = Home(tmp_path_factory.mktemp("hostile") / "person")
    home.bring_in(
        [
            {
                "id": "2401.00001",
                "title": TITLE + "\ud800",
                "abstract": f"First of all. {TITLE} \udfff\n\n{SEQUENCES}{MARKUP}\n{SIGNS}",
                "authors": [TITLE, f"Ada {SEQUENCES}Example"],
                "url": f"https://example.org/{SEQUENCES}",
                "categories": [f"cs.{SEQUENCES}{MARKUP}", SIGNS],
                "date": "2099-01-01",
            },
            {"id": "2401.00002", "title": "A Quiet Neighbour", "abstract": "Nothing here.", "date": "2024-01-01"},
        ]
    )
    page = f"Daily Papers\n\nAug 25\n\nPage {TITLE}\n\n{TITLE} It is long enough to be an abstract. {TITLE}\n\n"
    path = home.folder / "page.txt"
    path.write_bytes(page.encode() + b"\xed\xa0\x80 \xff\n")
    assert home.run("import", str(path)).returncode == 0
    assert home.run("tag", "arxiv:2401.00001", f"ev{SEQUENCES}il\u202e", "[/]click").returncode == 0
    assert home.run("note", "arxiv:2401.00001", "-", given=f"Note {TITLE}".encode()).returncode == 0
    assert home.run("reindex").returncode == 0
    return home


@pytest.fixture
def evil(hostile_home: Home, tmp_path: Path) -> Home:
    return hostile_home.copy(tmp_path / "person")


@pytest.mark.parametrize("text", [*SEQUENCES.split(), *SIGNS.split(), "\x1b]22;\x07", "\x1b]0;title\x07"])
def test_the_judge_of_what_is_harmless_sees_harm(text: str) -> None:
    if not _OBEYED.search(text):
        return
    with Terminal(["printf", "%s", text.replace("\0", "\x01")]) as person:
        person.exit_status()
        with pytest.raises(AssertionError):
            assert_harmless(person)


def begin(home: Home, size: tuple[int, int] = (100, 30)) -> Terminal:
    """Start the reader with the worst paper under the cursor."""
    return home.reader(size).until("Daily Papers Aug 25").type("2").until(SHOWN)


def test_hostile_papers_and_marks_are_text_in_the_list_the_abstract_and_the_pickers(evil: Home) -> None:
    with begin(evil) as person:
        person.press("enter").until("First of all.").press("G").type("gg").press("escape")
        person.type("v").until("Views").until("#ev-il").type("ev-il").press("enter").until("1 paper").until(SHOWN)
        person.type("[").until("Page Evil [MASK]").press("enter", "G", "h")
        person.type("/evil\r").until("2 papers").until(SHOWN)
        person.type("jl").until("First of all.").type("hh").until("Daily Papers Aug 25")
        person.type("2").until(SHOWN).type("?").until("Help").type("copy").until("Copy the title").press("escape")
        person.type(":").until("Commands").press("escape")
        person.resize(40, 12).until(lambda: "Evil [MASK]" in person.text and len(person.screen) == 12, "the list")
        assert person.press("Q").exit_status() == 0
        assert person.not_restored() == []
        assert_harmless(person)


def test_markup_in_a_title_is_no_link_to_click_at(evil: Home) -> None:
    with begin(evil) as person:
        row = next(number for number, line in enumerate(person.screen, 1) if SHOWN in line)
        column = person.screen[row - 1].index("]x[/]") + 2
        click = f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode()
        # On the paper under the cursor a click opens it; were it a link, the reader would be gone.
        person.send(click).until("First of all.").press("h").send(click).press("h")
        person.type("G").until("Quiet Neighbour").press("Q")
        assert person.exit_status() == 0
        assert_harmless(person)


def test_hostile_text_pasted_into_search_tags_note_and_help_is_cleaned_and_presses_no_key(evil: Home) -> None:
    paste = f"{SEQUENCES}owl {SIGNS} \x1b q \x1b[200~Q\n"
    with begin(evil) as person:
        person.type("/").paste(paste).until("/ owl nul").press("ctrl+u").type("evil\r").until("2 papers")
        person.press("escape").until(SHOWN)
        person.type("t").until("Tags of Evil").paste(paste).until("owl nul").press("enter").until("Tagged #owl")
        person.type("v").until("Views").paste(paste).until("> owl nul").press("escape")
        person.type("?").until("Help").paste(paste).until("Nothing fits").press("escape")
        person.type("e").until("Note on Evil").paste(paste).until("owl nul").press("escape").until("Note saved.")
        person.paste(paste).until("Nothing takes a paste here")
        assert person.press("Q").exit_status() == 0
        assert_harmless(person)
    (paper,) = evil.list("tag:ev-il")
    assert not _OBEYED.search(paper["note"].replace("\n", ""))
    assert "7777" not in paper["note"]


def test_what_is_copied_of_a_hostile_paper_is_one_harmless_line(evil: Home) -> None:
    with begin(evil) as person:
        for keys, words in {"yy": "title and link", "yt": "title", "yl": "link", "yi": "key"}.items():
            before = len(_COPIED.findall(person.raw))
            person.type(keys).until(f"Sent the {words} to the terminal:")
            person.until(lambda before=before: len(_COPIED.findall(person.raw)) == before + 1, "the clipboard")  # type: ignore[misc]  # a bound loop variable
        person.type("o").until("No browser here")
        assert person.press("Q").exit_status() == 0
        assert_harmless(person)
        copied = [base64.b64decode(text).decode() for text in _COPIED.findall(person.raw)]
    assert copied[0].startswith(SHOWN)
    assert copied[3] == "arxiv:2401.00001"
    assert all("\n" not in text for text in copied)


def test_a_paste_over_the_list_marks_nothing_and_does_not_quit(person_home: Home) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").paste("zz \x1b q b A r u \x1b[B\x03 S5\rQ\x1b").until(
            "Nothing takes a paste"
        )
        person.send(b"\x1b[200~b \x1b[201~ b A Q \x1b[201~").until("Nothing takes a paste")
        person.type("j").until("2 of 10")
        assert person.press("Q").exit_status() == 0
    assert all(not (paper["bookmarked"] or paper["read"] or paper["rating"]) for paper in person_home.list())


def test_a_paste_of_a_megabyte_is_cut_and_leaves_the_keys_quick(person_home: Home) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog").type("/").paste("diffusion " * 100_000).until("left out")
        person.press("ctrl+u").type("owl").until(" 1 paper").until("Owls Prefer Sparse Graphs")
        assert person.press("ctrl+c", "Q").exit_status() == 0


def _garbage(seed: int) -> bytes:
    """Make some thousand bytes of what a terminal, a cat on the keys or a modem could send."""
    chance = random.Random(seed)
    pieces = []
    for _ in range(400):
        match chance.randrange(6):
            case 0:
                pieces.append(chance.randbytes(chance.randint(1, 20)))
            case 1:
                pieces.append(bytes(chance.choices(range(32, 127), k=chance.randint(1, 6))))
            case 2:
                pieces.append(
                    b"\x1b["
                    + bytes(chance.choices(b"0123456789;:<?>", k=chance.randint(0, 12)))
                    + b"uMmRtABCDHF~"[chance.randrange(12) :][:1]
                )
            case 3:
                pieces.append(b"\x1b[200~" + chance.randbytes(30) + b"\x1b[201~" * chance.randint(0, 2))
            case 4:
                pieces.append(
                    chance.choice(
                        (b"\x1b]0;x\x07", b"\x1bPx\x1b\\", b"\x1b_G\x1b\\", b"\x1b", b"\x1bO", b"\x9b", b"\xff\xfe")
                    )
                )
            case _:
                pieces.append(
                    chance.choice(
                        (
                            b"/diff",
                            b"t",
                            b"v",
                            b"?",
                            b":",
                            b"e",
                            b"\r",
                            b"\t",
                            b"gg",
                            b"G",
                            b"S5",
                            b"b",
                            b"u",
                            b"2",
                            b"[",
                            b"O",
                        )
                    )
                )
    # Ctrl-Z would stop the program, as it should; there is another test of it.
    return b"".join(pieces).replace(b"\x1a", b"")


@pytest.mark.parametrize("seed", range(3))
def test_no_bytes_whatever_kill_the_reader(person_home: Home, seed: int) -> None:
    with person_home.reader() as person:
        person.until("Lanterns in the Fog")
        with suppress(OSError):  # it may have been told to quit in the middle
            person.send(_garbage(seed))
            # An end for what was begun; then Ctrl-C, which is the way out of every place there is. One by one: what is
            # typed while a command of `!` has the terminal is that command's.
            person.send(b"\x1b\\\x1b[201~")
            for _ in range(40):
                person.send(b"\x03")
                with suppress(AssertionError):
                    person.until(lambda: person.state() == "Z", "the end", deadline=0.3)
                    break
        status = person.exit_status()
        assert status == 0, bytes(person.raw[-2000:])
        assert person.not_restored() == []
        assert b"Traceback" not in person.raw
    assert person_home.only_logged() == ""
    assert person_home.run("doctor").returncode == 0


SCRIPTS: Final = {
    "漢字": "大規模言語モデルの事前学習における疎な注意機構と長い文脈の理解についての研究、その三",
    "한국어": "한국어 대규모 언어 모델의 희소 주의 메커니즘에 관한 아주 긴 연구 제목",
    "emoji": "🦉 Owls 🚀 and 🧪 in 🌊 waves of 🎉 signs that are 🧠 two cells 🐍 wide, each one 🦀",
    "ＦＵＬＬ": "ＦＵＬＬＷＩＤＴＨ　ｌｅｔｔｅｒｓ　ａｎｄ　ｍｏｒｅ　ｏｆ　ｔｈｅｍ　ｔｏ　ｆｉｌｌ　ｉｔ",
    "accents": "e\u0301x\u0302n\u0303 combining a\u0323\u0302 marks on o\u0308\u0304 letters q\u0307 "
    "of Tie\u0302\u0301ng Vie\u0323\u0302t",
    "עברית": "שְׁלוֹם עוֹלָם and ภาษาไทยที่มีสระและวรรณยุกต์ with marks",
    "हिन्दी": "हिन्दी में शोध पत्र and বাংলা ভাষা and தமிழ் மொழி",
    "math": "𝒪(√n) → ∑ᵢ αᵢ·βᵢ ≤ ½‖x‖² ∀x∈ℝⁿ, ⟨a|b⟩ ≈ 1±ε, ﬁ and Ω",
    "plain": "Plain Letters beside All of Them, so that There Is Something to Compare with",
}


def cells(person: Terminal, row: int) -> list[str]:
    """Give what stands in each cell of a line; the second cell of a wide sign is empty."""
    person._pump(0)
    line = person._screen.buffer[row]
    return [line[column].data for column in range(person._screen.columns)]


@pytest.mark.parametrize(("columns", "dates_at"), [(61, 50), (80, 69), (132, 54)])
def test_signs_of_every_width_leave_list_and_abstract_aligned(empty_home: Home, columns: int, dates_at: int) -> None:
    papers = [
        {"id": f"2401.0000{number}", "title": title, "abstract": f"{title}. " * 5, "date": f"2024-01-{29 - number}"}
        for number, title in enumerate(SCRIPTS.values(), 1)
    ]
    empty_home.bring_in(papers)
    begins = [paper["abstract"] for paper in empty_home.list()]
    with empty_home.reader((columns, 34)) as person:
        person.until("Plain Letters")
        for number, abstract in enumerate(begins, 1):
            is_there = f" {number} of 9"
            person.until(lambda is_there=is_there: person.screen[-1].startswith(is_there), is_there)  # type: ignore[misc]  # bound
            lines = [cells(person, row) for row in range(33)]
            dates = ["".join(line[dates_at : dates_at + 10]) for line in lines[1:10]]
            assert dates == [f"2024-01-{29 - row}" for row in range(1, 10)]
            # The abstract, which follows when the key rests, is there to its last sign: what is wrapped too wide would
            # be lost at the edge.
            first, begin = (1, dates_at + 11) if columns > 100 else (11, 0)

            def pane(first: int = first, begin: int = begin) -> str:
                return "".join("".join(cells(person, row)[begin:]) for row in range(first, 33))

            whole = _bare(abstract)
            person.until(lambda pane=pane, whole=whole: whole in _bare(pane()), f"the abstract of{is_there}")  # type: ignore[misc]  # bound
            person.press("j")
        assert person.press("Q").exit_status() == 0


def _bare(text: str) -> str:
    """Leave out blanks, and the marks that the emulator cannot put on the sign before them."""
    return "".join(sign for sign in text if not sign.isspace() and not unicodedata.category(sign).startswith("M"))
