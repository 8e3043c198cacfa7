"""Every key of a screen and of the app, with what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.actions import Action, possible
from tutor.screens.bars import keys_of
from tutor.screens.base import TutorScreen
from tutor.screens.dialog import Dialog, leaving

if TYPE_CHECKING:
    from tutor.app import TutorApp

KEYS = 13
"""Cells of the keys."""
Groups = Sequence[tuple[str, Sequence[Action]]]
"""Actions, with a title over each group."""


def show_help(app: TutorApp) -> None:
    """Show every key of the present screen and of the app, or of the present dialog."""
    screen = app.screen
    if isinstance(screen, Dialog) and not isinstance(screen, HelpScreen):
        told = live(screen, [*possible(screen, screen.ACTIONS), screen.LEAVES])
        app.push_screen(HelpScreen((("In this dialog", told),)))
    elif isinstance(screen, TutorScreen):
        app.push_screen(app.ahead.take(HelpScreen, groups_of(screen)))


def groups_of(screen: TutorScreen) -> Groups:
    """All that can be done on ``screen`` now."""
    return ("On this screen", live(screen, here(screen))), ("Everywhere", live(screen, everywhere(screen)))


def live(screen: Screen[Any], actions: Iterable[Action]) -> list[Action]:
    """``actions`` without the keys that are letters of what is being typed now."""
    focused = screen.focused
    if focused is None:
        return list(actions)

    def keys(action: Action) -> str:
        return ",".join(key for key in action.keys if not focused.check_consume_key(key, key_to_character(key)))

    return [replace(action, key=keys(action)) for action in actions if keys(action)]


def here(screen: TutorScreen) -> list[Action]:
    """What can be done on ``screen`` now, and where the cursor is."""
    return [*possible(screen, screen.ACTIONS), *at_cursor(screen), *possible(screen, screen.COMMON)]


def everywhere(screen: TutorScreen) -> list[Action]:
    """What the app can do, without what the screen's own keys stand before."""
    taken = {key for action in here(screen) for key in action.keys}
    return [action for action in possible(screen.tutor, screen.tutor.ACTIONS) if not taken.issuperset(action.keys)]


def at_cursor(screen: TutorScreen) -> list[Action]:
    """What the list or the box that has the cursor can do, where it has a table of its own."""
    return list(getattr(screen.focused, "ACTIONS", ()))


class HelpScreen(Dialog[None]):
    """Made from the tables of actions that also make the bindings, so it cannot be out of date."""

    TITLE = "Keys"
    BINDINGS = leaving("question_mark,f1,enter")
    DEFAULT_CSS = """
    HelpScreen {
        & > Frame { width: 76; padding: 0 1 1 1; }
        & .group { color: $text-primary; text-style: bold; margin-top: 1; }
    }
    """

    def __init__(self, groups: Groups) -> None:
        super().__init__()
        self.groups = groups

    def body(self) -> ComposeResult:
        for name, actions in self.groups:
            yield Static(name, classes="group", markup=False)
            yield Keys(actions)


class Keys(Widget):
    """One action a line, what it does in as many lines as that needs. A widget for each would appear much later."""

    DEFAULT_CSS = """
    Keys { height: auto; padding: 0 1; }
    """

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self.actions = actions

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(list(self._lines(width)))

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> Iterator[Content]:
        for action in self.actions:
            told = wrap(action.help, max(20, width - KEYS - 1), break_on_hyphens=False)
            for keys, text in zip_longest(wrap(keys_of(action), KEYS), told, fillvalue=""):
                yield Content.assemble((keys.ljust(KEYS + 1), "bold $text-accent"), text)
