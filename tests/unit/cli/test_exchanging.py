"""`octavo sync-state` and `octavo state`: what a person with several machines does, and what is said."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sys
from pathlib import Path
from random import Random

import pytest

from reader.cli import main
from reader.journal import device_name
from reader.store import Store
from tests.unit.cli.conftest import Ended, Octavo
from tests.unit.journal.test_joining import line

NAMES = ("laptop", "desk", "cluster")
KEYS = ("2401.00001", "2401.00002", "10.1000/abc")


class Machines:
    """Three homes with the same papers, and the command on each of them."""

    def __init__(self, folder: Path, filled: Path, octavo: Octavo) -> None:
        self.folder = folder
        self._octavo = octavo
        for name in NAMES:
            shutil.copytree(filled, folder / name)
            # The import gave the home a device, and these are three.
            (folder / name / "data" / "devices.json").unlink(missing_ok=True)

    def __call__(self, name: str, *arguments: str, stdin: str = "") -> Ended:
        ended = self._octavo("--home", str(self.folder / name), *arguments, stdin=stdin)
        assert "Traceback" not in ended.err
        return ended

    def journal(self, name: str) -> Path:
        return self.folder / name / "data" / "journal"

    def device(self, name: str) -> str:
        return device_name(self.folder / name / "data" / "devices.json")

    def seen(self, name: str) -> tuple[str, str, str]:
        """All that the shell tells of a machine's marks."""
        told = tuple(
            self(name, *arguments).out
            for arguments in (("list", "--json", "sort:title"), ("tags",), ("searches", "--json"))
        )
        assert len(told) == 3
        return told

    def digest(self, name: str) -> str:
        store = Store.open(self.folder / name / "data" / "library.db")
        try:
            return store.marks_digest()
        finally:
            store.close()


@pytest.fixture
def on(tmp_path: Path, filled: Path, empty: Octavo) -> Machines:
    return Machines(tmp_path, filled, empty)


def mark(on: Machines, name: str, random: Random) -> None:
    key = random.choice(KEYS)
    command = random.choice(
        [
            ("bookmark", key),
            ("unbookmark", key),
            ("mark-read", *KEYS),
            ("unread", key),
            ("rate", key, str(random.randint(0, 5))),
            ("tag", key, random.choice(["rag", "thesis"])),
            ("untag", key, "rag"),
            ("note", key, f"{name} {random.random()}"),
            ("save", random.choice(["one", "other"]), "graph"),
            ("undo",),
            ("redo",),
        ]
    )
    assert on(name, *command).status in (0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_three_homes_that_meet_now_and_then_end_with_the_same_marks(on: Machines, seed: int) -> None:
    random = Random(seed)
    stick, file = str(on.folder / "stick"), str(on.folder / "marks.jsonl.xz")
    for _ in range(8):
        one, other = random.sample(NAMES, 2)
        mark(on, one, random)
        mark(on, other, random)
        match random.randrange(4):
            case 0:
                assert on(one, "sync-state", stick).status == 0
            case 1:
                assert on(one, "sync-state", str(on.folder / other)).status == 0
            case 2:
                assert on(one, "state", "export", file).status == 0
                assert on(other, "state", "import", file).status == 0
                assert on(other, "state", "import", file).status == 0
            case _:
                for path in on.journal(one).iterdir():
                    to = on.journal(other) / path.name
                    if path.stem == on.device(one):
                        shutil.copy(path, to)
    for name in (*NAMES, *NAMES):
        assert on(name, "sync-state", stick).status == 0
    for name in NAMES:
        ended = on(name, "sync-state", stick)
        assert (ended.status, ended.out, ended.err) == (0, "", "")
    assert len({on.seen(name) for name in NAMES}) == 1
    assert len({on.digest(name) for name in NAMES}) == 1
    assert len({tuple((path.name, path.read_bytes()) for path in sorted(on.journal(n).iterdir())) for n in NAMES}) == 1


def test_what_came_and_went_is_said_in_plain_words(on: Machines) -> None:
    stick = str(on.folder / "stick")
    on("laptop", "mark-read", *KEYS)
    on("laptop", "rate", KEYS[0], "4")
    on("desk", "bookmark", KEYS[1])
    laptop, desk = on.device("laptop"), on.device("desk")

    ended = on("laptop", "sync-state", stick)
    assert (ended.status, ended.out, ended.err) == (0, "", f"{laptop}: 2 acts with 4 marks went.\n")
    ended = on("desk", "sync-state", stick)
    said = {f"{laptop}: 2 acts with 4 marks came.", f"{desk}: 1 act with 1 mark went."}
    assert (ended.status, set(ended.err.splitlines())) == (0, said)
    ended = on("desk", "sync-state", stick)
    assert (ended.status, ended.out, ended.err) == (0, "", "")


def test_lines_that_cannot_be_read_are_said_and_cost_nothing_else(on: Machines) -> None:
    stick = on.folder / "stick"
    stick.mkdir()
    good = line("1", device="z").replace(b'"do":"x"', b'"do":"x","paper":"k","set":{"read":true}')
    (stick / "z.jsonl").write_bytes(good + b"\x1b]0;broken\x07\n")
    (stick / "papers.jsonl").write_bytes(b'{"title":"x"}\n')

    ended = on("laptop", "sync-state", str(stick))

    assert ended.status == 0
    assert ended.err.splitlines() == [
        f"{stick}/papers.jsonl was left out: there is no mark in it.",
        f"{stick}/z.jsonl, line 2: this is not a line of JSON in UTF-8; the line was handed on as it is.",
        "z: 1 act with 1 mark and 1 line that cannot be read here came.",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_said_by_its_status_too(on: Machines) -> None:
    stick = on.folder / "stick"
    stick.mkdir(mode=0o500)
    on("laptop", "mark-read", KEYS[0])
    ended = on("laptop", "sync-state", str(stick))
    assert ended.status == 3
    assert "cannot be written: permission denied" in ended.err


def test_what_cannot_be_written_is_said_by_its_status_too(on: Machines) -> None:
    stick = on.folder / "stick"
    on("laptop", "mark-read", KEYS[0])
    (stick / f"{on.device('laptop')}.jsonl").mkdir(parents=True)
    ended = on("laptop", "sync-state", str(stick))
    assert ended.status == 3
    assert "cannot be written: is a directory; it is as it was." in ended.err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("sync-state", ""), 2, "a folder is needed"),
        (("sync-state",), 2, "Missing argument 'DIR'"),
        (("sync-state", "laptop"), 2, "this library's own folder"),
        (("sync-state", "no/where"), 2, "no such file or directory"),
        (("state",), 2, "octavo state: Missing command."),
        (("state", "imprt"), 2, "Did you mean"),
        (("state", "export", ""), 2, "a file is needed"),
        (("state", "import", ""), 2, "a file is needed"),
        (("state", "export", "marks.zst"), 2, "only .gz and .xz"),
        (("state", "export", "laptop/data/library.db"), 2, "a file of the library itself"),
        (("state", "export", "no/where"), 3, "no/where cannot be used: no such file or directory"),
        (("state", "export", "laptop"), 3, "laptop cannot be used: is a directory"),
        (("state", "import", "nothing"), 3, "nothing: there is no such file or folder"),
        (("state", "import", "laptop"), 2, "is a folder; octavo sync-state DIR"),
        (("state", "import", "laptop/data/library.db"), 3, "holds no marks"),
        (("state", "import", "papers.jsonl"), 3, "papers.jsonl holds no marks; nothing was taken."),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    on: Machines, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int, said: str
) -> None:
    monkeypatch.chdir(on.folder)
    Path("papers.jsonl").write_text('{"title":"x"}\n')
    ended = on("laptop", *arguments)
    assert (ended.status, ended.out) == (status, "")
    assert said in ended.err


