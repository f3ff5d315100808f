from __future__ import annotations

import pytest

from reader.store.authorship import agree, family_name, first_family

SAME = (
    ("Baptiste Rozière", "Rozière, B."),
    ("Irene C\\'ordoba", "Cordoba I"),
    ('M{\\"u}ller, Zo{\\"e}', "Zoë Müller"),
    ("Juan de Lara", "Lara, J. de"),
    ("Haneen Abu-Alfeilat", "Abu‐Alfeilat H"),
    ("Wei Zhang", "Zhang Wei"),
    ("John Smith Jr.", "Smith, John"),
    ("Søren Kierkegaard", "Kierkegaard, S{\\o}ren"),
    ("Plato", "Plato"),
)
APART = (("Ada Lovelace", "Alan Turing"), ("Lei Wang", "Lin Wang"), ("Lou Wang", "Ida Wang"), ("Wang L", "Wang, I."))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_name_agrees_with_itself_however_it_is_written(one: str, other: str) -> None:
    assert agree([one], [other]) is True
    assert agree([other], [one]) is True


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_people_do_not_agree(one: str, other: str) -> None:
    assert agree([one], [other]) is False


def test_a_list_may_be_cut() -> None:
    assert agree(["A. Quill", "et al."], ["Ada Quill", "Bo Reed", "Cy Stone"]) is True
    assert agree(["Ada Quill", "others"], ["Bo Reed"]) is False


def test_an_author_of_several_who_writes_alone_is_not_all_of_them() -> None:
    assert agree(["Jon Cockayne"], ["Francois-Xavier Briol", "Jon Cockayne", "Onur Teymur"]) is False


def test_another_order_of_all_names_agrees() -> None:
    assert agree(["Bo Reed", "Ada Quill"], ["Quill, A.", "Reed, B."]) is True


def test_one_common_name_among_many_strangers_is_not_enough() -> None:
    assert agree(["Lei Wang", "Ann Hill", "Bob Dale"], ["Lei Wang", "Eve Lane", "Tom Ford"]) is False


@pytest.mark.parametrize("nobody", [[], [""], ["et al."], ["..."]])
def test_who_names_nobody_says_nothing(nobody: list[str]) -> None:
    assert agree(nobody, ["Ada Quill"]) is None
    assert first_family(nobody) == ""


def test_the_family_name_is_the_last_word_of_it() -> None:
    assert family_name("Raymond van der Berg") == family_name("van der Berg, R.") == "berg"
    assert first_family(["et al.", "Ada Quill"]) == "quill"
