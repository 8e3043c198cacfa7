"""What every dialog shares: a frame over the screen below, a body that scrolls, a line of keys, and ways out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings, possible
from tutor.screens.bars import short_key
from tutor.screens.base import Above
from tutor.screens.menu import Menu

T = TypeVar("T")
LEAVE = Action("escape,q", "leave", "Close", "Leave this dialog.")
CHOOSE = Action("enter", "choose", "Choose", "Take what is highlighted.", bound=False)
MORE = Action("up,down", "scroll('down')", "More", "Scroll.", key_display="↑↓", bound=False)
GAP = "  "
WAYS = ("up", "down", "page_up", "page_down", "home", "end")
"""Where a body can be scrolled; the keys are called so too, without the dashes."""


def leaving(keys: str, *actions: Action) -> list[BindingType]:
    """Bindings of ``actions``, and of further keys that leave: the one that opened the dialog closes it too."""
    return [*bindings(actions), Binding(keys, "leave", show=False)]


class Frame(VerticalScroll, can_focus=False):
    """The frame and what it holds; where there is no room for all, it scrolls."""

    async def on_click(self, event: events.Click) -> None:
        """A click on a key in the line of keys does what the key does."""
        if (action := event.style.meta.get("action")) is not None:
            event.stop()
            await self.screen.run_action(action)


class Choices(Menu):
    """The list of a dialog. It never scrolls itself: its keys also reach what stands above and below it."""

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll the frame, so that the whole option is in sight."""
        if (place := self.highlighted) is not None and self.is_mounted:
            self._update_lines()
            frame = self.screen.query_one(Frame)
            line = self.virtual_region.y + self._index_to_line.get(place, 0)
            frame.scroll_to_region(Region(0, line, 1, self._heights.get(place, 1)), animate=False, force=True)

    def action_cursor_down(self) -> None:
        """The next option; the first again only when everything was seen."""
        frame = self.screen.query_one(Frame)
        if self.highlighted == self.option_count - 1 and frame.scroll_offset.y < frame.max_scroll_y:
            frame.scroll_down(animate=False)
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """The option before; the last one only when everything was seen."""
        frame = self.screen.query_one(Frame)
        if self.highlighted == 0 and frame.scroll_offset.y > 0:
            frame.scroll_up(animate=False)
        else:
            super().action_cursor_up()


def parted(options: Iterable[Option]) -> Iterator[Option | None]:
    """Options of several lines, with a thin line between them."""
    for number, option in enumerate(options):
        if number:
            yield None
        yield option


class Dialog(Above[T]):
    """Base of all dialogs.

    Subclasses set ``title``, ``ACTIONS`` and ``BINDINGS = bindings(ACTIONS)`` and yield their widgets from
    :meth:`body`. Escape leaves, and so does a click beside the frame, unless something would be :meth:`lost`.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    LEAVES: ClassVar[Action] = LEAVE
    """How Escape is told, and the other keys that leave."""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((LEAVE,)),
        *(Binding(way.replace("_", ""), f"scroll('{way}')", show=False) for way in WAYS),
    ]
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $background 60%;
        & > Frame {
            width: 72; max-width: 100%; height: auto; max-height: 100%; padding: 1; scrollbar-size-vertical: 1;
            border: round $primary; border-title-color: $text-primary; border-title-style: bold;
            border-subtitle-color: $foreground; background: $surface;
        }
        & > Frame > Static, & > Frame > HorizontalGroup { padding: 0 1; }
        & > Frame > Input { margin-left: 1; margin-right: 1; }
        & Choices { max-height: 9999; }
        & Choices > .option-list--option { padding: 0 1; }
        & .lead { text-style: bold; }
        & .note { color: $text-muted; }
        & .below { margin-top: 1; }
    }
    """

    def body(self) -> ComposeResult:
        """The widgets in the frame."""
        yield from ()

    def compose(self) -> ComposeResult:
        with Frame() as frame:
            if self.title:
                frame.border_title = Content(self.title)
            yield from self.body()

    def on_mount(self) -> None:
        """Tell the keys in the first picture already."""
        self.tell_keys()

    @property
    def frame(self) -> Frame:
        """The frame."""
        return self.query_one(Frame)

    def on_resize(self, event: events.Resize) -> None:
        """Another size, also the first: there may be more than fits."""
        self.call_after_refresh(self.tell_keys)

    def finish(self) -> bool:
        """The keys, once it is known whether there is more than fits."""
        before = self._told
        if self.is_mounted and self.frame.size:
            self.tell_keys()
        return self._told != before

    def tell_keys(self) -> None:
        """The keys that do something now in the lower border, as many as fit; the last one leaves."""
        frame = self.frame
        shown = [action for action in possible(self, self.ACTIONS) if action.show]
        if self.focused is None and frame.max_scroll_y:
            shown.insert(0, MORE)
        items = [_item(action) for action in (*shown, self.LEAVES)]
        while len(items) > 1 and 0 < frame.outer_size.width - 6 < Content(GAP).join(items).cell_length:
            items.pop(-2)
        told = Content(GAP).join(items)
        if told.plain != self._told:  # else it would all be drawn once more for nothing
            frame.border_subtitle, self._told = told, told.plain

    _told = ""

    def lost(self) -> bool:
        """Whether something would be lost if the learner left now."""
        return False

    def on_click(self, event: events.Click) -> None:
        """Beside the frame: leave."""
        if self.get_widget_at(*event.screen_offset)[0] is self and not self.lost():
            self.action_leave()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_choose(self) -> None:
        """Take what is highlighted in the list."""
        self.query_one(OptionList).action_select()

    def action_scroll(self, way: str) -> None:
        """Scroll what is in the frame."""
        getattr(self.frame, f"scroll_{way}")(animate=False)


class ChoiceDialog(Dialog[str | None]):
    """Returns the id of the option that was chosen, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (CHOOSE,)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on an option."""
        self.dismiss(event.option_id)


def _item(action: Action) -> Content:
    item = Content.assemble((short_key(action), "bold $text-accent"), " ", action.label)
    return item.stylize(Style.from_meta({"action": f"screen.{action.name}"}))
