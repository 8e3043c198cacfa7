"""The glossary: terms are found by any of their names, by their beginning, and by their meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.content.small_course import change
from tutor.content.check import check
from tutor.content.course import load_course
from tutor.content.errors import UnknownContent
from tutor.content.glossary import Glossary, Term, in_order, plain

TERMS = Glossary(
    in_order(
        Term(name.lower(), name, also, text, "a#b", ())
        for name, also, text in (
            ("Recall", ("sensitivity",), "The share of positives that were found."),
            ("Precision", (), "The share of what was called positive that is."),
            ("ReLU", ("rectified linear unit",), "Keeps what is above zero."),
            ("Naïve Bayes", (), "Counts."),
        )
    )
)


def names(terms: list[Term]) -> list[str]:
    return [term.term for term in terms]


def test_terms_stand_in_alphabetical_order_whatever_the_file_s() -> None:
    assert names(list(TERMS.terms)) == ["Naïve Bayes", "Precision", "Recall", "ReLU"]


@pytest.mark.parametrize("asked", ["recall", "RECALL", "Sensitivity", " re-call ".replace("-", "")])
def test_a_term_is_found_by_any_name_in_any_case(asked: str) -> None:
    assert TERMS.term(asked).term == "Recall"


def test_dashes_and_accents_do_not_matter() -> None:
    assert TERMS.term("rectified-linear unit").term == "ReLU"
    assert names(TERMS.search("naive")) == ["Naïve Bayes"]


def test_names_come_before_explanations() -> None:
    """Who types "sens" wants recall; "positive" is only in the meanings."""
    assert names(TERMS.search("re")) == ["Recall", "ReLU", "Precision"]
    assert names(TERMS.search("sens")) == ["Recall"]
    assert names(TERMS.search("positive")) == ["Precision", "Recall"]
    assert TERMS.search("transformer") == []


def test_an_unknown_term_names_the_nearest() -> None:
    with pytest.raises(UnknownContent) as told:
        TERMS.term("recal")
    assert told.value.hint == "Did you mean recall?"


@given(st.text())
def test_any_search_is_a_selection_without_repeats(asked: str) -> None:
    found = TERMS.search(asked)
    assert len({term.id for term in found}) == len(found)
    assert set(found) <= set(TERMS.terms)
    assert plain(plain(asked)) == plain(asked)


def test_the_course_s_glossary_is_read_with_its_lessons(lessons: Path) -> None:
    glossary = load_course(lessons).glossary()
    assert names(list(glossary.terms)) == ["slope", "straight line"]
    assert glossary.term("gradient").link == "lesson:lines#question"


def test_a_course_without_a_glossary_has_no_terms(lessons: Path) -> None:
    (lessons / "glossary.yaml").unlink()
    assert load_course(lessons).glossary().terms == ()


def test_a_term_that_is_there_twice_and_a_link_to_none_are_told(lessons: Path) -> None:
    change(lessons.parent, "lessons/glossary.yaml", "id: line\n", "id: slope\n")
    found = [str(problem) for problem in check(lessons).problems]
    assert any("The term 'slope' is there twice." in told for told in found)
    assert any("'term:line' leads nowhere: there is no such term" in told for told in found)
