"""A dialog that asks when a run is to stop by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from engine.commands import Rule
from engine.lab import LabError
from engine.stops import parse
from tutor.lab.desk import LabDesk


class StopScreen(ModalScreen[Sequence[Rule] | None]):
    """Returns the rules written down, none for "run to the end", or None if nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    StopScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 72; max-width: 100%; height: auto; max-height: 100%; padding: 0 2;
            border: round $primary; border-title-color: $text-primary; border-subtitle-color: $text-muted;
            background: $surface;
        }
        & .note { color: $text-muted; }
        & #mistake { color: $text-warning; text-style: bold; height: auto; }
        & Input { margin: 1 0; }
    }
    """

    def __init__(self, desk: LabDesk) -> None:
        super().__init__()
        self.desk = desk
        self.names = tuple(dict.fromkeys([desk.lab.bar.metric, *desk.view.metrics]))

    def compose(self) -> ComposeResult:
        every = max(1, self.desk.lab.steps // 100)
        steps = "step" if every == 1 else f"{every} steps"
        metrics = ", ".join(self.names)
        with Vertical() as frame:
            frame.border_title = "Stop when …"
            frame.border_subtitle = "Enter sets it · empty: run to the end · Esc: as it was"
            yield Static("One limit or several, with commas. The run pauses; space goes on.", markup=False)
            bar = self.desk.lab.bar
            yield Input(
                ", ".join(written(rule) for rule in self.desk.stops),
                placeholder=f"loss<0.1, step=200, {bar.metric}{bar.op}{bar.value:g}",
                select_on_focus=False,
            )
            yield Static("", id="mistake", markup=False)
            yield Static(
                "step and loss are looked at after every step: the run stops exactly there. The loss is that of the "
                f"step's own batch. Metrics count when they are measured, every {steps}: {metrics}.",
                classes="note",
                markup=False,
            )

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong is being mended."""
        self.query_one("#mistake", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the rules, if all can be read."""
        try:
            self.dismiss([parse(part, self.names) for part in event.value.split(",") if part.strip()])
        except LabError as mistake:
            self.query_one("#mistake", Static).update(f"✗ {mistake.message} {mistake.hint}")


def written(rule: Rule) -> str:
    """A rule as it is typed."""
    return f"step={rule.value:g}" if rule.what == "step" else f"{rule.what}{rule.op}{rule.value:g}"
