"""The union of versions of a journal: the same bytes whoever joins what, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reader.errors import JournalError
from reader.journal import joining
from reader.journal.fold import fold
from reader.journal.joining import by_device, device_of, is_all_of, joined, lines_in, placed, stamp_of, whole, written
from reader.journal.line import Line, decode, encode
from reader.journal.stamp import _STAMP, parse_stamp
from tests.thorough import thorough
from tests.unit.journal.strategies import lines, stamps

OURS = "laptop-3f9a1c22"

foreign = st.one_of(
    # A line of a newer Octavo, as it would be written and as another program might; damage; what editors do.
    st.builds(lambda at, body: json.dumps({"v": 2, "at": at, "new": body}).encode(), stamps(), st.integers(0, 3)),
    st.builds(lambda at: b'{"v":1,"at":"%s","do":"cut of' % at.encode(), stamps()),
    st.builds(lambda body: b'{"v":3,"later":%d}' % body, st.integers(0, 2)),
    st.sampled_from(
        [b"", b"broken", b"\xff\xfe", b"\0\0", b"\xef\xbb\xbf \xef\xbb\xbf{}", b"<<<<<<< HEAD", b"[" * 9999]
    ),
)
plain = st.builds(
    lambda at, what: b'{"v":1,"at":"%s","do":"%d","paper":"k","set":{"read":true}}' % (at.encode(), what),
    stamps(),
    st.integers(0, 2),
)
whole_lines = plain | foreign
ends = st.sampled_from([b"\n", b"\n", b"\n", b"\r\n", b" \n"])


@st.composite
def versions(draw: st.DrawFn, most: int = 6) -> bytes:
    """Give any file: lines of a small pool in any order, perhaps with a torn end."""
    body = b"".join(line + draw(ends) for line in draw(st.lists(whole_lines, max_size=most)))
    last: bytes = draw(st.just(b"") | whole_lines)
    return body + last[: draw(st.integers(0, len(last)))]


@st.composite
def related(draw: st.DrawFn, count: int) -> list[bytes]:
    """Give files that have parts in common, as versions of one journal have."""
    pool = draw(st.lists(whole_lines, min_size=1, max_size=5))
    start = b"".join(line + b"\n" for line in draw(st.lists(st.sampled_from(pool), max_size=3)))
    files = []
    for _ in range(count):
        more = draw(st.lists(st.sampled_from(pool), max_size=5))
        files.append(draw(st.sampled_from([start, b""])) + b"".join(line + draw(ends) for line in more))
    return files


def canonical(data: bytes) -> bytes:
    return written(placed(whole(data)))


@thorough(50, 100)
@given(st.lists(versions(), max_size=4).flatmap(lambda files: st.tuples(st.just(files), st.permutations(files))))
def test_the_order_of_the_versions_does_not_matter(pair: tuple[list[bytes], list[bytes]]) -> None:
    files, turned = pair
    assert joined(files) == joined(turned)
    assert joined([*files, *turned]) == joined(files)


@thorough(50, 100)
@given(related(3).flatmap(lambda files: st.tuples(st.just(files), st.permutations(files))))
def test_nor_does_it_of_versions_that_have_much_in_common(pair: tuple[list[bytes], list[bytes]]) -> None:
    files, turned = pair
    assert joined(files) == joined(turned)


@thorough(50, 100)
@given(versions(), versions())
def test_joining_again_changes_nothing(one: bytes, other: bytes) -> None:
    assert joined([one]) == joined([one, one]) == whole(one)
    union = joined([one, other])
    assert joined([union, one]) == joined([other, union]) == union == whole(union)


@thorough(50, 100)
@given(related(3))
def test_files_in_order_can_be_joined_two_by_two_in_any_order(files: list[bytes]) -> None:
    one, other, third = map(canonical, files)
    assert joined([joined([one, other]), third]) == joined([one, joined([other, third])]) == joined([one, other, third])
    assert joined([one, other]) == canonical(joined([one, other]))


@thorough(50, 100)
@given(related(3))
def test_any_files_mean_the_same_in_whatever_order_they_are_joined(files: list[bytes]) -> None:
    one, other, third = files
    left = joined([joined([one, other]), third])
    right = joined([one, joined([other, third])])
    assert placed(left) == placed(right) == placed(joined(files))


@thorough(50, 100)
@given(st.lists(versions(), min_size=1, max_size=3))
def test_no_line_is_lost_and_none_comes_from_nowhere(files: list[bytes]) -> None:
    union = set(lines_in(joined(files)))
    assert union == {line for file in files for line in lines_in(whole(file))}


@thorough(50, 100)
@given(st.lists(whole_lines, max_size=6), st.lists(whole_lines, max_size=4))
def test_of_a_beginning_and_what_goes_on_from_it_the_latter_is_taken_as_it_is(
    start: Sequence[bytes], more: Sequence[bytes]
) -> None:
    short = b"".join(line + b"\n" for line in start)
    long = short + b"".join(line + b"\n" for line in more)
    assume(placed(short) != placed(long) or short == long)
    assert joined([short, long]) == joined([long, short]) == long


@thorough(50, 100)
@given(related(2))
def test_what_has_parted_stands_in_the_order_of_stamps_with_strange_lines_behind_theirs(files: list[bytes]) -> None:
    places = placed(canonical(joined(files)))
    before = ""
    for line, (stamp, is_strange) in places.items():
        assert stamp >= before
        assert is_strange == (not stamp_of(line))
        before = stamp


@thorough(50, 100)
@given(related(4), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8))
def test_machines_that_meet_in_any_order_end_with_the_same_bytes(
    files: list[bytes], meetings: Sequence[tuple[int, int]]
) -> None:
    # Round by round all meet the first; files that were never in order may take one more to be so everywhere.
    for one, other in (*meetings, *((0, number) for _ in range(3) for number in (1, 2, 3))):
        files[one] = files[other] = joined([files[one], files[other]])
    assert len(set(files)) == 1
    assert joined(files) == files[0]


@thorough(25, 50)
@given(st.lists(lines(), max_size=4), st.lists(lines(), max_size=4))
def test_the_union_of_real_journals_is_read_as_both_of_them(one: list[Line], other: list[Line]) -> None:
    union = joined([b"".join(map(encode, one)), b"".join(map(encode, other))])
    found = [decode(data) for data in union.splitlines(keepends=True)]
    assert fold(found) == fold([*one, *other])


def line(at: str, what: str = "x", device: str = OURS) -> bytes:
    return f'{{"v":1,"at":"2026-11-30T10:00:0{at}.000Z-0000-{device}","do":"{what}"}}\n'.encode()


def test_versions_that_have_parted_become_one_in_order() -> None:
    start = line("1") + line("2")
    assert joined([start + line("3"), start + line("4") + line("5")]) == start + line("3") + line("4") + line("5")
    assert joined([start + line("4"), start + line("3")]) == start + line("3") + line("4")


def test_a_line_of_a_newer_octavo_keeps_its_place() -> None:
    newer = b'{"v":9,"something":"else"}\n'
    one, other = line("1") + newer + line("4"), line("1") + line("3")
    assert joined([one, other]) == line("1") + newer + line("3") + line("4")


def test_a_torn_last_line_is_left_out_unless_the_other_side_has_it_whole() -> None:
    torn = line("1") + line("2")[:-20]
    assert joined([torn]) == line("1")
    assert joined([torn, line("1") + line("2")]) == line("1") + line("2")
    assert joined([torn, line("1") + line("3")]) == line("1") + line("3")


def test_a_last_line_that_lacks_nothing_but_its_newline_is_whole() -> None:
    assert joined([line("1") + line("2")[:-1]]) == line("1") + line("2")
    assert joined([b"\0\0\0"]) == joined([b"[1]"]) == b""


def test_line_ends_of_another_system_make_no_second_mark() -> None:
    text = line("1") + line("2")
    assert joined([text.replace(b"\n", b"\r\n"), text]) == text
    assert joined([b"\xef\xbb\xbf" + text, text + line("3")]) == text + line("3")


def test_a_stamp_is_found_however_the_line_was_written() -> None:
    at = f"2026-11-30T10:00:01.000Z-0000-{OURS}"
    assert stamp_of(line("1").strip()) == at
    assert stamp_of(b'{"do": "x", "at": "%s"}' % at.encode()) == at
    assert stamp_of(b'{"v":1,"at":"%s", and then damage' % at.encode()) == at
    for bad in (b"", b"{}", b"[]", b'{"at":7}', b'{"v":1,"at":"2026-13-30T10:00:01.000Z-0000-x"}', b"{" * 100_000):
        assert stamp_of(bad) == ""


@thorough(50, 100)
@given(st.from_regex(_STAMP, fullmatch=True) | stamps())
def test_the_quick_look_at_a_stamp_finds_what_the_slow_one_does(stamp: str) -> None:
    try:
        device = parse_stamp(stamp).device
    except ValueError:
        assert stamp_of(b'{"v":1,"at":"%s"}' % stamp.encode()) == ""
    else:
        assert stamp_of(b'{"v":1,"at":"%s"}' % stamp.encode()) == stamp
        assert device_of(stamp) == device


def test_a_journal_of_one_device_is_seen_at_a_glance() -> None:
    assert is_all_of(line("1") + line("2"), OURS)
    for data in (b"", line("1") + b"x\n", line("1") + line("2", device="z"), b" " + line("1"), line("1", device="z")):
        assert not is_all_of(data, OURS)


def test_lines_go_to_the_device_that_their_stamps_name() -> None:
    data = b"before\n" + line("1") + b"behind\n" + line("2", device="desk-1") + b"last\n" + line("3") + b"torn"
    assert by_device(data) == {
        OURS: b"before\n" + line("1") + b"behind\n" + line("3"),
        "desk-1": line("2", device="desk-1") + b"last\n",
    }
    assert by_device(data, only_stamped=True) == {OURS: line("1") + line("3"), "desk-1": line("2", device="desk-1")}
    assert by_device(b"nothing\nof the kind\n") == {}


def test_what_is_no_journal_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MAX_STRANGE", 3)
    assert joined([line("1") + b"a\nb\nc\n", line("2")])
    for use in (lambda data: joined([data, line("2")]), by_device):
        with pytest.raises(JournalError, match="no journal"):
            use(line("1") + b"a\nb\nc\nd\n")
