"""A reader of a page always ends with its page."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra serve is not installed")

from textual_serve.download_manager import DownloadManager

from reader.serving.process import ReaderProcess

CHATTY = """
import os, sys, threading
told = threading.Event()
threading.Thread(target=lambda: (sys.stdin.buffer.read(5), told.set()), daemon=True).start()
os.write(1, b"__GANGLION__\\n")
for _ in range(20):  # more than pipes and buffers hold
    os.write(1, b"D" + (60_000).to_bytes(4, "big") + b"x" * 60_000)
told.wait()
open(sys.argv[1], "w").write("in order")
"""
DEAF = """
import os, time
os.write(1, b"__GANGLION__\\n")
while True:
    time.sleep(60)
"""


async def end(program: str, folder: Path, patience: float) -> int | None:
    """Start a reader whose page is lost with the first output, stop it, and give its status."""
    lost = asyncio.Event()

    async def lose(_data: bytes | str = b"") -> None:
        lost.set()
        raise ConnectionResetError

    async def close() -> None:
        lost.set()

    reader = ReaderProcess(
        [sys.executable, "-c", program, str(folder / "ended")],
        write_bytes=lose,
        write_str=lose,
        close=close,
        download_manager=DownloadManager(),
    )
    reader.patience = patience
    await reader.start(80, 24)
    process = reader._process
    assert process is not None
    try:
        if program is CHATTY:
            await lost.wait()
        await asyncio.wait_for(reader.stop(), 10)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode


async def test_a_reader_that_has_much_to_say_ends_in_order_when_its_page_is_gone(tmp_path: Path) -> None:
    assert await end(CHATTY, tmp_path, patience=60) == 0
    assert (tmp_path / "ended").read_text() == "in order"


async def test_a_reader_that_does_not_end_is_ended(tmp_path: Path) -> None:
    assert await end(DEAF, tmp_path, patience=0.2) == -9
