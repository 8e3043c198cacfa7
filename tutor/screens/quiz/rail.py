"""The line above a quiz: all its questions, and how they went so far."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.learner.progress import plural
from tutor.quiz.session import QuizSession
from tutor.screens.quiz.choices import RIGHT, WRONG


class Rail(Widget):
    """All questions in one line: answered right or wrong, the present one, those to come."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rail { height: auto; min-height: 2; padding: 1 2 0 2; }
    """

    given: reactive[tuple[bool | None, ...]] = reactive(())
    """By question: answered right, answered wrong, or None."""
    unknown: reactive[frozenset[int]] = reactive(frozenset())
    """Those that the learner said not to know."""
    here: reactive[int] = reactive(-1)
    """The question that is shown, from 0; -1 for none."""

    opening: reactive[str] = reactive("", layout=True)
    """What is said as the quiz begins."""

    def render(self) -> RenderResult:
        if not self.given:
            return ""
        return Content("\n").join(
            [
                self._line(),
                *([Content.styled(self.opening, "$text-muted")] if self.opening and len(self.given) > 1 else []),
            ]
        )

    def _line(self) -> Content:
        words = self._words()
        room, count = self.size.width - words.cell_length - 3, len(self.given)
        if count > room:
            return words
        gap = min(6, (room - count) // max(1, count - 1))
        line = Content.styled("─" * gap, "$text-muted")
        stops = line.join(self._stop(n, right) for n, right in enumerate(self.given))
        return Content.assemble(stops, "   ", words)

    def _stop(self, number: int, right: bool | None) -> Content:
        if number in self.unknown:
            return Content.styled("?", "bold $text-muted")
        if right is None:
            here = number == self.here
            return Content.styled("◆", "bold $text-accent") if here else Content.styled("○", "$text-muted")
        return Content.styled(RIGHT if right else WRONG, "bold $text-success" if right else "bold $text-error")

    def _words(self) -> Content:
        right = sum(1 for one in self.given if one)
        count = len(self.given)
        at = f"question {self.here + 1} of {count}" if self.here >= 0 else f"{count} {plural('question', count)}"
        return Content.assemble((at, "bold"), (f" · {right} right", "$text-muted"))


def rights(session: QuizSession) -> tuple[bool | None, ...]:
    """By question of ``session``: answered right, wrong, or not yet."""
    verdicts = {name: given.verdict.right for name, given in session.given.items()}
    return tuple(verdicts.get(question.id) for question in session.questions)
