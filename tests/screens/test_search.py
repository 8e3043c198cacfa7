"""Searching: ranked, forgiving, never telling an answer; and letters that lead to everything in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import OptionList

from tests.screens.apps import app_of, make_app, opened, reading, shows, until
from tests.snapshot import screen_text
from tutor.content.course import Course, load_course
from tutor.screens.contents import Contents
from tutor.screens.course_list import CourseList
from tutor.screens.jump import JumpScreen, labels, spots_of
from tutor.screens.quiz.screen import QuizScreen
from tutor.screens.search import SearchScreen
from tutor.screens.term import TermCard
from tutor.search.entries import entries_of, index_of, without_marks
from tutor.search.index import Entry, Index, excerpt, marked, slips

# -- the index


@pytest.fixture(scope="module")
def whole() -> Index:
    """The index of the real course."""
    return index_of(load_course())


@pytest.mark.parametrize(
    ("asked", "kind", "title"),
    [
        ("gradient", "term", "gradient"),
        ("gradeint", "term", "gradient"),
        ("enuron", "lesson", "One artificial neuron"),
        ("lerning rate", "term", "learning rate"),
        ("learning rates", "term", "learning rate"),
        ("CONFUSION matrix", "term", "confusion matrix"),
        ("lstm gates", "lesson", "LSTM and GRU: memory with gates"),
        ("xor hidden", "lab", "XOR: one hidden layer"),
        ("deep blue", "milestone", "Deep Blue beats Kasparov"),
    ],
)
def test_the_best_answer_comes_first(whole: Index, asked: str, kind: str, title: str) -> None:
    best = whole.search(asked)[0].entry
    assert (best.kind, best.title) == (kind, title)


def test_every_kind_is_found_and_nonsense_is_not(whole: Index) -> None:
    kinds = {found.entry.kind for asked in ("neuron", "backpropagation", "xor") for found in whole.search(asked)}
    assert kinds == {"lesson", "section", "term", "lab", "question", "milestone"}
    assert whole.search("qqzzxx") == [] and whole.search("  ") == []


def test_another_form_of_a_word_is_found_after_the_word_itself() -> None:
    texts = ("handwritten digits", "handwriting", "a hand")
    found = Index(Entry("section", "", "", text, "") for text in texts).search("handwriting")
    assert [one.entry.text for one in found] == ["handwriting", "handwritten digits"]


def test_all_words_count_before_some_of_them(whole: Index) -> None:
    found = whole.search("dropout rate")
    full = [one.entry for one in found if {"dropout", "rate"} <= one.words]
    assert full and full == [one.entry for one in found[: len(full)]]


def test_no_answer_can_be_found(course: Course) -> None:
    """The quizzes' answers, hints and explanations are in no entry."""
    index = index_of(course)
    asked = {one.entry.link for one in index.search("Say") if one.entry.kind == "question"}
    assert asked == {f"question:{lesson.id}-one" for lesson in course.lessons}
    for told in ("yes please", "polite", "Because"):
        assert not any(one.entry.kind == "question" for one in index.search(told)), told
    questions = [entry for entry in entries_of(load_course()) if entry.kind == "question"]
    assert len(questions) > 300 and all(entry.names == "" for entry in questions)


@settings(max_examples=40)
@given(st.text("aÉıß ³-_𝐱ﬁ", max_size=12))
def test_any_text_can_be_searched_for(asked: str) -> None:
    index = Index([Entry("term", "bias", "", "What is added.", "term:bias")])
    assert all(found.words for found in index.search(asked))


@given(st.text("abc", min_size=1, max_size=7), st.text("abc", min_size=1, max_size=9))
def test_a_beginning_needs_no_slip_and_one_letter_is_one(typed: str, word: str) -> None:
    if word.startswith(typed):
        assert slips(typed, word) == 0
    assert slips(typed + "z", typed + "y" + word) <= 1


@settings(max_examples=40)
@given(st.text("a theÉ ", max_size=80), st.integers(5, 40))
def test_marks_and_excerpts_keep_the_text(text: str, length: int) -> None:
    words = frozenset({"a", "the"})
    assert "".join(piece for piece, _ in marked(text, words)) == text
    cut = excerpt(text, words, length)
    assert cut.removeprefix("… ").removesuffix(" …") in text and len(cut) <= max(length + 4, 5)


