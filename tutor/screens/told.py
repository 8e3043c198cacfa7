"""All there is to say of what the cursor points at, on a card; the terms in it lead to the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tutor.actions import Action
from tutor.screens.dialog import ChoiceDialog, Choices, leaving

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.pointing import Pointed


class ToldScreen(ChoiceDialog):
    """Returns the id of a term to explain, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "choose", "Explain the word", "Explain the highlighted word.", bound=False),
    )
    BINDINGS = leaving("i")
    DEFAULT_CSS = "ToldScreen > Frame { width: 76; }"

    def __init__(self, title: str, told: Pointed, course: Course) -> None:
        super().__init__()
        self.title, self.told, self.course = title, told, course

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "choose" or bool(self.told.terms)

    def body(self) -> ComposeResult:
        told = self.told
        yield Static(told.text, classes="lead", markup=False)
        if told.more:
            yield Static(told.more, markup=False)
        yield Static("\n".join(told.long), classes="below", markup=False)
        if told.terms:
            terms = self.course.glossary().by_id
            yield Choices(*(Option(Content(f"≈ {terms[term].term}"), id=term) for term in told.terms), classes="below")
