"""The page that shows the reader, and what the browser is told about it: nothing comes from anywhere else.

It is not textual-serve's own page, which asks fonts.googleapis.com for a font that comes along with textual-serve.
"""

from __future__ import annotations

from html import escape
from typing import Final

PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Octavo</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/css/xterm.css">
<link rel="stylesheet" href="/octavo.css">
<script src="/static/js/textual.js"></script>
<script src="/octavo.js"></script>
</head>
<body>
<div id="ended" role="status">The reader has ended. <button type="button" id="again">Open it again</button></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{socket}" data-font-size="16"></div>
<noscript>The reader in the browser needs JavaScript.</noscript>
</body>
</html>
"""

STYLE: Final = """@font-face {
  font-family: "Roboto Mono"; font-weight: 100 700; font-style: normal;
  src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
}
@font-face {
  font-family: "Roboto Mono"; font-weight: 100 700; font-style: italic;
  src: url("/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf");
}
body { background: #12151b; color: #c5cad3; font-family: "Roboto Mono", monospace; overflow: hidden; }
#ended { display: none; position: fixed; inset: auto 0 0 0; z-index: 10; padding: 12px; background: #1d222c; }
body.-closed #ended { display: block; }
#ended button { font: inherit; padding: 4px 12px; }
"""

SCRIPT: Final = """"use strict";
// Outside of https and 127.0.0.1 browsers have no clipboard to write to but this old way.
if (!navigator.clipboard) {
  const writeText = async (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    document.querySelector(".xterm-helper-textarea")?.focus();
  };
  Object.defineProperty(navigator, "clipboard", { value: { writeText, readText: async () => "" } });
}
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("#again").addEventListener("click", () => location.reload());
});
// Once it is connected the terminal may have the keys, and cells of the size that the font has, which is there by then.
window.addEventListener("load", () => {
  const connected = new MutationObserver(() => {
    if (!document.body.classList.contains("-loaded")) return;
    connected.disconnect();
    document.querySelector(".xterm-helper-textarea")?.focus();
    document.fonts.load("16px 'Roboto Mono'").then(() => window.dispatchEvent(new Event("resize")));
  });
  connected.observe(document.body, { attributes: true });
});
"""

ENTERED: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Octavo</title><meta http-equiv="refresh" content="0; url=/"></head>
<body><a href="/">Open the reader</a></body></html>
"""
"""After the token was taken: leads to the address without it. A redirect would not bring the cookie that was just set,
where a link on another site began it all."""

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page(host: str, *, secure: bool) -> str:
    """Give the page for the name that it was asked for by."""
    return PAGE.replace("{socket}", escape(_socket(host, secure=secure)))


def policy(host: str, *, secure: bool) -> str:
    """Say what the page may load: what this server has, and nothing else."""
    # Older browsers do not count a WebSocket to the same host as their own; xterm.js writes its styles into the page.
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
        f"connect-src 'self' {_socket(host, secure=secure)}; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


def _socket(host: str, *, secure: bool) -> str:
    return f"{'wss' if secure else 'ws'}://{host}/ws"
