"""The one line above and the one line below every screen: where one is, and which keys do something here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tutor.actions import Action

KEY_NAMES = {
    "question_mark": "?",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "backspace": "Bksp",
    "tab": "Tab",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "exclamation_mark": "!",
    "delete": "Del",
    "comma": ",",
    "full_stop": ".",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def key_name(key: str) -> str:
    """One key as people write it: "question_mark" is ?, "ctrl+p" is Ctrl+P."""
    *modifiers, last = key.split("+")
    function = last[0] == "f" and last[1:].isdigit()
    shown = KEY_NAMES.get(last, last.upper() if modifiers or function else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def keys_of(action: Action) -> str:
    """All keys of an action, for the help page: "→ n"."""
    return " ".join(key_name(key) for key in action.keys)


def short_key(action: Action) -> str:
    """The first key of an action, for the line below the screen."""
    return action.key_display or key_name(action.keys[0])


class TopBar(Widget):
    """The screen's ``title`` on the left, its ``sub_title`` on the right; follows changes of both."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TopBar { dock: top; height: 1; padding: 0 2; background: $panel; color: $foreground; }
    """

    def on_mount(self) -> None:
        self.watch(self.screen, "title", self._changed, init=False)
        self.watch(self.screen, "sub_title", self._changed, init=False)

    def _changed(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        width = self.size.width
        right = Content.styled(self.screen.sub_title or "", "$text-muted")
        room = max(0, width - right.cell_length - 2)
        left = Content.styled(self.screen.title or "", "bold").truncate(room, ellipsis=True)
        gap = max(1, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right)


MARGIN = 2
"""Blank columns at either end of the lines; one where that makes room for every key."""
SPACING = ((MARGIN, 3), (MARGIN, 2), (1, 2))
"""Margins and gaps between keys, the widest first."""
ENTER = "Enter "


def _brief(item: Content) -> Content:
    """The same key in less room."""
    if not item.plain.startswith(ENTER):
        return item
    return Content("↵", spans=list(item[:1].spans)) + item[len(ENTER) - 1 :]


def _length(items: Sequence[Content], gap: int) -> int:
    """Columns that ``items`` take with ``gap`` between them."""
    return sum(item.cell_length + gap for item in items) - gap


class KeyBar(Widget):
    """The keys of this screen, as many as fit, each clickable; going back, help and quit are always there.

    Shown are the actions with ``show``; one whose ``check_action`` says False is left out, None is dimmed.
    Call the screen's ``refresh_bindings`` when that changes.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; background: $panel; color: $foreground; pointer: pointer;
    }
    """

    def __init__(self, own: Iterable[Action], back: Iterable[Action], app: Iterable[Action]) -> None:
        super().__init__()
        self.own = [(action, "screen") for action in own]
        everywhere = [(action, "app") for action in app]
        self.always = [(a, "screen") for a in back] + [pair for pair in everywhere if not pair[0].spare]
        self.spare = [pair for pair in everywhere if pair[0].spare]
        self._shown: list[bool | None] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._look())

    def _look(self) -> None:
        """Draw the keys anew if another one is possible now; focus that only moved changes none."""
        states = [self._state(*pair) for pair in (*self.own, *self.always, *self.spare) if pair[0].show]
        if states != self._shown:
            self._shown = states
            self.refresh()

    def _state(self, action: Action, owner: str) -> bool | None:
        return action.state(self.app if owner == "app" else self.screen)

    def on_resize(self, event: events.Resize) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        head, tail = list(self._items(self.own)), list(self._items(self.always))
        spare = [*self._items(self.spare), *tail]
        if self._fits(head, spare, MARGIN, 2):
            tail = spare
        margin, gap = next((pair for pair in SPACING if self._fits(head, tail, *pair)), (MARGIN, 2))
        if not self._fits(head, tail, margin, gap) and self._fits(brief := list(map(_brief, head)), tail, 1, 2):
            head, margin = brief, 1
        while head and not self._fits(head, tail, margin, gap):
            head.pop()
        left, right = Content(" " * gap).join(head), Content(" " * gap).join(tail)
        between = max(0, self.size.width - 2 * margin - left.cell_length - right.cell_length)
        return Content.assemble(" " * margin, left, " " * between, right)

    def _fits(self, head: Sequence[Content], tail: Sequence[Content], margin: int, gap: int) -> bool:
        """Whether all that stands left and right fits, with a blank between the two at least."""
        between = 1 if margin < MARGIN else gap
        return 2 * margin + _length(head, gap) + between + _length(tail, gap) <= self.size.width

    def _items(self, actions: Iterable[tuple[Action, str]]) -> Iterator[Content]:
        """Key and label of each action that is possible now, as one clickable piece."""
        for action, owner in actions:
            if not action.show:
                continue
            state = self._state(action, owner)
            if state is not False:
                muted = Style.parse("$text-disabled") if state is None else Style()
                item = Content.assemble((short_key(action), "bold $text-accent"), " ", action.label)
                yield item.stylize(muted + Style.from_meta({"action": f"{owner}.{action.name}"}))

    async def on_click(self, event: events.Click) -> None:
        """A click on a key does what the key does."""
        if (action := event.style.meta.get("action")) is not None:
            await self.screen.run_action(action)
