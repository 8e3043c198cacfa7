"""The one line above and the one line below every screen: where one is, and which keys do something here."""

from __future__ import annotations

from collections.abc import Iterable

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
    "backspace": "⌫",
    "tab": "Tab",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def key_name(key: str) -> str:
    """One key as people write it: "question_mark" is ?, "ctrl+p" is Ctrl+P."""
    *modifiers, last = key.split("+")
    shown = KEY_NAMES.get(last, last.upper() if modifiers else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def keys_of(action: Action) -> str:
    """The keys of an action, for the help page: "→ n" or its own display text."""
    return action.key_display or " ".join(key_name(key.strip()) for key in action.key.split(","))


def short_key(action: Action) -> str:
    """The first key of an action, for the line below the screen."""
    return action.key_display or key_name(action.key.split(",")[0].strip())


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


class KeyBar(Widget):
    """The keys of this screen, as many as fit, each clickable; help and quit are always there.

    Shown are the actions with ``show``; one whose ``check_action`` says False is left out, None is dimmed.
    Call the screen's ``refresh_bindings`` when that changes.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 2; background: $panel; color: $foreground; }
    """

    def __init__(self, own: Iterable[Action], common: Iterable[Action]) -> None:
        super().__init__()
        self.own = [action for action in own if action.show]
        self.common = [action for action in common if action.show]

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def on_resize(self, event: events.Resize) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        tail = [item for action in self.common if (item := self._item(action, "app")) is not None]
        room = self.size.width - sum(item.cell_length + 3 for item in tail)
        head: list[Content] = []
        for action in self.own:
            item = self._item(action, "screen")
            if item is not None and item.cell_length + 3 <= room:
                head.append(item)
                room -= item.cell_length + 3
        gap = max(0, room + 3 if head or tail else 0)
        return Content.assemble(Content("   ").join(head), " " * gap, Content("   ").join(tail))

    def _item(self, action: Action, owner: str) -> Content | None:
        """Key and label as one clickable piece; None while the action is not possible."""
        target = self.app if owner == "app" else self.screen
        state = target.check_action(action.name, ())
        if state is False:
            return None
        muted = Style.parse("$text-disabled") if state is None else Style()
        item = Content.assemble((short_key(action), "bold $text-accent"), " ", action.label)
        return item.stylize(muted + Style.from_meta({"@click": f"{owner}.{action.name}"}))
