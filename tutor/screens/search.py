"""Searching the whole course: type words, see what fits by kind with a preview, go there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings
from tutor.screens.base import TutorScreen, aside
from tutor.screens.menu import Menu
from tutor.search.index import KINDS, Found, Index, excerpt, grouped, marked

if TYPE_CHECKING:
    from tutor.content.course import Course

WIDE = 100
"""Columns from which on the preview stands beside the list."""
LEAST = 6
"""Answers of a kind that are shown while there are answers of others: more where rows are free."""
AROUND, BELOW = 7, 8
"""Rows around the list, and those of a preview below it."""
MARK = "bold underline $text-accent"
NOTHING_TYPED = (
    "Lessons, glossary, labs, questions and the timeline are searched while you type.\n\n"
    "The beginning of a word is enough, and a slip of the finger is forgiven."
)


class SearchBox(Input):
    """Type here; arrows go through the list meanwhile."""

    ACTIONS = (
        Action("down", "screen.move(1)", "Next", "The next result.", show=False),
        Action("up", "screen.move(-1)", "Previous", "The result before.", show=False),
        Action("pagedown", "screen.move(8)", "Further", "Some results on.", show=False),
        Action("pageup", "screen.move(-8)", "Back", "Some results back.", show=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)


class SearchScreen(TutorScreen):
    """What was searched last is there again, to go on with or to type over."""

    TITLE = "Search"
    AUTO_FOCUS = "SearchBox"
    ACTIONS = (Action("enter", "follow", "Go there", "Go to the highlighted result."),)
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    SearchScreen {
        & SearchBox { border: round $foreground 30%; background: transparent; height: 3; margin: 1 2 0 2; }
        & SearchBox:focus { border: round $primary; }
        & #found { width: 100%; height: 1fr; padding: 0 2; }
        & #results {
            width: 1fr; height: 1fr; background: $background; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #results:focus { background: $background; }
        & #results > .option-list--option-disabled { color: $text-primary; text-style: bold; }
        & VerticalScroll { width: 48%; height: 1fr; padding: 0 2 0 3; scrollbar-size-vertical: 1; }
        &.-narrow #found { layout: vertical; }
        &.-narrow #results { width: 100%; }
        &.-narrow VerticalScroll {
            width: 100%; height: auto; max-height: 7; padding: 0 2; border-top: solid $foreground 20%;
        }
        &.-empty #results { display: none; }
        &.-empty VerticalScroll { width: 100%; border-top: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Found] = {}
        """What is listed, by its link."""
        self._only = ""

    def body(self) -> ComposeResult:
        yield SearchBox(self.tutor.searched, placeholder="words to look for")
        with Horizontal(id="found"):
            yield Menu(id="results")
            with VerticalScroll(can_focus=False):
                yield Static(id="preview")

    def on_mount(self) -> None:
        self.show_results()
        if self.tutor.search_index is None:
            aside(self, self._read_course)

    def on_resize(self, event: events.Resize) -> None:
        """The preview below the list where there is no room beside it."""
        self.set_class(event.size.width < WIDE, "-narrow")
        option = self._results.highlighted_option
        self.show_results(option.id if option is not None else None)

    def _read_course(self) -> None:
        """In a thread of its own: all the course's words."""
        from tutor.search.entries import index_of

        index = index_of(self.tutor.course)

        def done() -> None:
            self.tutor.search_index = index
            if self.is_running:
                self.show_results()

        if self.is_running:
            self.app.call_from_thread(done)

    # What is found

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        self.tutor.searched, self._only = event.value, ""
        self.show_results()

    def show_results(self, chosen: str | None = None) -> None:
        """List what fits the words typed so far, ``chosen`` highlighted if it is there."""
        asked, index = self.tutor.searched.strip(), self.tutor.search_index
        found = index.search(asked) if index is not None and asked else []
        groups = grouped(found)
        if self._only:
            groups = {self._only: groups.get(self._only, [])}
        self.found = {one.entry.link: one for one in found}
        self.set_class(not found, "-empty")
        results = self._results
        wide, room = self._room
        most = 0 if self._only else most_of_each([len(one) for one in groups.values()], room)
        results.set_options(_options(groups, most, wide))
        ids = [option.id for option in results.options]
        results.highlighted = ids.index(chosen) if chosen and chosen in ids else 1 if found else None
        self.sub_title = f"{len(found)} found" if found else ""
        self._preview()

    @property
    def _room(self) -> tuple[int, int]:
        """Columns and rows of the list, which may not have its place yet."""
        width, height = self.app.size
        if width < WIDE:
            return width - 5, height - AROUND - BELOW
        return (width - 4) * 52 // 100 - 1, height - AROUND

    @property
    def _results(self) -> Menu:
        return self.query_one("#results", Menu)

    def _preview(self) -> None:
        if not self.is_mounted:
            return
        self.query_one("#preview", Static).update(self._previewed())
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _previewed(self) -> Content:
        results = self._results
        option = results.highlighted_option
        if option is not None and (found := self.found.get(option.id or "")) is not None:
            return preview(found, self.tutor.course, 300 if self.has_class("-narrow") else 900)
        if option is not None:
            return Content.styled("Enter shows them all.", "$text-muted")
        return Content.styled(self._words_for_nothing(self.tutor.search_index), "$text-muted")

    def _words_for_nothing(self, index: Index | None) -> str:
        asked = self.tutor.searched.strip()
        if not asked:
            return NOTHING_TYPED
        if index is None:
            return "Reading the course …"
        return f"Nothing fits “{asked}”. Try another word, or only the beginning of one."

    # Choosing

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what it is."""
        self._preview()

    def on_input_submitted(self) -> None:
        """Enter while typing."""
        self.action_follow()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on a result."""
        self.action_follow()

    def action_move(self, by: int) -> None:
        """Up and down, while typing."""
        results = self._results
        step = results.action_cursor_down if by > 0 else results.action_cursor_up
        for _ in range(abs(by)):
            before = results.highlighted
            step()
            if before is not None and results.highlighted is not None and (results.highlighted - before) * by < 0:
                results.highlighted = before  # not round the end
                return

    def action_follow(self) -> None:
        """Go to the highlighted result, or show all of its kind."""
        option = self._results.highlighted_option
        link = option.id if option is not None else None
        if link is None:
            return
        if link in KINDS:
            self._only = link
            self.show_results()
            return
        app = self.tutor
        self.app.pop_screen()
        app.go(link)

    def action_back(self) -> None:
        """From all of a kind to all kinds, then back to where one was."""
        if self._only:
            self._only = ""
            self.show_results()
        else:
            super().action_back()


