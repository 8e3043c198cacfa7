"""All there is to say of what the cursor points at, on a card; the terms in it lead to the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.screens.menu import Menu

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.pointing import Pointed


class ToldScreen(ModalScreen[str | None]):
    """Returns the id of a term to explain, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "dismiss(None)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]
    DEFAULT_CSS = """
    ToldScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
            border: round $primary; border-title-color: $text-primary; border-subtitle-color: $text-muted;
            background: $surface;
        }
        & VerticalScroll { height: auto; max-height: 100%; }
        & .long { margin-top: 1; }
        & Menu { max-height: 8; margin-top: 1; }
    }
    """

    def __init__(self, title: str, told: Pointed, course: Course) -> None:
        super().__init__()
        self.heading, self.told, self.course = title, told, course

    def compose(self) -> ComposeResult:
        told = self.told
        terms = self.course.glossary().by_id if told.terms else {}
        with Vertical() as card:
            card.border_title = self.heading
            card.border_subtitle = "Esc back · Enter explains a word" if told.terms else "Esc back"
            with VerticalScroll():
                yield Static(Content.styled(told.text, "bold"))
                if told.more:
                    yield Static(told.more, markup=False)
                yield Static("\n".join(told.long), classes="long", markup=False)
            if told.terms:
                yield Menu(*(Option(Content(f"≈ {terms[term].term}"), id=term) for term in told.terms))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on a term."""
        self.dismiss(event.option_id)
