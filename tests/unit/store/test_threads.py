from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from reader.store import Store
from reader.store.locks import FairLock
from tests.unit.store.make import NOW, change, entry

PATIENCE = 20
"""Seconds after which a test gives up; nothing waits so long unless it is broken."""


def run(*works: Callable[[], object]) -> None:
    """Run works side by side to their ends, and raise what any of them raised."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below, where the test can see it
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    if failures:
        raise failures[0]


def test_a_reader_sees_the_library_as_it_was_while_a_writer_is_at_work(store: Store) -> None:
    store.put([entry("arxiv:1")], NOW)
    seen: list[int] = []
    with store._connections.writing() as connection:
        connection.execute("UPDATE library SET papers = 99")
        run(lambda: seen.append(store.count([])))
    assert seen == [1]
    run(lambda: seen.append(store.count([])))
    assert seen == [1, 99]


def test_threads_write_and_read_together(store: Store) -> None:
    def importing(source: int) -> None:
        for line in range(10):
            store.put([entry(f"id:{source}-{line}", file=f"{source}", line=line)], NOW)

    def marking() -> None:
        for index in range(10):
            store.fold("j", index, [change(f"id:0-{index}", "read", True, f"{index}")], [])
            now = store.totals()
            assert now.papers - now.unread <= index + 1

    run(lambda: importing(0), lambda: importing(1), marking)
    assert store.totals().papers == 20
    assert store.totals().unread == 10
    assert store.check() == []


def test_a_thread_that_ended_leaves_no_connection_open(store: Store) -> None:
    for _ in range(5):
        run(store.totals)
    assert len(store._connections._open) <= 2


def test_another_threads_connection_is_closed_with_the_library(path: Path) -> None:
    store = Store.open(path)
    run(store.totals)
    store.close()
    assert not path.with_name("library.db-wal").exists()


def test_a_second_library_on_the_same_file_sees_what_the_first_wrote(path: Path, store: Store) -> None:
    other = Store.open(path)
    store.put([entry("arxiv:1")], NOW)
    assert other.count([]) == 1
    other.put([entry("arxiv:2", line=2)], NOW)
    assert store.count([]) == 2
    other.close()


def test_the_lock_is_handed_on_in_the_order_of_asking() -> None:
    lock = FairLock()
    order: list[str] = []

    def wait_in_line(name: str) -> threading.Thread:
        def take() -> None:
            with lock:
                order.append(name)

        before = lock.waiting
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        while lock.waiting == before:
            assert thread.is_alive()
        return thread

    with lock:
        threads = [wait_in_line(name) for name in "abc"]
    for thread in threads:
        thread.join(PATIENCE)
    assert order == ["a", "b", "c"]


def test_who_lets_go_and_asks_again_stands_behind_who_waits() -> None:
    lock = FairLock()
    order: list[str] = []

    def mark() -> None:
        with lock:
            order.append("mark")

    marker = threading.Thread(target=mark, daemon=True)
    with lock:
        marker.start()
        while not lock.waiting:
            assert marker.is_alive()
        order.append("batch")
    with lock:
        order.append("batch")
    marker.join(PATIENCE)
    assert order == ["batch", "mark", "batch"]


def test_a_failure_inside_lets_the_lock_go() -> None:
    lock = FairLock()
    try:
        with lock:
            raise KeyError
    except KeyError:
        pass
    with lock:
        assert lock.waiting == 0


def test_a_place_in_the_queue_can_be_left() -> None:
    lock = FairLock()
    turn = threading.Lock()
    turn.acquire()
    with lock:
        lock._waiting.append(turn)
        lock._leave(turn)
        assert lock.waiting == 0
    lock._held = True
    lock._leave(turn)
    with lock:
        pass
