"""Every key of a screen and of the app, with what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.actions import Action
from tutor.screens.bars import keys_of
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp

KEY_WIDTH = 14


def show_help(app: TutorApp) -> None:
    """Show every key of the present screen and of the app; over a dialog there is nothing more to say."""
    screen = app.screen
    if isinstance(screen, TutorScreen):
        title = screen.title or ""
        app.push_screen(HelpScreen(title, ((title, (*screen.ACTIONS, *screen.COMMON)), ("Everywhere", app.ACTIONS))))


class HelpScreen(ModalScreen[None]):
    """Made from the tables of actions that also make the bindings, so it cannot be out of date."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "dismiss", show=False)]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            padding: 0 2; border: round $primary; border-title-color: $text-primary; border-title-style: bold;
            border-subtitle-color: $text-muted; background: $surface;
        }
        & VerticalScroll { height: auto; max-height: 100vh; scrollbar-size-vertical: 1; }
        & .group { color: $text-primary; text-style: bold; margin-top: 1; }
        & .keys { margin-bottom: 1; }
    }
    """

    def __init__(self, title: str, groups: Sequence[tuple[str, Sequence[Action]]]) -> None:
        super().__init__()
        self.heading, self.groups = title, groups

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = f"Keys: {self.heading}"
            box.border_subtitle = "Esc closes · the mouse works everywhere"
            with VerticalScroll():
                for name, actions in self.groups:
                    yield Static(name, classes="group", markup=False)
                    yield Static(Content("\n").join(map(help_line, actions)), classes="keys")


def help_line(action: Action) -> Content:
    """The keys of one action and what it does."""
    keys = keys_of(action)
    pad = " " * max(1, KEY_WIDTH - len(keys))
    return Content.assemble((keys, "bold $text-accent"), pad, action.help)
