"""Debian's Chromium, headless, driven through chromedriver with urllib (https://www.w3.org/TR/webdriver2/)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import ProxyHandler, Request, build_opener

CHROMIUM: Final = shutil.which("chromium")
CHROMEDRIVER: Final = shutil.which("chromedriver")
PATIENCE: Final = 60.0

_FLAGS = (
    *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"),
    *("disable-component-update", "disable-sync", "disable-dev-shm-usage", "disable-extensions"),
    *("window-size=1000,700", "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"),
)
# xterm.js keeps what it shows to itself, on a canvas: the page's own terminal is noted when it is made.
_NOTE_TERMINAL = """
Object.defineProperty(Object.prototype, "terminal", { configurable: true, set(value) {
  window.shown = value;
  Object.defineProperty(this, "terminal", { value, writable: true, configurable: true });
} });
window.opened = [];
window.open = (address) => { window.opened.push(address); };
"""
_SHOWN = """
const buffer = window.shown && window.shown.buffer.active, lines = [];
for (let row = 0; buffer && row < window.shown.rows; row++)
  lines.push(buffer.getLine(buffer.viewportY + row).translateToString(true));
return lines;
"""


class Page:
    """One window."""

    def __init__(self, address: str, session: str) -> None:
        self._base = f"{address}/session/{session}"
        self._open = build_opener(ProxyHandler({})).open

    def ask(self, path: str, data: dict[str, Any] | None = None, method: str = "") -> Any:
        """Ask chromedriver; errors are those of HTTP."""
        body = None if data is None else json.dumps(data).encode()
        request = Request(
            f"{self._base}{path}",
            data=body,
            method=method or ("POST" if data is not None else "GET"),
            headers={"Content-Type": "application/json"},
        )
        with self._open(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def go(self, address: str) -> None:
        """Open an address."""
        self.ask("/url", {"url": address})

    def run(self, script: str) -> Any:
        """Run a script, and give what it returns."""
        return self.ask("/execute/sync", {"script": script, "args": []})

    @property
    def lines(self) -> list[str]:
        """What the terminal of the page shows."""
        lines: list[str] = self.run(_SHOWN)
        return lines

    @property
    def text(self) -> str:
        """What the page says, or its terminal where it has one."""
        return "\n".join(self.lines) or str(self.run("return document.body ? document.body.innerText : ''"))

    def press(self, keys: str, *, control: bool = False) -> None:
        """Press keys, one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        if control:
            actions = [{"type": "keyDown", "value": "\ue009"}, *actions, {"type": "keyUp", "value": "\ue009"}]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for a condition."""
        last = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < last, f"waited in vain for {what}; the page:\n{self.text}"
            time.sleep(0.02)  # between two looks

    def addresses(self) -> list[str]:
        """Give what was asked for since the last time, whatever became of it."""
        events = [json.loads(entry["message"])["message"] for entry in self.ask("/se/log", {"type": "performance"})]
        asked = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        return asked + [event["params"]["url"] for event in events if event["method"] == "Network.webSocketCreated"]

    def complaints(self) -> list[str]:
        """Give what went wrong since the last time."""
        return [entry["message"] for entry in self.ask("/se/log", {"type": "browser"}) if entry["level"] == "SEVERE"]


@contextmanager
def browse(folder: Path) -> Iterator[Page]:
    """Open a window that has nothing of any other."""
    assert CHROMEDRIVER is not None
    driver = subprocess.Popen(
        [CHROMEDRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder
    )
    try:
        assert driver.stdout is not None
        said = ""
        while not (found := re.search(r"on port (\d+)\.", said)):
            said = driver.stdout.readline()
            assert said, "chromedriver did not start"
        address = f"http://127.0.0.1:{found[1]}"
        options = {"binary": CHROMIUM, "args": [*_FLAGS, f"user-data-dir={folder / 'browser'}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}
        begin = Request(
            f"{address}/session",
            data=json.dumps({"capabilities": {"alwaysMatch": wanted}}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with build_opener(ProxyHandler({})).open(begin, timeout=PATIENCE) as answer:
            page = Page(address, json.load(answer)["value"]["sessionId"])
        page.ask(
            "/goog/cdp/execute", {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": _NOTE_TERMINAL}}
        )
        try:
            yield page
        finally:
            page.ask("", method="DELETE")
    finally:
        driver.terminate()
        driver.wait()
        driver.stdout.close()  # type: ignore[union-attr]  # it is a pipe
