from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model.notes import NoteText, joined, standing

LAPTOP = "2026-11-21T09:30:00.000Z-0000-laptop-1"
CLUSTER = "2026-11-21T09:31:00.000Z-0000-cluster-2"
LATER = "2026-11-22T08:00:00.000Z-0000-laptop-1"


def test_a_text_that_was_written_over_is_gone() -> None:
    texts = [NoteText(LAPTOP, (), "first"), NoteText(LATER, (LAPTOP,), "second")]
    assert standing(texts) == [texts[1]]
    assert joined(standing(texts)) == "second"


def test_two_texts_written_in_ignorance_of_one_another_both_stay_and_tell_whence_they_are() -> None:
    texts = [NoteText(LAPTOP, (), "mine"), NoteText(CLUSTER, (), "theirs")]
    assert joined(standing(texts)) == "theirs\n\n[also written on laptop-1, 2026-11-21 09:30 UTC]\nmine"


def test_a_text_over_both_ends_the_matter() -> None:
    texts = [NoteText(LAPTOP, (), "mine"), NoteText(CLUSTER, (), "theirs"), NoteText(LATER, (CLUSTER, LAPTOP), "both")]
    assert joined(standing(texts)) == "both"


def test_a_note_taken_away_here_and_changed_there_stays_changed() -> None:
    texts = [
        NoteText(LAPTOP, (), "old"),
        NoteText(CLUSTER, (LAPTOP,), "changed"),
        NoteText(LATER, (LAPTOP,), ""),
    ]
    assert joined(standing(texts)) == "changed"


def test_the_same_words_twice_are_said_once() -> None:
    assert joined(standing([NoteText(LAPTOP, (), "same"), NoteText(CLUSTER, (), "same")])) == "same"


def test_texts_that_claim_to_be_over_one_another_do_not_make_each_other_vanish() -> None:
    texts = [NoteText(LAPTOP, (CLUSTER,), "a"), NoteText(CLUSTER, (LAPTOP,), "b")]
    assert joined(standing(texts)) == "b"


stamps = st.sampled_from([LAPTOP, CLUSTER, LATER])


@settings(max_examples=100)
@given(
    st.lists(st.builds(NoteText, stamps, st.lists(stamps, max_size=2).map(tuple), st.sampled_from(["", "a", "b"]))),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_texts_does_not_matter_and_a_note_never_vanishes_by_itself(
    texts: list[NoteText], random: Random
) -> None:
    shuffled = [*texts, *texts[:2]]
    random.shuffle(shuffled)
    assert joined(standing(shuffled)) == joined(standing(texts))
    if texts:
        assert max(texts).stamp in {text.stamp for text in standing(texts)}
