"""Looking words up: from a lesson, by search, and on to where they are explained."""

from __future__ import annotations

from textual.widgets import Input

from tests.screens.apps import app_of, make_app, opened, reading, shows, until
from tutor.content.course import Course
from tutor.screens.glossary import GlossaryScreen
from tutor.screens.lesson import LessonScreen
from tutor.screens.term import TermCard


async def test_a_term_in_a_lesson_is_explained_on_a_card_over_it(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("layers", "one")
        await reading(pilot, "layers", "one")
        await pilot.press("tab", "enter")
        await shows(pilot, "Units side by side.", "cannot cut out a corner")
        card = pilot.app.screen
        assert isinstance(card, TermCard)
        await pilot.press("question_mark")
        await shows(pilot, "In this dialog", "Show this term among all others.")
        await pilot.press("question_mark")
        await until(pilot, lambda: pilot.app.screen is card, "the card again")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen), "the lesson again")


async def test_a_card_leads_to_the_section_and_to_the_whole_glossary(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).go("term:bias")
        await shows(pilot, "What is added to the sum.")
        await pilot.press("enter")
        await reading(pilot, "unit", "sum")
        app_of(pilot).go("term:bias")
        await shows(pilot, "What is added to the sum.")
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, GlossaryScreen), "the glossary")
        await shows(pilot, "What is added to the sum.", "layer")


async def test_a_card_leads_on_to_a_related_term(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).go("term:bias")
        await shows(pilot, "What is added to the sum.")
        await pilot.press("down", "enter")
        await shows(pilot, "What an input is multiplied with.")


async def test_typing_narrows_the_list_and_enter_leads_to_the_lesson(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shows(pilot, "3 terms")
        await pilot.press("s", *"coeff")
        await shows(pilot, "1 of 3", "What an input is multiplied with.")
        await pilot.press("enter", "enter", "enter")
        await reading(pilot, "unit", "sum")


async def test_a_related_term_is_shown_also_after_a_search(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g", "s", *"added", "enter", "enter", "down", "enter")
        await shows(pilot, "3 terms", "What an input is multiplied with.")
        await pilot.press("up")
        await shows(pilot, "Units side by side.")


async def test_a_word_that_is_not_there_says_so_and_escape_brings_all_back(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g", "s", *"zzz")
        await shows(pilot, "No term fits “zzz”", "0 of 3")
        await pilot.press("escape")
        await shows(pilot, "3 terms", "What is added to the sum.")
        assert pilot.app.screen.query_one(Input).value == ""
        await pilot.press("escape")
        await shows(pilot, "lessons done")


async def test_arrows_go_through_the_terms_while_typing(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g", "s", "down")
        await shows(pilot, "Units side by side.")


async def test_an_unknown_term_is_one_sentence(course: Course) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).go("term:biass")
        sentence = "There is no term called 'biass'. Did you mean bias?"
        await until(pilot, lambda: [n.message for n in pilot.app._notifications] == [sentence], "the notice")
