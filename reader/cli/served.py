"""The reader for a page of the browser: what `octavo serve` starts for each; not meant to be called by hand."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr
from pathlib import Path


def main() -> int:
    """Run the reader; where it cannot begin, the page says why, as the terminal would."""
    home = sys.argv[1] if len(sys.argv) > 1 else ""
    from reader.app.start import run_reader
    from reader.paths import find_places

    try:
        return run_reader(find_places(Path(home) if home else None))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the edge of the program
        from reader.app.browser_driver import packet
        from reader.cli.ending import end

        said = io.StringIO()
        with redirect_stderr(said):
            status = end(error, home)
        text = said.getvalue().replace("\n", "\r\n").encode()
        os.write(1, b"__GANGLION__\n" + packet(b"D", b"\x1b[?1049l" + text))
        sys.stderr.write(said.getvalue())
        return status


if __name__ == "__main__":
    sys.exit(main())
