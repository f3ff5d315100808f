from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.store import Act, Store
from tests.thorough import thorough
from tests.unit.store.make import library


def do(stamp: str, device: str = "dev") -> Act:
    return Act(stamp, device, "do", label=f"act {stamp}", papers=3)


def undo(stamp: str, of: str, device: str = "dev") -> Act:
    return Act(stamp, device, "undo", of)


def redo(stamp: str, of: str, device: str = "dev") -> Act:
    return Act(stamp, device, "redo", of)


def fold(store: Store, *acts: Act) -> tuple[str, str]:
    """Fold acts, and give the stamps of what could be undone and redone then."""
    store.fold("j", 1, [], acts)
    last, again = store.next_undo("dev"), store.next_redo("dev")
    return last.stamp if last else "", again.stamp if again else ""


def test_there_is_nothing_to_undo_at_first(store: Store) -> None:
    assert fold(store) == ("", "")


def test_an_act_is_given_back_as_it_was(store: Store) -> None:
    fold(store, do("1"))
    assert store.next_undo("dev") == do("1")


def test_undo_goes_back_act_by_act_and_redo_forward(store: Store) -> None:
    assert fold(store, do("1"), do("2")) == ("2", "")
    assert fold(store, undo("3", "2")) == ("1", "2")
    assert fold(store, undo("4", "1")) == ("", "1")
    assert fold(store, redo("5", "1")) == ("1", "2")
    assert fold(store, redo("6", "2")) == ("2", "")
    assert fold(store, undo("7", "2")) == ("1", "2")


def test_a_new_act_leaves_nothing_to_redo(store: Store) -> None:
    fold(store, do("1"), do("2"), undo("3", "2"))
    assert fold(store, do("4")) == ("4", "")
    assert fold(store, undo("5", "4")) == ("1", "4")
    assert fold(store, redo("6", "4")) == ("4", "")


def test_another_devices_acts_are_its_own(store: Store) -> None:
    assert fold(store, do("1"), do("2", "other")) == ("1", "")
    fold(store, undo("3", "1"))
    assert fold(store, do("4", "other")) == ("", "1")


def test_an_act_before_a_stamp_can_be_asked_for(store: Store) -> None:
    fold(store, do("1"), do("2"), do("3"), undo("4", "2"))
    before = store.next_undo("dev", before="3")
    assert before is not None
    assert before.stamp == "1"


def test_the_turns_of_an_act_are_told_by_kind(store: Store) -> None:
    fold(store, do("1"), undo("2", "1"), redo("3", "1"), undo("4", "1"))
    assert store.turns("1", "undo") == ["2", "4"]
    assert store.turns("1", "redo") == ["3"]


def test_the_history_is_newest_first(store: Store) -> None:
    fold(store, do("1"), undo("2", "1"), do("3", "other"))
    assert [(act.stamp, act.undone) for act in store.acts()] == [("3", False), ("1", True)]
    assert [act.stamp for act in store.acts(limit=1, offset=1)] == ["1"]
    turn = store.act("2")
    assert turn is not None
    assert (turn.kind, turn.of) == ("undo", "1")
    assert store.act("9") is None


def test_the_rest_of_an_act_that_was_read_in_the_middle_counts(store: Store) -> None:
    fold(store, do("1")._replace(papers=2))
    fold(store, do("1")._replace(papers=5))
    fold(store, do("1")._replace(papers=4))
    assert [act.papers for act in store.acts()] == [5]


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[Act], tuple[str, str]]:
    """Draw what a person did on one device, and say with two stacks what can be undone and redone in the end."""
    acts: list[Act] = []
    done: list[str] = []
    undone: list[str] = []
    for index in range(draw(st.integers(0, 10))):
        stamp = f"{index:02}"
        kind = draw(st.sampled_from(["do", "undo", "redo"]))
        if kind == "undo" and done:
            undone.append(done.pop())
            acts.append(undo(stamp, undone[-1]))
        elif kind == "redo" and undone:
            done.append(undone.pop())
            acts.append(redo(stamp, done[-1]))
        else:
            done.append(stamp)
            undone.clear()
            acts.append(do(stamp))
    return acts, (done[-1] if done else "", undone[-1] if undone else "")


@thorough(40, 80)
@given(sessions(), st.data())
def test_acts_in_any_order_and_twice_are_two_stacks(
    session: tuple[list[Act], tuple[str, str]], data: st.DataObject
) -> None:
    acts, expected = session
    shuffled = data.draw(st.permutations([*acts, *acts[:3]]))
    cut = data.draw(st.integers(0, len(shuffled)))
    with library() as store:
        fold(store, *shuffled[:cut])
        assert fold(store, *shuffled[cut:]) == expected