def test_an_excerpt_is_taken_where_the_words_are() -> None:
    text = "word " * 100 + "the gradient is here " + "word " * 100
    assert "gradient" in excerpt(text, frozenset({"gradient"}), 60)


def test_a_section_is_searched_as_words() -> None:
    markdown = "- A [bias](term:bias) is **added**: `z = x`.\n\n$$ \\frac{a}{b} $$\n\n| a | b |\n|---|---|\n"
    assert without_marks(markdown) == "A bias is added: z = x. a b"


# -- the screen


async def test_typing_finds_and_enter_goes_there(course: Course, tmp_path: Path) -> None:
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("slash")
        await shows(pilot, "the timeline are searched")
        await pilot.press(*"coefficeint")
        await shows(pilot, "Glossary", "What an input is multiplied with.")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TermCard), "the term")
        await pilot.press("escape", "slash")
        await shows(pilot, "coefficeint")
        await pilot.press(*"one unit", "down", "up")
        await shows(pilot, "One artificial unit", "Lessons", "Sections")
        results = pilot.app.screen.query_one("#results", OptionList)
        assert results.highlighted == 1, "the group's name is passed over"
        await pilot.press("enter")
        await reading(pilot, "unit", "question")
        await pilot.press("escape")
        await shows(pilot, "lessons done")


async def test_a_question_that_was_found_is_asked_alone(course: Course, tmp_path: Path) -> None:
    async with make_app(course, tmp_path / "record.db").run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"say")
        await shows(pilot, "Say ___", "answer this question")
        assert "yes please" not in screen_text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuizScreen), "the question")
        await shows(pilot, "Say ___")
        screen = pilot.app.screen
        assert isinstance(screen, QuizScreen) and screen.session is not None
        assert [question.id for question in screen.session.questions] == ["history-one"]
        await pilot.press("slash", "f")
        assert pilot.app.screen is screen, "letters that are typed into an answer are no keys"


async def test_nothing_found_says_so_and_escape_leaves(course: Course, tmp_path: Path) -> None:
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"qqzz")
        await shows(pilot, "Nothing fits “qqzz”.")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, SearchScreen)
        await pilot.press("escape")
        await shows(pilot, "lessons done")


# -- jump keys


@pytest.mark.parametrize("count", [0, 1, 26, 27, 700])
def test_labels_are_different_and_none_begins_another(count: int) -> None:
    given = labels(count)
    assert len(set(given)) == count and len({len(label) for label in given}) <= 1


async def test_letters_lead_to_lessons_links_and_lists(course: Course, tmp_path: Path) -> None:
    async with make_app(course, tmp_path / "record.db").run_test(size=(120, 40)) as pilot:
        await opened(pilot)

        async def jump_to(number: int) -> None:
            await pilot.press("f")
            await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen), "the letters")
            screen = pilot.app.screen
            assert isinstance(screen, JumpScreen)
            await pilot.press(*list(screen.spots)[number])

        courselist = pilot.app.screen.query_one(CourseList)
        place = [spot.widget for spot in spots_of(pilot.app.screen)].index(courselist)
        await jump_to(place + 2)
        await until(pilot, lambda: courselist.lesson.id == "layers", "the third lesson")
        await pilot.press("f", "escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, JumpScreen), "the letters to go")

        app_of(pilot).open_lesson("unit", "sum")
        screen = await reading(pilot, "unit", "sum")
        beside = screen.query_one(Contents).region.right
        wanted = [number for number, spot in enumerate(spots_of(screen)) if spot.place.x >= beside]
        assert len(wanted) >= 3, "the lab's link, the lesson's, and the chip below"
        await jump_to(wanted[1])
        await reading(pilot, "layers", "one")

        app_of(pilot).open_glossary()
        await shows(pilot, "3 terms")
        await jump_to([spot.place.x for spot in spots_of(pilot.app.screen)].index(2) + 2)
        await shows(pilot, "Units side by side.")
        app_of(pilot).go("term:bias")
        await until(pilot, lambda: isinstance(pilot.app.screen, TermCard), "the card")
        await jump_to(1)
        await until(
            pilot, lambda: getattr(pilot.app.screen, "term", None) is course.glossary().term("weight"), "weight"
        )
