"""What a run may show, to choose from before it runs."""

from __future__ import annotations

from quizzes.model import Predict
from quizzes.predicting import NO_RUN, outcome_of
from tutor.quiz.session import Given
from tutor.screens.quiz.choices import RIGHT, WRONG, Mark, OneOf


class Outcomes(OneOf):
    """Choose what the run will show."""

    HOW = "What do you expect? A number or ↑ ↓, then Enter: the lab runs and decides."

    def _settled(self, given: Given) -> list[Mark]:
        assert isinstance(given.question, Predict)
        chosen, evidence = given.answer if isinstance(given.answer, list) else (given.answer, "")
        happened = outcome_of(given.question, evidence)
        made = not evidence.startswith(NO_RUN)
        return [_came(happened is not None and text == happened.text, text == chosen, made) for text in self.texts]


def _came(happened: bool, chosen: bool, made: bool) -> Mark:
    """The mark of an outcome once the run is over; ``made``: there was one."""
    if happened:
        other = "it came out so" if made else "it came out so before"
        return Mark(RIGHT, "bold $text-success", "as you said" if chosen else other)
    return Mark(WRONG, "bold $text-error", "your answer") if chosen else Mark(" ")
