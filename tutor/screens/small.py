"""What is shown instead of everything else while the terminal is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from tutor.screens.base import Above

if TYPE_CHECKING:
    from tutor.app import TutorApp

LEAST = Size(60, 20)


def too_small(size: Size) -> bool:
    """Whether the screens do not fit into ``size`` (columns, rows)."""
    return size.width < LEAST.width or size.height < LEAST.height


class SmallScreen(Above[None]):
    """Says how large the terminal is and how large it must be; goes away by itself once it is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", "Quit", show=False)]
    DEFAULT_CSS = """
    SmallScreen {
        align: center middle; background: $background;
        & > Static { width: 100%; height: auto; text-align: center; color: $foreground; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static()

    def on_mount(self) -> None:
        self._say(self.app.size)

    def _say(self, now: Size) -> None:
        text = Content.assemble(
            ("Make this window a little larger", "bold $text-accent"),
            f"\n\nIt is {now.width}×{now.height} characters;\ntutor needs {LEAST.width}×{LEAST.height}.\n\n",
            ("Or make the letters smaller. q quits.", "$text-muted"),
        )
        self.query_one(Static).update(text)

    def on_resize(self, event: events.Resize) -> None:
        """Say the new size, or leave."""
        self._say(event.size)
        self._leave_if_possible()

    def on_screen_resume(self) -> None:
        """Another screen that lay above this one is gone: the window may have grown meanwhile."""
        self._leave_if_possible()

    def _leave_if_possible(self) -> None:
        if not too_small(self.app.size) and self.is_current:
            app = self.app
            self.dismiss()
            # The screen below may have been laid out while the size was still changing: lay it out once more.
            app.call_after_refresh(lambda: app.screen.refresh(layout=True))


def guard(app: TutorApp, size: Size) -> None:
    """Cover the app while its terminal, now of ``size``, is too small."""
    if too_small(size) and not isinstance(app.screen, SmallScreen):
        app.push_screen(SmallScreen())
