"""Draw a picture by hand, and the net of the lab below reads it while you draw."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from engine.lab import Drawing
from engine.views import Array
from tutor.actions import Action, bindings
from tutor.lab.canvas import fit, packed
from tutor.numbers import step_count
from tutor.preferences import often
from tutor.screens.base import TutorScreen
from tutor.widgets.pad import PadWidget
from tutor.widgets.painted import Painted
from tutor.widgets.verdict import Verdict, paint_verdict

if TYPE_CHECKING:
    from engine.events import Fetched
    from tutor.lab.view import RunView
    from tutor.screens.lab.screen import LabScreen

FRAMES = 30
"""How often a second the worker is listened to: an answer should be seen at once."""
PAUSE = 0.1
"""Seconds between two questions, at least; in between, the newest drawing waits."""
LOST = 2.0
"""Seconds after which a question counts as lost."""
PENS = {
    "up": "Pen up: arrows move, Space puts it down.",
    "draw": "Pen down: arrows draw, Space lifts it.",
    "erase": "Eraser down: arrows rub out, e lifts it.",
}
BESIDE = 44
"""Cells for the answer beside the pad."""


class PadScreen(TutorScreen):
    """Over a lab screen, whose run goes on behind it. ``drawing`` says what the net's inputs look like."""

    TITLE = "draw"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("space", "pen", "Pen", "Put the pen down where the cursor is, or lift it."),
        Action("e", "eraser", "Eraser", "Put the eraser down, or lift it."),
        Action("x", "clear", "Clear", "Wipe the drawing away."),
        Action("n", "example", "Example", "A picture of the data, to compare; again: the next one."),
        Action("up,k", "move(0,-1)", "Up", "Move the cursor up.", show=False),
        Action("down,j", "move(0,1)", "Down", "Move the cursor down.", show=False),
        Action("left,h", "move(-1,0)", "Left", "Move the cursor to the left.", show=False),
        Action("right,l", "move(1,0)", "Right", "Move the cursor to the right.", show=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    PadScreen {
        & #sheet { padding: 1 1 0 1; }
        &.-low #sheet { padding-top: 0; }
        & #pad { border: round $primary; border-title-color: $text-primary; margin-right: 2; }
        & #verdict { height: 1fr; }
        & #words { height: 2; padding: 0 2; color: $text-muted; }
    }
    """

    def __init__(self, lab: LabScreen, shape: tuple[int, int], drawing: Drawing) -> None:
        super().__init__()
        self.lab, self.shape, self.drawing = lab, shape, drawing
        self.belongs_to = lab
        self.title = f"{lab.title}: draw it yourself"
        self._place = -1
        self._example: list[list[float]] | None = None
        """The example on the pad, as long as nothing is drawn over it: it is no drawing to be centred."""
        self._example_version = 0
        self._told = ""
        self._before = lab.desk.view
        self._asked: tuple[int, int, int] | None = None
        self._asked_at = 0.0
        self._waiting = False

    def body(self) -> ComposeResult:
        with Horizontal(id="sheet"):
            yield PadWidget()
            yield Painted(Verdict(self.drawing.labels, self._seen([])), paint_verdict, id="verdict")
        yield Static("", id="words", markup=False)

    def on_mount(self) -> None:
        self.pad.border_title = "draw here"
        self._show_words()
        often(self.tutor, self, FRAMES, self.listen)

    def on_resize(self, event: events.Resize) -> None:
        """The pad as large as it can be."""
        self.pad.fit_into(event.size.width - BESIDE - 6, event.size.height - 6)

    @property
    def pad(self) -> PadWidget:
        """Where one draws."""
        return self.query_one(PadWidget)

    # Asking the net

    def listen(self) -> None:
        """Take in what the worker said, and ask about the newest drawing when it is time."""
        self.lab.listen()
        view, before = self.lab.desk.view, self._before
        self._before = view
        if view.run != before.run:
            self._waiting, self._asked = False, None
        if view.fetched is not None and view.fetched is not before.fetched:
            self._take_example(view.fetched)
        if view.tried is not before.tried:
            self._waiting = False
            self._show_answer(view)
        self._ask(view)
        if (view.status, view.step) != (before.status, before.step):
            self._show_words()

    def _ask(self, view: RunView) -> None:
        """Ask if the drawing or the net is another than last time; never two questions at once."""
        canvas, now = self.pad.subject.canvas, time.monotonic()
        state = (canvas.version, view.step, view.run)
        if self._waiting and now - self._asked_at < LOST:
            return
        if not has_net(view) or canvas.is_empty or state == self._asked or now - self._asked_at < PAUSE:
            return
        self._waiting, self._asked, self._asked_at = True, state, now
        self.lab.desk.ask(packed(self._seen(canvas.ink)))

    def _seen(self, ink: list[list[float]]) -> list[list[float]]:
        """The drawing as the net sees it."""
        if self._example is not None:
            return self._example
        return fit(ink, self.shape, self.drawing) if ink else [[0.0] * self.shape[1] for _ in range(self.shape[0])]

    def _show_answer(self, view: RunView) -> None:
        said = view.tried.get("probabilities", Array("float32", (0,), b"")).flat()
        if len(said) == len(self.drawing.labels) and not self.pad.subject.canvas.is_empty:
            verdict = self.query_one("#verdict", Painted)
            verdict.show(verdict.subject._replace(said=said))

    def _take_example(self, fetched: Fetched) -> None:
        self._example = fetched.values.rows()
        self._told = f"From the data, {fetched.text}; n: the next one, x: clear."
        self._example_version = self.pad.subject.canvas.version + 1
        self.pad.take(self._example)

    def on_pad_widget_drawn(self) -> None:
        """Show at once what the net will see; its answer follows."""
        canvas, verdict = self.pad.subject.canvas, self.query_one("#verdict", Painted)
        if self._example is not None and canvas.version != self._example_version:
            self._example, self._told = None, ""
        said = () if canvas.is_empty else verdict.subject.said
        verdict.show(Verdict(self.drawing.labels, self._seen(canvas.ink), said))
        self._show_words()
        self._ask(self.lab.desk.view)

    def _show_words(self) -> None:
        view = self.lab.desk.view
        self.sub_title = f"step {view.step:,}"
        words = f"{self._told or PENS[self.pad.subject.pen]}\n{net_words(view)}"
        self.query_one("#words", Static).update(words)

    # Actions

    def action_move(self, across: int, down: int) -> None:
        """Move the cursor."""
        self.pad.move(across, down)

    def action_pen(self) -> None:
        """The pen down or up."""
        self.pad.lower("draw")

    def action_eraser(self) -> None:
        """The eraser down or up."""
        self.pad.lower("erase")

    def action_clear(self) -> None:
        """Begin again."""
        self.pad.clear()

    def action_example(self) -> None:
        """Ask for the next picture of the data."""
        if has_net(self.lab.desk.view):
            self._place += 1
            self.lab.desk.fetch(self._place)

    # Leaving

    def unfinished(self) -> str:
        """Asked before the app quits."""
        return self.lab.unfinished()

    def on_screen_suspend(self) -> None:
        """Another full screen came over this one and the lab: nothing trains unseen."""
        self.lab.on_screen_suspend()

    def on_screen_resume(self) -> None:
        """Here again."""
        self.lab.on_screen_resume()


def has_net(view: RunView) -> bool:
    """Whether there is a net to ask."""
    return view.seen and view.status in ("running", "paused", "finished")


def net_words(view: RunView) -> str:
    """How far the net is, for somebody who wonders what its answer is worth."""
    if not has_net(view):
        ended = view.status in ("failed", "cancelled")
        return "No net: go back (Esc) and build one with r." if ended else "The net is being built …"
    if not view.step:
        return "⚠ This net is untrained and only guesses. Esc goes back, there Space trains it."
    if view.status == "running":
        return f"The net is training: step {view.step:,}."
    return f"The net has had {step_count(view.step)} of training."
