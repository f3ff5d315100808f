"""Finding and opening what was named: files, folders, links, pipes, standard input."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path
from threading import Event, Timer

import pytest

from reader.errors import SourceError
from reader.model import Problem
from reader.sources.opening import Named, Opened, find


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def found(*paths: Path | str) -> list[str]:
    return [item.path if isinstance(item, Named) else str(item) for item in find(paths)]


def test_files_come_in_the_order_they_were_named(tmp_path: Path) -> None:
    make(tmp_path, "b", "a")
    assert found(tmp_path / "b", str(tmp_path / "a")) == [str(tmp_path / "b"), str(tmp_path / "a")]


def test_a_folder_gives_its_files_sorted_and_no_hidden_ones(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/2.txt", "a/1.txt", "c/d/e.txt", ".hidden", ".git/x", "a/.swp")
    names = [os.path.relpath(path, tmp_path) for path in found(tmp_path)]
    assert names == ["a/1.txt", "a/2.txt", "b.txt", "c/d/e.txt"]


def test_a_hidden_file_that_was_named_is_read(tmp_path: Path) -> None:
    make(tmp_path, ".hidden")
    assert found(tmp_path / ".hidden") == [str(tmp_path / ".hidden")]


def test_links_that_lead_round_in_circles_end(tmp_path: Path) -> None:
    make(tmp_path, "a/1.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    items = list(find([tmp_path]))
    assert [item.path for item in items if isinstance(item, Named)] == [str(tmp_path / "a" / "1.txt")]
    assert [item.file for item in items if isinstance(item, Problem)] == [str(tmp_path / "self")]


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "far/1.txt")
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "link").symlink_to(tmp_path / "far")
    assert found(tmp_path / "near") == [str(tmp_path / "near" / "link" / "1.txt")]


def test_what_is_absent_is_told_by_its_name_and_the_others_go_on(tmp_path: Path) -> None:
    make(tmp_path, "a")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    problem, named, dangling = find([tmp_path / "absent", tmp_path / "a", tmp_path / "dangling"])
    assert isinstance(problem, Problem)
    assert problem.file == str(tmp_path / "absent")
    assert "no such file" in problem.reason
    assert isinstance(named, Named)
    assert isinstance(dangling, Problem)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_a_problem(name: str) -> None:
    (problem,) = find([name])
    assert isinstance(problem, Problem)


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    make(tmp_path, "hidden/.a")
    problems = list(find([tmp_path / "empty", tmp_path / "hidden"]))
    assert [isinstance(problem, Problem) for problem in problems] == [True, True]


def test_a_pipe_in_a_folder_is_left_alone_and_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (problem,) = find([tmp_path])
    assert isinstance(problem, Problem)
    assert "regular file" in problem.reason


def test_a_pipe_that_was_named_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (named,) = find([tmp_path / "pipe"])
    assert named == Named(str(tmp_path / "pipe"), 0)


def test_a_name_is_clean_before_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\nb").write_text("x")
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff", os.O_CREAT | os.O_WRONLY))
    labels = [item.label for item in find([tmp_path]) if isinstance(item, Named)]
    assert len(labels) == 2
    assert all(label.isprintable() for label in labels)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    make(tmp_path, "secret", "folder/a")
    (tmp_path / "secret").chmod(0)
    (tmp_path / "folder").chmod(0)
    with pytest.raises(SourceError, match="permissions"):
        Opened(Named(str(tmp_path / "secret")))
    (problem,) = find([tmp_path / "folder"])
    assert isinstance(problem, Problem)
    (tmp_path / "folder").chmod(0o700)


def test_a_file_that_is_gone_by_the_time_it_is_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        Opened(Named(str(tmp_path / "gone")))


def test_the_head_stays_in_the_stream(tmp_path: Path) -> None:
    content = os.urandom(300_000).replace(b"\x1f\x8b", b"..")
    (tmp_path / "a").write_bytes(content)
    with Opened(Named(str(tmp_path / "a"))) as opened:
        assert opened.head(4096) == content[:4096]
        assert opened.stream.read() == content
        assert opened.bytes_read == len(content)
        assert opened.damage == ""


def test_packed_bytes_are_counted_as_they_lie_on_the_disk(tmp_path: Path) -> None:
    packed = gzip.compress(b"line\n" * 100_000, mtime=0)
    (tmp_path / "misnamed.txt").write_bytes(packed)
    with Opened(Named(str(tmp_path / "misnamed.txt"))) as opened:
        assert opened.head(10) == b"line\nline\n"
        assert sum(1 for _ in opened.stream) == 100_000
        assert opened.bytes_read == len(packed)


def test_a_cut_stream_ends_after_what_came_before_and_tells_why(tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(100_000).hex().encode())
    (tmp_path / "a.gz").write_bytes(packed[:-100])
    with Opened(Named(str(tmp_path / "a.gz"))) as opened:
        assert len(opened.stream.read()) > 190_000
        assert "cut off" in opened.damage
        assert opened.stream.read() == b""


def test_a_disk_that_fails_is_told_after_what_came_before() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            if data := super().read1(size):
                return data
            raise OSError(5, "Input/output error")

    with Opened(Named("-"), Failing(b"one\ntwo\n")) as opened:
        assert opened.stream.read() == b"one\ntwo\n"
        assert "Input/output error" in opened.damage


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"content"))
    monkeypatch.setattr(sys, "stdin", stdin)
    (named,) = find(["-"])
    assert isinstance(named, Named)
    assert named.label == "standard input"
    with Opened(named) as opened:
        assert opened.stream.read() == b"content"
    assert not stdin.closed
    assert not stdin.buffer.closed


def test_standard_input_that_is_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceError, match="closed"):
        Opened(Named("-"))


def test_content_of_a_pipe_comes_before_its_writer_is_done() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as end, os.fdopen(writing, "wb", buffering=0) as writer:
        writer.write(b"first\n")
        with Opened(Named("-"), end) as opened:
            assert opened.stream.readline() == b"first\n"


def test_a_pipe_that_nobody_writes_to_can_be_given_up_and_is_read_once_somebody_does(tmp_path: Path) -> None:
    pipe, stop = tmp_path / "pipe", Event()
    os.mkfifo(pipe)
    Timer(0.01, stop.set).start()
    with Opened(Named(str(pipe)), stop=stop) as opened:
        assert (opened.stream.read(), stop.is_set()) == (b"", True)
    writer = Timer(0.01, pipe.write_bytes, [b"said late"])
    writer.start()
    with Opened(Named(str(pipe))) as opened:
        assert opened.stream.read() == b"said late"
    writer.join()
