"""One term of the glossary on a card over whatever is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.screens.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.content.course import Course
    from tutor.content.glossary import Term


def ways_from(term: Term, course: Course) -> Iterator[Option]:
    """Where a term leads: to the section that explains it, and to the terms to compare. Ids are links."""
    lesson_id, _, section_id = term.lesson.partition("#")
    lesson = course.lesson(lesson_id)
    place = Content.assemble(("→ ", "$text-primary"), lesson.title, (" · ", "$text-muted"))
    yield Option(Content.assemble(place, lesson.section(section_id).title), id=term.link)
    known = course.glossary().by_id
    for other in term.see:
        yield Option(
            Content.assemble(("→ ", "$text-primary"), ("see also ", "$text-muted"), known[other].term),
            id=f"term:{other}",
        )


def heading(term: Term) -> Content:
    """The word, and what else it is called."""
    also = f"   also {', '.join(term.also)}" if term.also else ""
    return Content.assemble((term.term, "bold $text-primary"), (also, "$text-muted"))


class TermCard(ModalScreen[str | None]):
    """Explains ``term``; returns the link that was chosen, or None for going back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "dismiss(None)", show=False),
        Binding("g", "glossary", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]
    DEFAULT_CSS = """
    TermCard {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 68; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; border: round $primary; border-subtitle-color: $text-muted; background: $surface;
        }
        & .text { margin: 1 0; }
        & Menu { max-height: 8; }
    }
    """

    def __init__(self, term: Term, course: Course) -> None:
        super().__init__()
        self.term, self.course = term, course

    def compose(self) -> ComposeResult:
        with Vertical() as card:
            card.border_subtitle = "Esc back · Enter go there · g glossary"
            yield Static(heading(self.term))
            yield Static(self.term.text, classes="text", markup=False)
            yield Menu(*ways_from(self.term, self.course))

    def on_mount(self) -> None:
        self.query_one(Menu).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on a way on."""
        self.dismiss(event.option_id)

    def action_glossary(self) -> None:
        """This term among all others."""
        self.dismiss(f"glossary:{self.term.id}")
