"""Whose process is at the other end of a connection on this machine: Linux tells in /proc/net/tcp.

Sources: proc(5), `/proc/net/tcp`; the addresses there are words of 32 bits in the machine's own order.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))

_LOCAL, _STATE, _USER = 1, 3, 7
_ESTABLISHED = "01"


def is_mine(peer: tuple[str, int], tables: tuple[Path, ...] = TABLES, user: int | None = None) -> bool | None:
    """Tell whether a peer on this machine is a process of the same person.

    Args:
        peer: Its address and port.
        tables: Where the kernel tells of connections.
        user: Whose processes count; those of this one's where none is given.

    Returns:
        None where it cannot be told: another system, or a peer behind something else.
    """
    users = {found for table in tables for found in _users(table, peer)}
    return users == {os.getuid() if user is None else user} if users else None


def can_tell(tables: tuple[Path, ...] = TABLES) -> bool:
    """Tell whether this system says whose a connection is."""
    return any(os.access(table, os.R_OK) for table in tables)


def _users(table: Path, peer: tuple[str, int]) -> Iterator[int]:
    wanted = (_plain(ipaddress.ip_address(peer[0].partition("%")[0])), peer[1])
    try:
        lines = table.read_text("ascii").splitlines()[1:]
    except (OSError, ValueError):
        return
    for line in lines:
        fields = line.split()
        if len(fields) > _USER and fields[_STATE] == _ESTABLISHED:
            address, _, port = fields[_LOCAL].partition(":")
            if int(port, 16) == wanted[1] and _address(address) == wanted[0]:
                yield int(fields[_USER])


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    words = (int(text[start : start + 8], 16).to_bytes(4, sys.byteorder) for start in range(0, len(text), 8))
    return _plain(ipaddress.ip_address(b"".join(words)))


def _plain(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Give the address of version 4 that one of version 6 stands for, if it does."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
