"""Several Octavos at one home, as processes: no lock reaches anybody, nothing is lost, each sees the others."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import OCTAVO, PAPERS, Home, json_lines, small_library, without_root
from tests.e2e.terminal import Terminal, environment


def start(home: Home, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a command, and do not wait for it."""
    return subprocess.Popen(
        [OCTAVO, *arguments],
        env=environment(home.folder) | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def many(number: int) -> list[dict[str, object]]:
    return [
        {"id": f"2501.{one:05}", "title": f"Zebra number {one}", "abstract": "stripes " * 40, "date": "2025-01-01"}
        for one in range(number)
    ]


def without_locks(folder: Path) -> dict[str, str]:
    """Give an environment in which Python finds no locks on any file system, so SQLite is given those of files."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import fcntl, os\n"
        "def fail(*arguments):\n"
        f"    raise OSError({errno.ENOLCK}, os.strerror({errno.ENOLCK}))\n"
        "fcntl.flock = fcntl.lockf = fail\n"
    )
    return {"PYTHONPATH": str(folder)}


def at(person: Terminal, number: int, of: int) -> None:
    person.until(lambda: person.screen[-1].startswith(f" {number} of {of}"), f"paper {number} of {of}")


def leave(person: Terminal) -> None:
    assert person.press("Q").exit_status() == 0
    assert person.not_restored() == []


def test_two_readers_and_an_import_see_one_another_and_send_nothing_in_between(person_home: Home) -> None:
    with person_home.reader() as one, person_home.reader() as other:
        for person in (one, other):
            person.until("Lanterns in the Fog")
        one.type("jjb").until("Bookmarked.")
        other.type("jj").until("★ bookmarked")
        other.type("tnight\r").until("Tagged #night.")
        one.until("#night")
        # One more has come in at the top: both stay at their paper, which is one further down now.
        person_home.bring_in([{"id": "2402.00001", "title": "Later", "date": "2024-02-01", "abstract": "A zebra."}])
        for person in (one, other):
            at(person, 4, 11)
            assert "A Tide Table for Attention" in "\n".join(line for line in person.screen if line.startswith("▌"))
            person.type("/zebra\r").until("Later").press("escape")
            at(person, 4, 11)
            assert "Another" not in person.text
        shown = len(one.raw)
        quiet = os.times().elapsed + 3
        one.until(lambda: os.times().elapsed > quiet, "three looks")
        assert len(one.raw) == shown
        leave(one)
        leave(other)

    (marked,) = person_home.list("is:bookmarked")
    assert marked["tags"] == ["night"]
    assert person_home.only_logged() == ""


@pytest.mark.long
def test_two_readers_that_start_at_once_on_papers_that_no_index_has(empty_home: Home) -> None:
    empty_home.bring_in(many(600))
    with empty_home.reader() as one, empty_home.reader() as other:
        for person in (one, other):
            person.until("Zebra number").type("/number 599\r").until(" 1 paper")
            assert b"Another" not in person.raw
        leave(one)
        leave(other)
    assert empty_home.only_logged() == ""


@pytest.mark.long
def test_several_that_rebuild_the_index_at_once_and_one_that_searches(empty_home: Home) -> None:
    empty_home.bring_in([*small_library(), *many(400)])
    with empty_home.reader() as person:
        person.until("Zebra number")
        commands = [("reindex",), ("reindex",), ("search", "--limit", "1", "diffusion")]
        ended = [(process, *process.communicate(timeout=60)) for process in [start(empty_home, *c) for c in commands]]
        for process, _, said in ended:
            assert process.returncode == 0, said
            assert b"Another" not in said
        assert [said.strip() for _, _, said in ended[:2]] == [b"410 papers are in the index."] * 2
        person.type("/diffusion\r").until(" 3 papers")
        assert b"Another" not in person.raw
        leave(person)
    assert empty_home.only_logged() == ""


@pytest.mark.long
def test_a_killed_writer_of_the_index_keeps_nobody_waiting(empty_home: Home) -> None:
    empty_home.bring_in(many(800))
    process = start(empty_home, "reindex")
    turn = empty_home.places.index.with_name("index.turn")
    while process.poll() is None and not (turn.exists() and turn.read_bytes()):
        pass
    process.kill()
    process.communicate()
    ended = empty_home.run("search", "--limit", "1", "zebra")
    assert ended.returncode == 0, ended.stderr
    assert b"Another" not in ended.stderr


@pytest.mark.long
def test_where_no_file_system_has_locks_two_readers_and_commands_still_share_a_home(
    empty_home: Home, tmp_path: Path
) -> None:
    env = without_locks(tmp_path / "site")
    imported = subprocess.run(
        [OCTAVO, "import", "-"],
        input=json_lines(small_library()),
        env=environment(empty_home.folder) | env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert imported.returncode == 0, imported.stderr
    keys = [f"arxiv:{key}" for key, _, _ in PAPERS]
    with (
        Terminal([OCTAVO], env=env, home=empty_home.folder) as one,
        Terminal([OCTAVO], env=env, home=empty_home.folder) as other,
    ):
        for person in (one, other):
            person.until("Lanterns in the Fog")
        processes = [start(empty_home, "tag", key, "many", env=env) for key in keys[5:8]]
        one.type("b").until("Bookmarked.")
        other.type("G").until("10 of 10").type("b").until("Bookmarked.")
        for process in processes:
            assert process.wait(60) == 0
        one.type("/diffusion\r").until(" 3 papers").until("#many").press("escape")
        leave(one)
        leave(other)
    ended = subprocess.run(
        [OCTAVO, "doctor"], env=environment(empty_home.folder) | env, capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stdout
    data = empty_home.places.data
    assert not (data / "library.db-wal").exists()
    assert [path.name for path in data.iterdir() if "lock" in path.name or "owner" in path.name] == []
    assert empty_home.keys("tag:many") == set(keys[5:8])
    assert empty_home.keys("is:bookmarked") == {keys[0], keys[-1]}


def test_locks_that_a_killed_process_left_are_taken_away(empty_home: Home, tmp_path: Path) -> None:
    env = without_locks(tmp_path / "site")
    empty_home.bring_in(small_library())
    # It ends in the middle of a write, with the lock of SQLite, our own, and a journal to roll back.
    dying = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from reader.store.connections import Connections\n"
        "connections = Connections(Path(sys.argv[1]))\n"
        "with connections.writing() as connection:\n"
        "    connection.execute('PRAGMA cache_size = 1')\n"
        "    connection.execute(\"UPDATE papers SET title = 'half'\")\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    library = empty_home.places.library
    python = str(Path(OCTAVO).with_name("python"))
    ended = subprocess.run(
        [python, "-c", dying, str(library)], env=environment(empty_home.folder) | env, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert library.with_name("library.db.lock").is_dir()
    assert library.with_name("library.db.owner").is_file()
    listed = start(empty_home, "list", env=env)
    out, said = listed.communicate(timeout=60)
    assert listed.returncode == 0, said
    assert b"Lanterns in the Fog" in out
    assert b"half" not in out
    assert not library.with_name("library.db.lock").exists()


@pytest.fixture
def bound_home(person_home: Home) -> Iterator[Home]:
    """A home in which nothing can be written."""
    for folder in (person_home.places.data, person_home.places.journal, person_home.places.cache):
        folder.chmod(0o500)
    yield person_home
    for folder in (person_home.places.data, person_home.places.journal, person_home.places.cache):
        folder.chmod(0o700)


def test_a_home_that_cannot_be_written_can_be_read(bound_home: Home) -> None:
    before = without_root()
    if before is None:
        pytest.skip("root can write everywhere, and there is no setpriv to take that away")
    words = "Nothing can be saved here"
    with bound_home.reader(size=(120, 24), before=before) as person:
        person.until("Lanterns in the Fog").until("read-only").until(words)
        person.type("j").until("2 of 10 · read-only")
        person.type("b").until(words)
        person.type("je").until("3 of 10").until(words)
        person.type("/diffusion\r").until(" 3 papers").press("escape")
        person.type("l").until("h back").type("h")
        leave(person)

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*before, OCTAVO, *arguments],
            env=environment(bound_home.folder),
            capture_output=True,
            timeout=60,
            check=False,
        )

    assert len(run("list").stdout.splitlines()) == len(PAPERS)
    assert run("show", "arxiv:2401.00001").returncode == 0
    assert len(run("search", "diffusion").stdout.splitlines()) == 3
    assert b"can be listed, shown and searched" in run("doctor").stdout
    marked = run("bookmark", "arxiv:2401.00001")
    assert marked.returncode == 3
    assert words.encode() in marked.stderr
    assert sorted(path.name for path in bound_home.places.data.iterdir() if "library" in path.name) == ["library.db"]


def test_without_an_index_a_home_that_cannot_be_written_is_searched_all_the_same(
    bound_home: Home, tmp_path: Path
) -> None:
    before = without_root()
    if before is None:
        pytest.skip("root can write everywhere, and there is no setpriv to take that away")
    bound_home.places.cache.chmod(0o700)
    os.rename(bound_home.places.index, tmp_path / "away")
    bound_home.places.cache.chmod(0o500)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(runtime)}
    with Terminal([*before, OCTAVO], env=env, home=bound_home.folder) as person:
        person.until("Lanterns in the Fog").type("/diffusion\r").until(" 3 papers")
        leave(person)
    (made,) = runtime.glob("octavo-*/*/index")
    assert made.stat().st_mode & 0o777 == 0o700