def piped(monkeypatch: pytest.MonkeyPatch, home: Path, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes]:
    """Run the command with bytes in and out."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        status = main(["--home", str(home), *arguments])
    out.flush()
    data = out.buffer.getvalue() if isinstance(out.buffer, io.BytesIO) else b""
    return status, data


def test_marks_go_through_a_pipe_compressed_or_not(on: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    on("laptop", "note", KEYS[0], "Größe \u202e and more")
    on("laptop", "mark-read", *KEYS)
    status, data = piped(monkeypatch, on.folder / "laptop", "state", "export", "-")
    assert status == 0
    head, *lines = data.splitlines()
    assert json.loads(head)["devices"] == {on.device("laptop"): 2}
    assert b"".join(one + b"\n" for one in lines) == next(on.journal("laptop").iterdir()).read_bytes()
    assert piped(monkeypatch, on.folder / "desk", "state", "import", "-", stdin=data)[0] == 0
    assert piped(monkeypatch, on.folder / "cluster", "state", "import", "-", stdin=gzip.compress(data))[0] == 0
    assert len({on.seen(name) for name in NAMES}) == 1
    ended = on("desk", "state", "import", "-", stdin=data.decode())
    assert (ended.status, ended.err) == (0, "Nothing new: all marks of standard input are here already.\n")


def test_a_compressed_file_that_was_cut_off_gives_what_is_there_and_a_status(on: Machines) -> None:
    for key in KEYS * 3:
        on("laptop", "rate", key, str(Random(key).randint(1, 5)))
        on("laptop", "note", key, str(Random().random()))
    file = on.folder / "marks.gz"
    assert on("laptop", "state", "export", str(file)).err.endswith(f" of 1 device written to {file}.\n")
    file.write_bytes(file.read_bytes()[:-100])
    ended = on("desk", "state", "import", str(file))
    assert ended.status == 3
    assert "is cut off in the middle of its gzip data" in ended.err
    assert "fewer than its first line says; what is there was taken." in ended.err
    assert f"{on.device('laptop')}: " in ended.err


def test_marks_wait_for_their_papers(on: Machines, empty: Octavo) -> None:
    on("laptop", "rate", KEYS[0], "5")
    status = empty("--home", str(on.folder / "new"), "sync-state", str(on.folder / "laptop"))
    assert (status.status, status.err) == (0, f"{on.device('laptop')}: 1 act with 1 mark came.\n")


def test_the_help_of_both_parts_is_there(empty: Octavo) -> None:
    for name in ("export", "import"):
        ended = empty("state", name, "--help")
        assert ended.status == 0
        assert ended.out.startswith(f"Usage: octavo state {name} ")
