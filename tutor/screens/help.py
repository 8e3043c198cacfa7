"""Every key of a screen and of the app, with what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.actions import Action, possible
from tutor.screens.bars import keys_of
from tutor.screens.base import TutorScreen
from tutor.screens.dialog import Dialog, leaving

if TYPE_CHECKING:
    from tutor.app import TutorApp

KEYS = 13
"""Cells of the keys."""


def show_help(app: TutorApp) -> None:
    """Show every key of the present screen and of the app, or of the present dialog."""
    screen = app.screen
    if isinstance(screen, Dialog) and not isinstance(screen, HelpScreen):
        app.push_screen(HelpScreen((("In this dialog", [*possible(screen, screen.ACTIONS), screen.LEAVES]),)))
    elif isinstance(screen, TutorScreen):
        app.push_screen(HelpScreen((("On this screen", here(screen)), ("Everywhere", everywhere(screen)))))


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
        & .help--key { color: $text-accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--key"}

    def __init__(self, groups: Sequence[tuple[str, Sequence[Action]]]) -> None:
        super().__init__()
        self.groups = groups

    def body(self) -> ComposeResult:
        for name, actions in self.groups:
            yield Static(name, classes="group", markup=False)
            yield Static(self._table(actions))

    def _table(self, actions: Sequence[Action]) -> Table:
        """One line a key. A widget for each cell would take seven times as long to appear."""
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=KEYS, style=self.get_component_rich_style("help--key", partial=True))
        table.add_column(ratio=1)
        for action in actions:
            table.add_row(Text(keys_of(action)), Text(action.help))
        return table
