"""The weights and biases of a small net, one a line, to be turned or typed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.weights import Weight
from tutor.actions import Action
from tutor.numbers import signed
from tutor.screens.dialog import Dialog, leaving
from tutor.screens.lab.screen import HUGE, WIDE
from tutor.screens.menu import Menu

STEP = 0.1
"""How far ← and → turn a weight."""
MOST = 1000.0


def without_values(weights: Iterable[Weight]) -> tuple[Weight, ...]:
    """Which weights there are, whatever they are now."""
    return tuple(replace(weight, value=0.0) for weight in weights)


COLUMNS = [(0, "-slim"), (WIDE[0], "-wide"), (HUGE[0], "-huge")]
"""As wide as the knobs that it lies over."""


class WeightsScreen(Dialog[None]):
    """A list of weights over the knobs, so that the pictures stay in sight; each change is told to ``change``."""

    TITLE = "Weights"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("left,minus", "turn(-1)", "Turn", "Turn the highlighted weight down.", key_display="← →"),
        Action("right,plus,equals_sign", "turn(1)", "More", "Turn it up.", show=False),
        Action("enter", "choose", "Set", "Type a value for it, and set it.", key_display="↵", bound=False),
        Action("0", "zero", "Cut", "Cut the connection: the weight becomes 0.", show=False),
    )
    BINDINGS = leaving("W", *ACTIONS)
    HORIZONTAL_BREAKPOINTS = COLUMNS
    DEFAULT_CSS = """
    WeightsScreen {
        align: left top; background: $background 0%;
        & > Frame { width: 34; height: 1fr; margin: 1 0 4 0; padding: 0; }
        &.-wide > Frame { width: 38; }
        &.-huge > Frame { width: 50; }
        & Menu > .option-list--option { padding: 0 1; }
        & Menu { height: 1fr; }
        & > Frame > Input { display: none; margin: 0; padding: 0 1; }
    }
    """

    def __init__(self, weights: Sequence[Weight], change: Callable[[str, int, float, str], None]) -> None:
        super().__init__()
        self.weights, self._change = list(weights), change
        self._by_hand: set[int] = set()

    def body(self) -> ComposeResult:
        yield Menu(*(Option(_line(weight)) for weight in self.weights))
        yield Input(compact=True, placeholder="a number", max_length=20)

    @property
    def _place(self) -> int:
        return self.query_one(Menu).highlighted or 0

    def set_value(self, value: float) -> None:
        """Set the highlighted weight."""
        place = self._place
        self._by_hand.add(place)
        weight = replace(self.weights[place], value=value)
        self._show({place: weight})
        self._change(weight.parameter, weight.index, value, weight.called)

    def follow(self, weights: list[Weight]) -> None:
        """Take the values of a newer picture, but for those set by hand: the run may have stood still only now."""
        if not self.is_mounted:
            self.weights = weights
            return
        pairs = enumerate(zip(self.weights, weights, strict=False))
        self._show({place: new for place, (old, new) in pairs if new != old and place not in self._by_hand})

    def _show(self, weights: Mapping[int, Weight]) -> None:
        for place, weight in weights.items():
            self.weights[place] = weight
        self.query_one(Menu).replace_prompts({place: _line(weight) for place, weight in weights.items()})

    def action_turn(self, by: int) -> None:
        """A little up or down, to whole steps."""
        self.set_value(max(-MOST, min(MOST, round(self.weights[self._place].value / STEP + by) * STEP)))

    def action_zero(self) -> None:
        """Cut the connection."""
        self.set_value(0.0)

    def action_leave(self) -> None:
        """Out of the line to type in, else out of the list."""
        line = self.query_one(Input)
        if line.display:
            self._typed(line)
        else:
            self.dismiss()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: type a value."""
        line = self.query_one(Input)
        line.value, line.display = f"{self.weights[event.option_index].value:.4g}", True
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, if it is one."""
        try:
            value = float(event.value.replace("−", "-").replace(",", "."))
        except ValueError:
            value = math.nan
        if not abs(value) <= MOST:
            typed = f", not {event.value!r}" if event.value.strip() else ""
            told = f"A weight is a number from −{MOST:g} to {MOST:g}{typed}. Esc leaves it as it was."
            self.notify(told, severity="warning", markup=False)
            return
        self._typed(event.input)
        self.set_value(value)

    def _typed(self, line: Input) -> None:
        line.display = False
        self.query_one(Menu).focus()


def _line(weight: Weight) -> Content:
    return Content(f"{weight.label:<19}{signed(weight.value):>9}")