def most_of_each(counts: Sequence[int], room: int) -> int:
    """How many answers of each kind can be listed in ``room`` rows."""

    def rows(most: int) -> int:
        return sum(2 + (count if count <= most + 1 else most + 1) for count in counts) - 1

    return next((most for most in range(max(counts, default=0), LEAST, -1) if rows(most) <= room), LEAST)


def _options(groups: dict[str, list[Found]], most: int, width: int) -> Iterator[Option]:
    """By kind: its name, then its answers, the first ``most`` (0: all) and a line that shows the others."""
    for kind, found in groups.items():
        if kind != next(iter(groups)):
            yield Option("", disabled=True)
        yield Option(Content(KINDS[kind]), disabled=True)
        listed = found[:most] if most and len(found) > most + 1 else found
        for one in listed:
            yield Option(_line(one, width), id=one.entry.link)
        if len(listed) < len(found):
            yield Option(Content.styled(f"  … {len(found) - len(listed)} more", "$text-muted"), id=kind)


def _line(found: Found, width: int) -> Content:
    """A result's title and place; a long title is cut, so that its place can be read."""
    title = highlighted(found.entry.title, found.words)
    place = highlighted(found.entry.place, found.words, "$text-muted")
    title = title.truncate(width - 5 - min(place.cell_length, width // 3), ellipsis=True)
    return Content.assemble("  ", title, "   ", place)


def highlighted(text: str, words: frozenset[str], style: str = "") -> Content:
    """``text`` with the words that fit set apart."""
    return Content.assemble(*((piece, MARK if hit else style) for piece, hit in marked(text, words)))


def preview(found: Found, course: Course, length: int) -> Content:
    """What a result says, around the words, and where Enter leads."""
    entry = found.entry
    lines = [highlighted(entry.title, found.words).stylize("bold")]
    if entry.place:
        lines.append(highlighted(entry.place, found.words, "$text-muted"))
    if entry.text:
        lines += [Content(""), highlighted(excerpt(entry.text, found.words, length), found.words)]
    return Content("\n").join([*lines, Content(""), Content.styled(f"Enter: {leads(entry.kind)}", "$text-accent")])


def leads(kind: str) -> str:
    """What Enter does at a result of this kind."""
    return {
        "lesson": "read the lesson",
        "section": "read this section",
        "term": "explain the word",
        "lab": "open the lab",
        "question": "answer this question",
        "milestone": "go there on the timeline",
    }[kind]
