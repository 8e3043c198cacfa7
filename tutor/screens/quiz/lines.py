"""Lines of code or of a calculation, of which one is wrong."""

from __future__ import annotations

from textwrap import wrap

from textual.content import Content

from quizzes.model import Answer, Spot
from tutor.quiz.session import Given
from tutor.screens.quiz.choices import RIGHT, WRONG, Choices, Mark, noted


class Lines(Choices):
    """Find the wrong line: what the cursor is on is chosen. Lines that are only context are passed over."""

    HOW = "Choose the wrong line: its number or ↑ ↓, then Enter."
    DEFAULT_CSS = """
    Lines { background: $foreground 4%; padding: 0 1; }
    """

    def __init__(self, question: Spot) -> None:
        super().__init__([line.text for line in question.lines])
        self.choosable = [place for place, line in enumerate(question.lines) if line.why]

    @property
    def answer(self) -> Answer:
        return self.texts[self.at] if self.at >= 0 else ""

    def mark(self, place: int) -> Mark:
        if place not in self.choosable:
            return Mark(" ")
        return Mark("●", "$text-primary") if place == self.at else Mark("○")

    def pick(self, place: int) -> None:
        if place in self.choosable:
            self.at = place

    def place_of(self, y: int) -> int:
        place = super().place_of(y)
        return place if place in self.choosable else -1

    def action_move(self, by: int) -> None:
        """Move the cursor by so many of the lines one can choose; from the outside it enters at the near end."""
        last = len(self.choosable) - 1
        start = self.choosable.index(self.at) if self.at >= 0 else last + 1 if by < 0 else -1
        self.at = self.choosable[max(0, min(last, start + by))]

    def _settled(self, given: Given) -> list[Mark]:
        assert isinstance(given.question, Spot)
        return [
            _found(line.wrong, bool(line.why) and line.text == given.answer, given.verdict.right)
            for line in given.question.lines
        ]

    def _body(self, place: int, note: str, width: int) -> list[Content]:
        """The line as it stands, without marks; what is too long goes on below, further in."""
        text = self.texts[place]
        inner = " " * (len(text) - len(text.lstrip()) + 4)
        style = "" if place in self.choosable else "$text-muted"
        lines = [Content.styled(line, style) for line in wrap(text, width, subsequent_indent=inner[: width // 2])]
        return noted(lines or [Content("")], Content.styled(note, "bold $text-muted"), width)


def _found(wrong: bool, chosen: bool, right: bool) -> Mark:
    """The mark of a line once the answer is graded."""
    if wrong:
        return Mark(RIGHT, "bold $text-success", "← wrong, you found it" if right else "← this one is wrong")
    return Mark(WRONG, "bold $text-error", "← your answer") if chosen else Mark(" ")
