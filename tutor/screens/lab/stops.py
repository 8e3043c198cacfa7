"""A dialog that asks when a run is to stop by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from engine.commands import Rule
from engine.lab import LabError
from engine.stops import parse, reachable
from tutor.actions import Action
from tutor.lab.desk import LabDesk
from tutor.screens.line import LineDialog


class StopScreen(LineDialog[Sequence[Rule]]):
    """For runs of ``length`` steps, measured by the metrics ``names``. Returns the rules written down, none for "run to
    the end", or None if nothing is to change."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "take", "Set it (empty: run to the end)", "Stop where this says.", bound=False),
    )

    def __init__(self, desk: LabDesk, length: int, names: tuple[str, ...]) -> None:
        bar = desk.lab.bar
        such_as = f"loss<0.1, step=200, {bar.metric}{bar.op}{bar.value:g}"
        super().__init__(Input(placeholder=such_as, classes="below"), "Stop when …")
        self.desk, self.length, self.names = desk, length, names

    def body(self) -> ComposeResult:
        yield Static("One limit or several, with commas. The run pauses; space goes on.", markup=False)
        yield from super().body()
        every = max(1, self.length // 100)
        steps = "step" if every == 1 else f"{every} steps"
        yield Static(
            "step and loss are looked at after every step: the run stops exactly there. The loss is that of the "
            f"step's own batch. Metrics count when they are measured, every {steps}: {', '.join(self.names)}.",
            classes="note below",
            markup=False,
        )

    def read(self, text: str) -> list[Rule]:
        rules = [parse(part, self.names) for part in text.split(",") if part.strip()]
        for rule in rules:
            reachable(rule, self.length, self.desk.lab.lowest_loss)
            if rule.what == "step" and rule not in self.desk.stops:
                self._to_come(rule.value)
        return rules

    def _to_come(self, step: float) -> None:
        """Raises LabError for a step at which the present run cannot stop any more."""
        view = self.desk.view
        if view.alive and step <= view.step:
            raise LabError(f"This run is at step {view.step:,} already.", "Name a later one, or press r first.")


def written(rule: Rule) -> str:
    """A rule as it is typed."""
    return f"step={rule.value:.0f}" if rule.what == "step" else f"{rule.what}{rule.op}{rule.value:g}"
