from __future__ import annotations

import itertools
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import JournalError
from reader.journal import device_name, devices_are_readable, forget_device, is_device, known_device


@pytest.fixture
def machine_id(tmp_path: Path) -> Path:
    path = tmp_path / "machine-id"
    path.write_text("0123456789abcdef0123456789abcdef\n")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "devices.json"


def ids() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):08x}"


def test_a_new_host_gets_its_name_and_a_random_id(file: Path, machine_id: Path) -> None:
    assert device_name(file, host=lambda: "thinkpad", machine_ids=[machine_id], random_id=ids()) == "thinkpad-00000001"


def test_the_same_host_keeps_its_device(file: Path, machine_id: Path) -> None:
    random_id = ids()
    names = {device_name(file, host=lambda: "a", machine_ids=[machine_id], random_id=random_id) for _ in range(3)}
    assert names == {"a-00000001"}


def test_hosts_that_share_a_home_are_devices_of_their_own(file: Path, machine_id: Path) -> None:
    random_id = ids()
    hosts = ("a", "b", "a", "b")
    names = [device_name(file, host=lambda: host, machine_ids=[machine_id], random_id=random_id) for host in hosts]  # noqa: B023  # called at once
    assert names == ["a-00000001", "b-00000002", "a-00000001", "b-00000002"]


def test_a_copied_folder_is_another_device_even_where_the_host_has_the_same_name(file: Path, machine_id: Path) -> None:
    random_id = ids()
    first = device_name(file, host=lambda: "laptop", machine_ids=[machine_id], random_id=random_id)
    machine_id.write_text("another machine\n")
    assert device_name(file, host=lambda: "laptop", machine_ids=[machine_id], random_id=random_id) != first


def test_where_there_is_no_machine_number_the_name_of_the_host_decides(file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("uninitialized\n")
    random_id = ids()
    nowhere = [tmp_path / "missing", empty]
    assert device_name(file, host=lambda: "mac", machine_ids=nowhere, random_id=random_id) == "mac-00000001"
    assert device_name(file, host=lambda: "mac", machine_ids=[], random_id=random_id) == "mac-00000001"


def test_the_machine_number_itself_is_not_written_down(file: Path, machine_id: Path) -> None:
    device_name(file, host=lambda: "laptop", machine_ids=[machine_id])
    assert "0123456789abcdef" not in file.read_text()


@pytest.mark.parametrize(
    ("host", "device"),
    [
        ("ThinkPad.example.org", "thinkpad-1"),
        ("Änne's Mac", "nne-s-mac-1"),
        ("x" * 60, "x" * 24 + "-1"),
        ("", "host-1"),
        ("../../etc", "host-1"),
        ("a\ud800b", "a-b-1"),
    ],
)
def test_the_name_of_the_host_is_made_fit_for_a_file_name(file: Path, host: str, device: str) -> None:
    assert device_name(file, host=lambda: host, machine_ids=[], random_id=lambda: "1") == device
    assert is_device(device)


def test_the_file_is_for_its_owner_alone_and_nothing_else_is_left_beside_it(file: Path) -> None:
    device_name(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["devices.json"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"x": 1}', b'{"x": "../evil"}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_kept_beside_and_begun_anew(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    device = device_name(file)
    assert (file.parent / "devices.json.damaged-1").read_bytes() == data
    assert list(json.loads(file.read_text()).values()) == [device]


def test_a_second_damage_does_not_replace_the_first(file: Path) -> None:
    file.parent.mkdir()
    for text in ("one", "two"):
        file.write_text(text)
        device_name(file)
    assert (file.parent / "devices.json.damaged-1").read_text() == "one"
    assert (file.parent / "devices.json.damaged-2").read_text() == "two"


def test_other_hosts_stay_in_the_file(file: Path, machine_id: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"0123": "desk-12345678"}')
    device = device_name(file, machine_ids=[machine_id])
    assert sorted(json.loads(file.read_text()).values()) == sorted(["desk-12345678", device])


def test_a_file_that_cannot_be_used_is_an_error_for_the_person(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(JournalError, match=r"devices\.json.*is a directory"):
        device_name(file)


def test_a_host_that_forgets_its_device_gets_another_and_the_others_keep_theirs(file: Path, machine_id: Path) -> None:
    random_id = ids()

    def device(host: str) -> str:
        return device_name(file, host=lambda: host, machine_ids=[machine_id], random_id=random_id)

    def known(host: str) -> str:
        return known_device(file, host=lambda: host, machine_ids=[machine_id])

    assert known("a") == ""
    assert forget_device(file, host=lambda: "a", machine_ids=[machine_id]) == ""
    assert not file.exists()
    assert (device("a"), device("b")) == ("a-00000001", "b-00000002")
    assert (known("a"), known("b"), known("c")) == ("a-00000001", "b-00000002", "")

    assert forget_device(file, host=lambda: "a", machine_ids=[machine_id]) == "a-00000001"

    assert known("a") == ""
    assert (device("a"), device("b")) == ("a-00000003", "b-00000002")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"a": "../up"}', b"\xff\xfe", b"[" * 100_000])
def test_a_file_in_which_nobody_finds_a_device_is_told(file: Path, machine_id: Path, content: bytes) -> None:
    assert devices_are_readable(file)
    device_name(file, host=lambda: "a", machine_ids=[machine_id])
    assert devices_are_readable(file)
    file.write_bytes(content)
    assert not devices_are_readable(file)
    assert known_device(file, host=lambda: "a", machine_ids=[machine_id]) == ""
    assert file.read_bytes() == content
