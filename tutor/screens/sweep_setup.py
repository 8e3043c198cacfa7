"""What to sweep: a knob, its values, how many seeds, how long at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.commands import KnobValue
from engine.lab import Knob, Lab, LabError, Number
from engine.words import limit, words
from tutor.actions import Action, bindings
from tutor.lab.sweep import Plan, described, seeds_from, some_values, spread, sweepable
from tutor.lab.words import value_text
from tutor.numbers import number
from tutor.screens.dialog import Choices, Dialog
from tutor.widgets.travel import log_start

COUNT, SEEDS, MINUTES = 8, 1, 5
LABELS = {"low": "from", "high": "to", "count": "values", "seeds": "seeds each", "minutes": "at most"}
"""The fields to type in, and what they are called."""
MOST_MINUTES = 120


class Wanted(NamedTuple):
    """A sweep to be made, and the seconds it may take."""

    plan: Plan
    limit: float


class FieldError(LabError):
    """What stands in ``field`` will not do."""

    def __init__(self, field: str, message: str, hint: str) -> None:
        super().__init__(f"“{LABELS[field]}”: {message}", hint)
        self.field = field


@contextmanager
def about(field: str) -> Iterator[None]:
    """What is refused inside is about ``field``: a LabError becomes a :class:`FieldError`."""
    try:
        yield
    except LabError as mistake:
        raise FieldError(field, mistake.message, mistake.hint) from None


class Scale(Static, can_focus=True):
    """Whether values lie evenly or by equal factors; Space and the arrows turn it."""

    ACTIONS = (Action("space,left,right", "turn_round", "Turn", "Even steps, or equal factors.", show=False),)
    BINDINGS = bindings(ACTIONS)

    class Turned(Message):
        """It was turned."""

    log_scale = False

    def turn(self, log_scale: bool) -> None:
        """Show one of the two."""
        self.log_scale = log_scale
        self.update("◂ equal factors ▸" if log_scale else "◂ equal steps ▸")
        self.post_message(self.Turned())

    def action_turn_round(self) -> None:
        """The other one."""
        self.turn(not self.log_scale)

    def on_click(self) -> None:
        """As Space does."""
        self.action_turn_round()


class SweepSetup(Dialog[Wanted]):
    """Asks for the sweep over a knob that is not ``hidden``, ``first`` proposed; returns it, or None."""

    TITLE = "Sweep one knob"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("tab", "next_field", "Next field", "Go to the next field.", bound=False),
        Action("enter", "start", "Start", "Train with each of the values.", bound=False),
    )
    DEFAULT_CSS = """
    SweepSetup {
        & > Frame { width: 76; }
        & Choices { margin: 1 0; }
        & Horizontal { height: 1; padding: 0 1; margin-bottom: 1; }
        & Horizontal Static { width: auto; margin-right: 1; color: $text-muted; }
        & Input { width: 7; margin-right: 1; background: $panel; }
        & #count, & #seeds { width: 4; }
        & Horizontal Scale { color: $foreground; }
        & Scale:focus { background: $primary 30%; text-style: bold; }
        & #told { min-height: 2; }
        &.-choice #range { display: none; }
    }
    """

    each: float | None = None
    """How many seconds a run takes, if that is known."""

    def __init__(
        self, lab: type[Lab], knobs: Mapping[str, KnobValue], seed: int, hidden: tuple[str, ...] = (), first: str = ""
    ) -> None:
        super().__init__()
        self.lab, self.knobs, self.seed = lab, dict(knobs), seed
        self.all = sweepable(lab, hidden)
        names = [one.name for one in self.all]
        self.place = next((names.index(name) for name in (first, "learning_rate") if name in names), 0)
        self._shown: Knob = self.all[self.place]

    def body(self) -> ComposeResult:
        yield Static("Each value is trained with; all else stays as it is now.", classes="note")
        yield Choices(*(Option(_line(knob)) for knob in self.all))
        knob, scale = self._shown, Scale(id="log")
        given = _whole_range(knob) if isinstance(knob, Number) else dict.fromkeys(("low", "high", "count"), "")
        with Horizontal(id="range"):
            for name, text in given.items():
                yield from _field(name, text)
            yield scale
        scale.turn(isinstance(knob, Number) and knob.log)
        with Horizontal():
            yield from _field("seeds", str(SEEDS))
            yield from _field("minutes", str(MINUTES))
            yield Static("minutes")
        yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.set_class(not isinstance(self._shown, Number), "-choice")
        self.query_one(Choices).highlighted = self.place

    def on_screen_resume(self) -> None:
        """How long a run takes may be known only since this was built."""
        self._tell()

    @property
    def knob(self) -> Knob:
        """The knob that is chosen."""
        return self.all[self.query_one(Choices).highlighted or 0]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another knob: its whole range at first."""
        knob = self.knob
        if knob is not self._shown:
            self._shown = knob
            self.set_class(not isinstance(knob, Number), "-choice")
            if isinstance(knob, Number):
                for name, text in _whole_range(knob).items():
                    self.query_one(f"#{name}", Input).value = text
                self.query_one(Scale).turn(knob.log)
        self._tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what would be done."""
        self._tell()

    def on_scale_turned(self, event: Scale.Turned) -> None:
        """Say what would be done."""
        self._tell()

    def _tell(self) -> None:
        try:
            text = Content(described(self.wanted().plan, self.each))
        except LabError as mistake:
            text = Content.styled(f"✗ {mistake.message} {mistake.hint}".rstrip(), "$text-warning bold")
        told = self.query_one("#told", Static)
        if told.content != text:
            told.update(text)

    def wanted(self) -> Wanted:
        """The sweep as it stands there. Raises FieldError."""
        knob, log = self.knob, self.query_one(Scale).log_scale
        if isinstance(knob, Number):
            values = self._values(knob, log)
        else:
            values, log = spread(knob, 0, 0, 0, False), False
        with about("seeds"):
            seeds = seeds_from(self.seed, int(self._number("seeds", int)))
        with about("minutes"):
            minutes = self._number("minutes", float)
            if not 0 < minutes <= MOST_MINUTES:
                raise LabError(f"A sweep may take up to {MOST_MINUTES} minutes, not {minutes:g}.")
        return Wanted(Plan(self.lab, knob.name, values, seeds, self.knobs, log), minutes * 60)

    def _values(self, knob: Number, log: bool) -> tuple[KnobValue, ...]:
        """The values of a number."""
        with about("low"):
            low = float(knob.parse(self._text("low")))
        with about("high"):
            high = float(knob.parse(self._text("high")))
        with about("count"):
            some_values(count := int(self._number("count", int)))
        with about("low"):
            return spread(knob, low, high, count, log)

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _number(self, name: str, kind: Callable[[str], float]) -> float:
        text = self._text(name)
        try:
            return kind(text)
        except ValueError:
            raise LabError(f"{text!r} is no {'whole ' if kind is int else ''}number.") from None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a knob: begin."""
        self.action_start()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field: begin."""
        self.action_start()

    def action_next_field(self) -> None:
        """The same for a click on the key."""
        self.focus_next()

    def action_start(self) -> None:
        """Begin, if the sweep can be made; else go to the field that is wrong."""
        try:
            self.dismiss(self.wanted())
        except FieldError as mistake:  # told already
            field = self.query_one(f"#{mistake.field}", Input)
            field.focus()
            field.action_select_all()


def _field(name: str, value: str = "") -> ComposeResult:
    yield Static(LABELS[name], markup=False)
    # not validated when it changes: Textual would style the field, which stands nowhere yet, for that
    yield Input(value, id=name, compact=True, max_length=12, select_on_focus=True, validate_on=["submitted"])


def _whole_range(knob: Number) -> dict[str, str]:
    """What stands in the fields for it at first."""
    count = min(COUNT, int(knob.high - knob.low) + 1) if knob.whole else COUNT
    low = log_start(knob) if knob.log else knob.low
    return {"low": limit(low), "high": limit(knob.high), "count": str(max(2, count))}


def _line(knob: Knob) -> Content:
    if isinstance(knob, Number):
        told = f"{number(knob.low)} to {number(knob.high)}{', whole' if knob.whole else ''}"
    else:
        told = ", ".join(value_text(option) for option in getattr(knob, "options", ()))
    return Content.assemble((f"{words(knob.name):<20} ", "bold"), (told, "$text-muted"))
