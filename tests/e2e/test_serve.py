"""`octavo serve` from end to end: the program, a real browser, the keys of a person; and who is not let in."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reader.cli import serving
from tests.e2e.chromium import CHROMEDRIVER, CHROMIUM, Page, browse
from tests.e2e.program import OCTAVO, PAPERS, Home
from tests.e2e.terminal import environment
from tests.loopback import open_loopback

TOKEN = "a-token-for-the-tests"
needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="Debian's packages chromium and chromium-driver are not installed"
)


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this test reach its own machine."""
    open_loopback(monkeypatch)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give a window of a browser of its own."""
    with pytest.MonkeyPatch.context() as patch:
        open_loopback(patch)
        with browse(tmp_path_factory.mktemp("chromium")) as window:
            yield window


@contextmanager
def served(home: Home, *options: str) -> Iterator[str]:
    """Serve a home at a free port; gives the address that is printed."""
    program = subprocess.Popen(
        [OCTAVO, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home.folder) | {"TMUX": "of another place", "SSH_TTY": "/dev/pts/0"},
    )
    assert program.stdout is not None
    try:
        address = program.stdout.readline().strip()
        assert address.startswith("http://"), program.stderr and program.stderr.read()
        yield address
    finally:
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=30)
        assert program.returncode == 0, said
        assert "Traceback" not in said


def ask(address: str, path: str = "/", **headers: str) -> tuple[int, str, str]:
    """Ask as any program can: the status, what it says, the cookie that it sets."""
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Set-Cookie", "")
    finally:
        connection.close()


@needs_chromium
def test_a_person_reads_in_a_browser(person_home: Home, page: Page) -> None:
    with served(person_home) as address:
        page.go(address)
        page.until(lambda: PAPERS[0][1] in page.text, "the first paper")
        page.press("j")
        page.until(lambda: "2 of 10" in page.text, "the second paper")
        assert PAPERS[1][2][:40] in page.text
        page.press("b")
        page.until(lambda: person_home.list("is:bookmarked"), "the bookmark")
        assert person_home.keys("is:bookmarked") == {f"arxiv:{PAPERS[1][0]}"}

        page.press("o")
        page.until(lambda: page.run("return window.opened"), "the page to open the address")
        assert page.run("return window.opened") == [f"https://arxiv.org/abs/{PAPERS[1][0]}"]
        page.run("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
        page.press("yt")
        page.until(lambda: page.run("return window.copied"), "the page to copy the title")
        assert page.run("return window.copied") == PAPERS[1][1]
        page.press("z", control=True)
        page.until(lambda: "has no shell" in page.text, "the refusal")

        page.press("Q")
        page.until(lambda: page.run("return document.body.classList.contains('-closed')"), "the end")
        assert page.run("return getComputedStyle(document.querySelector('#ended')).display") == "block"

        # What chromium's own pages and data: are, never leaves it.
        asked = [one for one in page.addresses() if one.startswith(("http", "ws"))]
        assert {one.split("/")[2] for one in asked} == {address.split("/")[2]}
        assert any(one.endswith("/RobotoMono-VariableFont_wght.ttf") for one in asked)
        assert page.complaints() == []
    assert person_home.only_logged() == ""


@needs_chromium
def test_a_page_of_another_site_and_a_wrong_token_get_nothing(person_home: Home, page: Page) -> None:
    with served(person_home, "--token", TOKEN) as address:
        bare = address.partition("?")[0]
        page.go(bare)
        assert "A token is needed" in page.text
        page.go(f"{bare}?token={TOKEN}-not")
        assert "A token is needed" in page.text

        page.go(address)
        page.until(lambda: PAPERS[0][1] in page.text, "the first paper")
        assert page.run("return location.href") == bare
        assert page.run("return document.cookie") == ""
        page.go(bare)
        page.until(lambda: PAPERS[0][1] in page.text, "the first paper, with the cookie alone")

        # Another site's page in the same browser: it is refused the connection, cookie or not.
        page.go("data:text/html,<title>elsewhere</title>")
        page.run(f"new WebSocket('ws://{bare.split('/')[2]}/ws').onclose = () => {{ window.refused = true; }}")
        page.until(lambda: page.run("return window.refused"), "the refusal")


def test_who_may_not_come_in_gets_nothing_at_all(person_home: Home) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}
    with served(person_home, "--token", TOKEN) as address:
        bare, own = address.partition("?")[0], address.split("/")[2]
        files = ("/", "/octavo.js", "/static/js/textual.js", "/ws", "/nothing")
        assert {ask(bare, path)[0] for path in files} == {403}
        assert {ask(bare, f"{path}?token=wrong")[0] for path in files} == {403}
        assert ask(bare, "/", Cookie=f"octavo_{own.split(':')[1]}=wrong")[0] == 403

        status, text, cookie = ask(bare, f"/?token={TOKEN}")
        assert (status, TOKEN in text) == (200, False)
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        known = {"Cookie": cookie.partition(";")[0]}
        assert ask(bare, "/static/js/textual.js", **known)[0] == 200
        assert ask(bare, "/static/../server.py", **known)[0] == 404
        assert "fonts.googleapis.com" not in ask(bare, "/", **known)[1]
        # A name of another site that was made to lead here, another page, and no page at all.
        assert ask(bare, "/", Host=f"evil.example:{own.split(':')[1]}", **known)[0] == 403
        assert ask(bare, "/ws", Origin="http://evil.example", **known, **upgrade, **key)[0] == 403
        assert ask(bare, "/ws", Origin="null", **known, **upgrade, **key)[0] == 403
        assert ask(bare, "/ws", **known, **upgrade, **key)[0] == 403


def test_without_textual_serve_it_says_how_to_get_it(person_home: Home, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['textual_serve'] = None\n")
    done = subprocess.run(
        [OCTAVO, "serve"],
        capture_output=True,
        text=True,
        env=environment(person_home.folder) | {"PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 3
    assert "textual-serve" in done.stderr
    assert "pipx install '.[serve]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_elsewhere_than_on_this_machine_there_is_always_a_token(person_home: Home) -> None:
    with served(person_home, "--host", "0.0.0.0") as address:
        token = re.fullmatch(r"http://0\.0\.0\.0:\d+/\?token=([\w-]{32})", address)
        assert token
        bare = address.partition("?")[0].replace("0.0.0.0", "127.0.0.1")
        assert ask(bare, "/")[0] == 403
        assert ask(bare, f"/?token={token[1]}")[0] == 200


def test_what_lies_in_the_folder_it_was_started_in_is_no_part_of_it(person_home: Home, tmp_path: Path) -> None:
    for name in ("reader", "widgets"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\nraise SystemExit(9)\n")
    from reader.serving.process import reader_environment

    env = reader_environment(environment(person_home.folder))
    done = subprocess.run(serving.command(""), cwd=tmp_path, input=b"", capture_output=True, env=env, check=False)
    assert not (tmp_path / "run").exists(), done.stderr
    assert done.stdout.startswith(b"__GANGLION__\n")


async def test_a_megabyte_pasted_into_the_page_is_cut_and_said_so(person_home: Home) -> None:
    from aiohttp import ClientSession, WSMsgType

    with served(person_home) as address:
        origin = address.rstrip("/")
        async with ClientSession() as session, session.ws_connect(f"{origin}/ws", headers={"Origin": origin}) as page:
            shown = b""

            async def until(text: bytes) -> None:
                nonlocal shown
                while text not in shown:
                    message = await page.receive(timeout=20)
                    assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), (message, shown[-300:])
                    shown += message.data if message.type is WSMsgType.BINARY else b""

            await until(b"Lanterns in the Fog")
            await page.send_json(["stdin", "/"])
            await page.send_json(["stdin", f"\x1b[200~{'diffusion ' * 120_000}\x1b[201~"])
            await until(b"1,100,000 characters were left out")
