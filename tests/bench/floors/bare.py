"""A Textual app that shows one line; `q` quits."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Nothing but a line."""

    BINDINGS = [("q", "quit")]  # noqa: RUF012 - as small as it can be
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("the bare app is ready")


if __name__ == "__main__":
    Bare().run()
