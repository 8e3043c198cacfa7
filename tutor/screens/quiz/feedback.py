"""The verdict on an answer, with its reason, the explanation and the section that says it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from quizzes.model import Fill, Number
from tutor.plain.answers import right_answer
from tutor.quiz.session import Given
from tutor.screens.quiz.choices import RIGHT, WRONG, styled


class Feedback(Static):
    """The verdict: a word and a sign, why this very answer is right or wrong, the explanation, where to read on."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    Feedback {
        height: auto; margin-top: 1; padding: 0 2;
        border-left: outer $success; background: $success 8%;
        &.-wrong { border-left: outer $error; background: $error 8%; }
    }
    """

    def __init__(self, given: Given, section_title: str) -> None:
        super().__init__(Content("\n").join(self._parts(given, section_title)))
        self.set_class(not given.verdict.right, "-wrong")

    @staticmethod
    def _parts(given: Given, section_title: str) -> Iterator[Content]:
        right, question = given.verdict.right, given.question
        yield (
            Content.styled(f"{RIGHT} Right", "bold $text-success")
            if right
            else Content.styled(f"{WRONG} Not right", "bold $text-error")
        )
        yield styled(given.verdict.why)
        if not right and isinstance(question, Number | Fill):
            yield Content.styled(right_answer(question, given.answer), "bold")
        yield Content("")
        yield styled(question.explain)
        if section_title:
            link = Content(f"Read the section “{section_title}”")
            click = Style.from_meta({"@click": "screen.read_section"})
            yield Content.assemble(("r", "bold $text-accent"), "  ", link.stylize(click))
