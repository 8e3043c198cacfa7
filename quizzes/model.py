"""The kinds of question, as strict data.

What is recorded of an answer is plain JSON made of stable strings (a choice's text, an item's text, what was
typed), never a position, so that reordering a question loses nothing.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from quizzes.plain_data import as_plain

Text = Annotated[str, Meta(min_length=1)]
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One choice: its text, whether it is right, and why it is right or wrong."""

    text: Text
    why: Text
    right: bool = False


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer people often give, and what went wrong on the way to it."""

    answer: Text
    why: Text


class Base(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """What every question has: a stable id, the lesson section it belongs to, a prompt, hints, an explanation."""

    id: Id
    section: Id
    prompt: Text
    explain: Text
    hints: Annotated[list[Text], Meta(min_length=1)]


class Single(Base, frozen=True, tag="single", kw_only=True):
    """Exactly one choice is right. Answer: the choice's text."""

    choices: Annotated[list[Choice], Meta(min_length=2)]


class Several(Base, frozen=True, tag="several", kw_only=True):
    """One or more choices are right, and all of them are wanted. Answer: list of texts."""

    choices: Annotated[list[Choice], Meta(min_length=3)]


class Number(Base, frozen=True, tag="number", kw_only=True):
    """A number within ``tolerance`` (absolute). Answer: what was typed, such as "0.5", "1/2" or "50 %"."""

    answer: float
    tolerance: Annotated[float, Meta(ge=0)]
    unit: str = ""
    mistakes: list[Mistake] = []


class Order(Base, frozen=True, tag="order", kw_only=True):
    """Put items in order; they are listed here in the right one. Answer: list of texts."""

    items: Annotated[list[Text], Meta(min_length=3)]


class Fill(Base, frozen=True, tag="fill", kw_only=True):
    """A word or short text for the blank (``___`` in the prompt). Answer: what was typed."""

    answers: Annotated[list[Text], Meta(min_length=1)]
    mistakes: list[Mistake] = []


class Pair(Struct, frozen=True, forbid_unknown_fields=True):
    """Two things that belong together, and why they do."""

    left: Text
    right: Text
    why: Text


class Decoy(Struct, frozen=True, forbid_unknown_fields=True):
    """A right-hand side that belongs to nothing, and why."""

    text: Text
    why: Text


class Match(Base, frozen=True, tag="match", kw_only=True):
    """Find what belongs to what. Answer: list of "left → right", in the order of ``pairs``."""

    pairs: Annotated[list[Pair], Meta(min_length=3)]
    extra: list[Decoy] = []


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of code or of a calculation; one without ``why`` is context and cannot be chosen."""

    text: str
    why: str = ""
    wrong: bool = False


class Spot(Base, frozen=True, tag="spot", kw_only=True):
    """Find the one wrong line. Answer: the line's text."""

    lines: Annotated[list[Line], Meta(min_length=3)]

    @property
    def choosable(self) -> list[str]:
        """The lines one can choose, in order."""
        return [line.text for line in self.lines if line.why]


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """What a run may show: ``low`` ≤ metric < ``high`` (either may be left out), or a loss that is no number."""

    text: Text
    why: Text
    low: float | None = None
    high: float | None = None
    diverges: bool = False
    expected: bool = False


class Predict(Base, frozen=True, tag="predict", kw_only=True):
    """Say what a short real run of a lab will show; the run decides.

    Answer: the outcome's text, and what the run showed ("accuracy = 0.75"; see ``quizzes/predicting.py``).
    """

    lab: Id
    metric: Text
    outcomes: Annotated[list[Outcome], Meta(min_length=2)]
    knobs: dict[str, float | str] = {}
    steps: Annotated[int, Meta(ge=1)] | None = None


class Slip(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong result of a call that tells what went wrong, and what that is."""

    gives: Any
    why: Text

    def __post_init__(self) -> None:
        force_setattr(self, "gives", as_plain(self.gives))


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """One call of the learner's function: arguments and result are plain data (``quizzes/plain_data.py``)."""

    function: Text
    args: list[Any]
    gives: Any
    tolerance: Annotated[float, Meta(ge=0)] = 1e-6
    mistakes: list[Slip] = []

    def __post_init__(self) -> None:
        force_setattr(self, "args", as_plain(self.args))
        force_setattr(self, "gives", as_plain(self.gives))


class Code(Base, frozen=True, tag="code", kw_only=True):
    """Write Python; it is run and called (``quizzes/trial.py``). Answer: the code, and what the run brought as JSON.

    ``arrays``: lists among the arguments arrive as NumPy arrays of floats.
    """

    starter: Text
    solution: Text
    calls: Annotated[list[Call], Meta(min_length=3)]
    arrays: bool = False


Question = Single | Several | Number | Order | Fill | Match | Spot | Predict | Code
Answer = str | list[str]


class Quiz(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All questions of one lesson."""

    format: int
    lesson: Id
    questions: list[Question]


class Verdict(Struct, frozen=True):
    """Right or wrong, and the sentence that says why for this very answer."""

    right: bool
    why: str
