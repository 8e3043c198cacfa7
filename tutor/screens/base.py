"""What every screen of the app shares: its line above and below, going back, and the way to the record."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.renderables.blank import Blank
from textual.screen import ModalScreen
from textual.visual import RichVisual, Visual

from tutor.actions import Action, bindings
from tutor.hearing import PaintedOnce
from tutor.screens.bars import KeyBar, TopBar
from tutor.widgets.below import Shaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.app import TutorApp

T = TypeVar("T")
ROWS = [(0, "-low"), (32, "-high"), (50, "-tall")]
"""Few rows: no blank one is to spare. Many: what is short stands lower, nearer to where eyes rest."""
BACK = Action("escape,backspace", "back", "Back", "Go back to where you came from.", key_display="Esc")


def aside(asking: DOMNode, work: Callable[[], object]) -> None:
    """Do ``work`` on a thread. With Textual's own way, a thread would hold the screen until it gets other work."""
    asking.run_worker(asyncio.to_thread(work))


class Above(PaintedOnce[T], ModalScreen[T]):
    """Base of all that lies over a screen. It closes itself, and once: a key typed too late closes nothing else.

    The app's own keys do not get past it, but for those that terminals are expected to obey everywhere.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "app.quit", show=False),
        Binding("ctrl+z", "app.suspend_process", show=False),
    ]

    _is_new = True
    """Nothing of it was painted yet."""
    shade_is_due = False
    """It stands there or is just being painted, and the screen below is not shaded yet."""

    def _render(self) -> Visual:
        visual = super()._render()
        drawn = visual._renderable if isinstance(visual, RichVisual) else None
        if not isinstance(drawn, BackgroundScreen):
            return visual
        return Blank(drawn.color) if self._is_new and self._own_regions else Shaded(drawn.screen, drawn.color)

    def _compositor_refresh(self) -> None:
        first = self._own_regions if self._is_new and self is self.app.screen and not self._waits else set()
        self.shade_is_due = bool(first)
        if first:
            self._compositor._dirty_regions = first.copy()
        super()._compositor_refresh()
        if first:
            self._is_new = False
            self.refresh()

    @property
    def _own_regions(self) -> set[Region]:
        """Where it hides what lies below. This is painted first, beside what stands there still: the shade can wait."""
        return {child.region for child in self.displayed_children if child.region and child.styles.background.a == 1}

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close it, if it is there and on top."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class TutorScreen(PaintedOnce[None]):
    """Base of all full screens.

    Subclasses set ``TITLE``, ``ACTIONS`` and ``BINDINGS = bindings(ACTIONS)`` and yield their widgets from
    :meth:`body`; the line above shows ``title`` and ``sub_title`` (set them at any time), the line below and
    the help page are made from ``ACTIONS``. ``check_action`` returning False hides an action, None dims it.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    COMMON: ClassVar[tuple[Action, ...]] = (BACK,)
    BINDINGS = bindings(COMMON)

    DEFAULT_CSS = """
    TutorScreen { background: $background; }
    """

    VERTICAL_BREAKPOINTS = ROWS

    belongs_to: TutorScreen | None = None
    """The screen below that this one is a part of: what runs there goes on."""

    @property
    def tutor(self) -> TutorApp:
        """The app: the course, the record, the worker, and every way to another screen."""
        return cast("TutorApp", self.app)

    @property
    def is_open(self) -> bool:
        """Whether this screen is still there to be drawn on: an answer may come after it was left."""
        app = self.parent  # not self.app: where two apps run in one process, that is the one that was asked last
        return self.is_running and isinstance(app, App) and self in app.screen_stack

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call back after the next paint, unless this screen was left before that."""
        return super().call_after_refresh(lambda: callback(*args, **kwargs) if self.is_open else None)

    def compose(self) -> ComposeResult:
        # known before the first layout: else all would be styled twice
        self.add_class(*self._get_breakpoint_classes(self.app.size.height, ROWS))
        yield TopBar()
        yield from self.body()
        yield KeyBar(self.ACTIONS, self.COMMON, self.tutor.ACTIONS)

    def body(self) -> ComposeResult:
        """The widgets between the two lines."""
        yield from ()

    def unfinished(self) -> str:
        """A question to ask before the app quits, such as "A lab is training. Stop it?"; "" for none."""
        return ""

    def action_back(self) -> None:
        """Return to the screen below, if there is one."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
