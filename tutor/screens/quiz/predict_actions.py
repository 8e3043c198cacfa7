"""What the quiz screen does for predictions: their page, their key, and ending a run that nobody watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.actions import Action
from tutor.screens.base import TutorScreen
from tutor.screens.quiz.standing import PagedScreen

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.screens.quiz.predict import PredictPage

PREDICT_ACTIONS = (
    Action("enter", "run_lab", "Run", "Keep the prediction and run the lab, which decides."),
    Action("x", "stop_run", "Stop", "Stop the lab that runs; then what it showed before decides."),
)


class PredictActions(PagedScreen):
    """The part of the quiz screen that serves predictions."""

    @property
    def predict_page(self) -> PredictPage | None:
        """The prediction that is shown, if one is."""
        from tutor.screens.quiz.predict import PredictPage

        return self.standing if isinstance(self.standing, PredictPage) else None

    def predict_page_of(self, question: Question, options: Sequence[str], last: bool) -> PredictPage | None:
        """The page of a prediction; None for another kind of question."""
        from quizzes.model import Predict

        if not isinstance(question, Predict):
            return None
        from tutor.screens.quiz.predict import PredictPage

        return PredictPage(question, options, last)

    @property
    def run_goes_on(self) -> bool:
        """Whether a lab runs to decide a prediction."""
        page = self.predict_page
        return page is not None and page.running

    def predict_shown(self, asking: bool) -> dict[str, bool]:
        """Which of its actions are possible now."""
        return {"run_lab": asking and self.predict_page is not None, "stop_run": self.run_goes_on}

    def action_run_lab(self) -> None:
        """Run what was predicted."""
        if (page := self.predict_page) is not None:
            page.submit()

    def action_stop_run(self) -> None:
        """Stop the run."""
        if (page := self.predict_page) is not None:
            page.stop()

    def on_screen_suspend(self) -> None:
        """Another full screen came over this one: a run ends, so that nothing trains unseen."""
        page = self.predict_page
        if page is not None and isinstance(self.app.screen, TutorScreen):
            page.leave()
