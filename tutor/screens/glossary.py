"""Every word of the course: typed for, read, and followed to where it is explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings
from tutor.content.held import break_at_spaces_only, held
from tutor.screens.base import TutorScreen
from tutor.screens.menu import Menu
from tutor.screens.term import heading, ways_from

if TYPE_CHECKING:
    from tutor.content.glossary import Glossary, Term

break_at_spaces_only()


class Search(Input):
    """Type here to narrow the list; arrows go through it meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
    ]


class GlossaryScreen(TutorScreen):
    """All terms; ``term`` (None: the first) is shown at the start."""

    TITLE = "Glossary"
    AUTO_FOCUS = "#terms"
    ACTIONS = (
        Action("s", "narrow", "Narrow", "Type a word or a part of one; its meaning is searched too."),
        Action("enter", "follow", "Open", "From the list to the ways on; there, go where the highlighted one leads."),
        Action("down,j", "move(1)", "Next", "The next term.", show=False),
        Action("up,k", "move(-1)", "Previous", "The term before.", show=False),
        Action("right,l", "ways", "Ways on", "Go to the section that explains it, or to a related term.", show=False),
        Action("left,h", "list", "List", "Back to the list of terms.", show=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    GlossaryScreen {
        & #middle { height: 1fr; align-horizontal: center; }
        & #glossary { height: 1fr; max-width: 120; padding: 1 2 0 2; }
        &.-tall #glossary { padding: 2 2 1 2; }
        & #terms { width: 32; height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        & #terms > .option-list--option { padding: 0 1; }
        & Search { width: 32; border: round $foreground 30%; background: transparent; height: 3; }
        & Search:focus { border: round $primary; }
        & #left { width: 34; height: 1fr; }
        & #meaning { width: 1fr; max-width: 78; height: 1fr; padding: 1 2; overflow-y: auto; }
        & #text { margin: 1 0; }
        & #ways { margin-top: 1; background: transparent; }
        & #count { color: $text-muted; padding: 0 1; margin-top: 1; }
        &.-narrow #left, &.-narrow #terms, &.-narrow Search { width: 26; }
        &.-narrow #left { width: 27; }
    }
    """

    def __init__(self, term: str | None = None) -> None:
        super().__init__()
        self._wanted = term
        self.found: Sequence[Term] = ()

    @property
    def glossary(self) -> Glossary:
        """The course's terms."""
        return self.tutor.course.glossary()

    def body(self) -> ComposeResult:
        with Container(id="middle"), Horizontal(id="glossary"):
            with Vertical(id="left"):
                yield Search(placeholder="s: type to narrow")
                yield Menu(id="terms")
                yield Static(id="count", markup=False)
            with Vertical(id="meaning"):
                yield Static(id="name")
                yield Static(id="text", markup=False)
                yield Menu(id="ways")

    def on_mount(self) -> None:
        self._list(self.glossary.terms)
        if self._wanted is not None:
            self._highlight(self._wanted)

    def on_resize(self, event: events.Resize) -> None:
        """Less room for the list on a narrow screen."""
        self.set_class(event.size.width < 100, "-narrow")

    @property
    def _terms(self) -> Menu:
        return self.query_one("#terms", Menu)

    @property
    def _ways(self) -> Menu:
        return self.query_one("#ways", Menu)

    def _list(self, terms: Sequence[Term]) -> None:
        self.found = terms
        self._terms.set_options(Option(Content(term.term), id=term.id) for term in terms)
        self._terms.highlighted = 0 if terms else None
        total = len(self.glossary.terms)
        self.query_one("#count", Static).update(f"{total} terms" if len(terms) == total else f"{len(terms)} of {total}")
        if not terms:
            self._show_nothing()

    def _highlight(self, term_id: str) -> None:
        ids = [term.id for term in self.found]
        if term_id in ids:
            self._terms.highlighted = ids.index(term_id)
            self._terms.scroll_to_highlight()

    def _show(self, term: Term) -> None:
        self.query_one("#name", Static).update(heading(term))
        self.query_one("#text", Static).update(held(term.text))
        self._ways.set_options(ways_from(term, self.tutor.course))
        self._ways.highlighted = 0

    def _show_nothing(self) -> None:
        asked = self.query_one(Search).value
        words = f"No term fits “{asked}”. Try a shorter piece of the word." if asked else "This course has no glossary."
        self.query_one("#name", Static).update(Content.styled(words, "$text-muted"))
        self.query_one("#text", Static).update("")
        self._ways.set_options(())

    # Messages

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list while typing."""
        asked = event.value.strip()
        self._list(self.glossary.search(asked) if asked else self.glossary.terms)

    def on_input_submitted(self) -> None:
        """From typing to the list."""
        self._terms.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the highlighted term."""
        if event.option_list is self._terms and event.option_id in self.glossary.by_id:
            self._show(self.glossary.by_id[event.option_id])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: from the list to the ways on, from there to the place."""
        link = event.option_id or ""
        if event.option_list is self._terms:
            self._ways.focus()
        elif link.startswith("term:"):
            with self.prevent(Input.Changed):  # it would come later, and take the reader back to the first term
                self.query_one(Search).value = ""
            self._list(self.glossary.terms)
            self._highlight(link.removeprefix("term:"))
            self._terms.focus()
        else:
            self.tutor.go(link)

    # Actions

    def action_narrow(self) -> None:
        """Type a word."""
        self.query_one(Search).focus()

    def action_move(self, by: int) -> None:
        """Another term."""
        if self._ways.has_focus:
            self._ways.action_cursor_down() if by > 0 else self._ways.action_cursor_up()
        elif by > 0:
            self._terms.action_cursor_down()
        else:
            self._terms.action_cursor_up()

    def action_follow(self) -> None:
        """What Enter does where nothing has the focus."""
        self.action_ways()

    def action_ways(self) -> None:
        """To the ways on."""
        if self.found:
            self._ways.focus()

    def action_list(self) -> None:
        """Back to the list."""
        self._terms.focus()

    def action_back(self) -> None:
        """Out of the search first, then out of the glossary."""
        search = self.query_one(Search)
        if search.has_focus or search.value:
            search.value = ""
            self._terms.focus()
        else:
            super().action_back()
