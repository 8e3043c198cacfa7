"""A prediction on screen: the learner chooses, the lab runs in the worker, and what came out decides."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Button, Static

from quizzes.graders import problem_with
from quizzes.model import Predict
from quizzes.predicting import NO_RUN
from tutor.lab.view import RunView
from tutor.preferences import often
from tutor.quiz.prediction import Run, lab_file
from tutor.quiz.session import Given
from tutor.screens.quiz.outcomes import Outcomes
from tutor.screens.quiz.pages import QuestionPage
from tutor.widgets.painted import Painted
from tutor.widgets.run_line import ShortRun, paint_short_run

if TYPE_CHECKING:
    from tutor.app import TutorApp

FRAMES = 12
"""How often a second the worker is listened to."""


class PredictPage(QuestionPage):
    """One prediction. Enter starts the run; its end is the answer."""

    DEFAULT_CSS = """
    PredictPage {
        & #run { height: 9; margin-top: 1; display: none; }
        &.-unmade #run { height: 1 !important; }
    }
    """

    def __init__(self, question: Predict, options: Sequence[str], last: bool) -> None:
        super().__init__(question, options, last)
        self.predict = question
        self._run: Run | None = None
        self._timer: Timer | None = None
        self._choice, self._began = "", 0.0

    def compose(self) -> ComposeResult:
        *above, button = super().compose()
        yield from above
        yield Painted(ShortRun(RunView(), 0, self.predict.metric, RunView().losses), paint_short_run, id="run")
        yield button

    def on_mount(self) -> None:
        """The process that will train starts while the learner thinks."""
        super().on_mount()
        self.query_one(Button).label = "Run"
        self.call_after_refresh(self._app.fresh_worker().warm_up)

    @property
    def _app(self) -> TutorApp:
        return cast("TutorApp", self.app)

    @property
    def running(self) -> bool:
        """Whether the lab runs now."""
        return self._run is not None and not self.settled

    # -- the run -------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Start the run, or go on once it has decided."""
        if self.settled:
            super().submit()
        elif self._run is None:
            choice = self.input.answer
            if problem := problem_with(self.question, choice):
                self.show_problem(problem)
            else:
                self._start(str(choice))

    def _start(self, choice: str) -> None:
        self._choice = choice
        self._hold(True)
        self._began = monotonic()
        file = lab_file(self._app.course, self.predict.lab)
        moving = self.app.animation_level != "none"
        self._run = Run(self.predict, file, self._app.fresh_worker(), watched=moving)
        self.screen.refresh_bindings()
        self._draw()
        self.call_after_refresh(self.scroll_to_widget, self._picture, animate=False)
        self._timer = often(self._app, self, FRAMES, self._listen)

    def _listen(self) -> None:
        """Take in what the worker said; at the end give the answer."""
        run = self._run
        if run is None or self._timer is None or not (run.poll() or run.evidence is not None):
            return
        self._draw()
        if run.evidence is not None:
            self._end()
            self.post_message(self.Answered([self._choice, run.evidence], monotonic() - self._began))

    def stop(self) -> None:
        """End the run now; it decides nothing then."""
        if self.running and self._run is not None:
            self._run.stop()
            self._listen()

    def leave(self) -> None:
        """The learner goes elsewhere in the middle of the run: it ends, and the question waits."""
        if self._timer is not None:
            self.on_unmount()
            self._run = None
            self._hold(False)
            self._picture.display = False

    def on_unmount(self) -> None:
        """The page is left: its run ends."""
        if self._run is not None:
            self._run.stop()
        self._end()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    # -- drawing -------------------------------------------------------------------------------------------

    @property
    def _picture(self) -> Painted[ShortRun]:
        return self.query_one("#run", Painted)

    def _hold(self, held: bool) -> None:
        """Keep the choice while the lab runs."""
        assert isinstance(self.input, Outcomes)
        self.query_one(Button).display = not held
        self.query_one(".how", Static).update("The lab runs; x stops it." if held else self.input.HOW)
        if held:
            self.input.hold()
            self.query_one(".problem").display = False
        else:
            self.input.release()
            self.focus_answer()

    def _draw(self) -> None:
        run = self._run
        assert run is not None
        over = run.evidence is not None
        self.set_class(over and str(run.evidence).startswith(NO_RUN) and not run.view.step, "-unmade")
        self._picture.display = True
        self._picture.show(ShortRun(run.view, run.steps, self.predict.metric, run.curve))

    def settle(self, given: Given) -> None:
        """Mark what came out."""
        super().settle(given)
        self.query_one(Button).display = True
