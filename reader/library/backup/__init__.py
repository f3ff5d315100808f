"""One file with everything that cannot be made anew: the papers, the marks of all devices, the settings.

The file is a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), so that any tool opens it:

    manifest.json          what is in it, with sizes and checksums
    library.db             the library, a copy of one moment
    journal/<device>.jsonl the journals, each up to its last whole line
    config.toml            the settings, where there are any

Left out is what is made anew (the index), what is a convenience (the last screen, earlier searches), and which journal
is this machine's own: a copy that is put in place elsewhere must not write on in it.
"""

from reader.library.backup.making import Made, make_backup
from reader.library.backup.restoring import Restored, restore, verify

__all__ = ["Made", "Restored", "make_backup", "restore", "verify"]
