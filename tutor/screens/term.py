"""One term of the glossary on a card over whatever is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tutor.actions import Action
from tutor.content.held import break_at_spaces_only, held
from tutor.screens.dialog import ChoiceDialog, Choices, leaving
from tutor.widgets.hanging import Hanging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.content.course import Course
    from tutor.content.glossary import Term


def ways_from(term: Term, course: Course) -> Iterator[Option]:
    """Where a term leads: to the section that explains it, and to the terms to compare. Ids are links."""
    lesson_id, _, section_id = term.lesson.partition("#")
    lesson = course.lesson(lesson_id)
    arrow = Content.styled("→ ", "$text-primary")
    place = Content.assemble(lesson.name, (" · ", "$text-muted"), lesson.section(section_id).title)
    yield Option(Hanging(arrow, place), id=term.link)
    known = course.glossary().by_id
    for other in term.see:
        see = Content.assemble(("see also ", "$text-muted"), known[other].term)
        yield Option(Hanging(arrow, see), id=f"term:{other}")


def heading(term: Term) -> Content:
    """The word, and what else it is called."""
    also = f"   also {', '.join(term.also)}" if term.also else ""
    return Content.assemble((term.term, "bold $text-primary"), (also, "$text-muted"))


break_at_spaces_only()


class TermCard(ChoiceDialog):
    """Explains ``term``; returns the link that was chosen, or None for going back."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "choose", "Go there", "Go to the highlighted section or term.", bound=False),
        Action("g", "glossary", "Glossary", "Show this term among all others."),
    )
    BINDINGS = leaving("backspace", *ACTIONS)

    def __init__(self, term: Term, course: Course) -> None:
        super().__init__()
        self.term, self.course = term, course

    def body(self) -> ComposeResult:
        yield Static(heading(self.term))
        yield Static(held(self.term.text), classes="below", markup=False)
        yield Choices(*ways_from(self.term, self.course), classes="below")

    def action_glossary(self) -> None:
        """This term among all others."""
        self.dismiss(f"glossary:{self.term.id}")
