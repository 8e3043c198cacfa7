"""Every key of a screen and of the app, with what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.actions import Action, possible
from tutor.screens.bars import keys_of
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp


def show_help(app: TutorApp) -> None:
    """Show every key of the present screen and of the app; over a dialog there is nothing more to say."""
    screen = app.screen
    if isinstance(screen, TutorScreen):
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


class HelpScreen(ModalScreen[None]):
    """Made from the tables of actions that also make the bindings, so it cannot be out of date."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            padding: 0 2; border: round $primary; border-title-color: $text-primary; border-title-style: bold;
            border-subtitle-color: $text-muted; background: $surface;
        }
        & VerticalScroll { height: auto; max-height: 100vh; padding-bottom: 1; scrollbar-size-vertical: 1; }
        & .group { color: $text-primary; text-style: bold; margin-top: 1; }
        & .keys { width: 14; color: $text-accent; text-style: bold; }
        & .help { width: 1fr; }
    }
    """

    def __init__(self, groups: Sequence[tuple[str, Sequence[Action]]]) -> None:
        super().__init__()
        self.groups = groups

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Keys"
            with VerticalScroll():
                for name, actions in self.groups:
                    yield Static(name, classes="group", markup=False)
                    yield from self._lines(actions)

    def on_mount(self) -> None:
        """Say that there is more below, where there is."""
        self.call_after_refresh(self._say_how)

    def on_resize(self) -> None:
        """The same for another size."""
        self.call_after_refresh(self._say_how)

    def _say_how(self) -> None:
        more = self.query_one(VerticalScroll).max_scroll_y > 0
        self.query_one(Vertical).border_subtitle = (
            "↑ ↓ more · Esc closes" if more else "Esc closes · the mouse works too"
        )

    @staticmethod
    def _lines(actions: Sequence[Action]) -> ComposeResult:
        for action in actions:
            with HorizontalGroup():
                yield Static(keys_of(action), classes="keys", markup=False)
                yield Static(action.help, classes="help", markup=False)
