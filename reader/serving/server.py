"""The server: the page, its files, and a connection for each page that is open.

aiohttp comes with textual-serve, whose files and whose way of talking to a Textual app are used here; its own server is
not: that one lets anybody in, starts the app through a shell, and loads a font from elsewhere.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from reader.serving.door import Door, Knock
from reader.serving.page import ENTERED, HEADERS, SCRIPT, STYLE, page, policy
from reader.serving.process import ReaderProcess, size_within

MOST_READERS: Final = 16
"""Pages that may be open at the same time: each is a process."""
_LARGEST_MESSAGE: Final = 1 << 24
"""Bytes of one message of a page; a longer one ends it. What is pasted comes in one, and the reader cuts it."""
_HEARTBEAT: Final = 15.0
_LAST_SECONDS: Final = 5.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves the reader until a signal ends it."""

    def __init__(self, command: Sequence[str], door: Door) -> None:
        """Set it up.

        Args:
            command: The program that is the reader of a page, and its arguments.
            door: Who may come in.
        """
        self._command = command
        self._door = door
        self._cookie = "octavo"
        self._pages: set[web.WebSocketResponse] = set()

    async def run(self, host: str, port: int, listening: Callable[[int], None]) -> None:
        """Listen until SIGINT, SIGTERM or SIGHUP.

        Args:
            host: The address to listen on.
            port: The port, or 0 for any that is free.
            listening: Called with the port once it is open.

        Raises:
            OSError: the port cannot be listened on.
        """
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, ended.set)
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=_LAST_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            open_port = int(runner.addresses[0][1])
            # Cookies know no ports: each server of a machine has one of its own.
            self._cookie = f"octavo_{open_port}"
            listening(open_port)
            await ended.wait()
        finally:
            await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._let_in])
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/octavo.css", _style),
                web.get("/octavo.js", _script),
                web.get("/ws", self._connection),
                web.static("/static", Path(textual_serve.__file__).parent / "static"),
            ]
        )
        application.on_shutdown.append(self._close_pages)
        return application

    @property
    def _let_in(self) -> Any:
        @web.middleware
        async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
            refusal = self._door.refusal(self._knock(request))
            if refusal:
                return web.Response(status=403, text=f"{refusal}\n", headers=HEADERS)
            response = await handler(request)
            if not response.prepared:
                response.headers.update(HEADERS)
                response.headers["Content-Security-Policy"] = policy(request.host, secure=request.secure)
            return response

        return let_in

    def _knock(self, request: web.Request) -> Knock:
        peer = request.transport.get_extra_info("peername") if request.transport is not None else None
        return Knock(
            host=request.headers.get("Host", ""),
            origin=request.headers.get("Origin"),
            connects=request.path == "/ws",
            shown=request.query.get("token"),
            kept=request.cookies.get(self._cookie),
            peer=(peer[0], peer[1]) if isinstance(peer, tuple) else None,
        )

    async def _page(self, request: web.Request) -> web.Response:
        token = request.query.get("token")
        if token is None:
            return web.Response(text=page(request.host, secure=request.secure), content_type="text/html")
        response = web.Response(text=ENTERED, content_type="text/html")
        response.set_cookie(self._cookie, token, httponly=True, samesite="Strict", secure=request.secure, path="/")
        return response

    async def _connection(self, request: web.Request) -> web.StreamResponse:
        if len(self._pages) >= MOST_READERS:
            return web.Response(status=503, text=f"{MOST_READERS} pages are open already.\n")
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LARGEST_MESSAGE)
        self._pages.add(socket)
        try:
            await socket.prepare(request)

            async def close() -> None:
                await socket.close()

            reader = ReaderProcess(
                self._command,
                write_bytes=socket.send_bytes,
                write_str=socket.send_str,
                close=close,
                download_manager=DownloadManager(),
            )
            try:
                await reader.start(*size_within(request.query.get("width"), request.query.get("height")))
                await _hand_on(socket, reader)
            finally:
                await reader.stop()
        finally:
            self._pages.discard(socket)
        return socket

    async def _close_pages(self, _application: web.Application) -> None:
        await asyncio.gather(*(socket.close() for socket in self._pages))


async def _hand_on(socket: web.WebSocketResponse, reader: ReaderProcess) -> None:
    """Hand on what a page sends: keys, its size, whether it has the focus; anything else means nothing."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        with suppress(ValueError, RecursionError):  # no JSON, or none that anybody sends
            match message.json():
                case ["stdin", str(typed)]:
                    await reader.send_bytes(typed.encode("utf-8", "replace"))
                case ["resize", {"width": width, "height": height}]:
                    await reader.set_terminal_size(*size_within(width, height))
                case ["ping", str(at)]:
                    await socket.send_json(["pong", at])
                case ["blur"]:
                    await reader.blur()
                case ["focus"]:
                    await reader.focus()


async def _style(_request: web.Request) -> web.Response:
    return web.Response(text=STYLE, content_type="text/css")


async def _script(_request: web.Request) -> web.Response:
    return web.Response(text=SCRIPT, content_type="text/javascript")
