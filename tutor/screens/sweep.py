"""A sweep as it goes on: a small chart for each value, the metric over the values, the winner and why."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from engine.lab import Choice
from engine.words import words
from tutor.actions import Action, bindings
from tutor.lab.sweep import Outcome, Plan, Tally, knob_of, tallies, verdict
from tutor.lab.sweep_runs import Sweeper
from tutor.lab.words import value_text
from tutor.numbers import duration
from tutor.screens.ask import CHANGED, Answer, AskScreen
from tutor.screens.base import TutorScreen
from tutor.widgets.painted import Painted
from tutor.widgets.plot import Target
from tutor.widgets.sweep import Panel, Panels, Spot, Summary, grid, paint_panels, paint_summary, panel_at

if TYPE_CHECKING:
    from tutor.screens.lab.screen import LabScreen
    from tutor.store import Record

FRAMES = 8
"""How often a second the sweep is listened to and drawn."""
SIGNS = {"passed": "✓", "missed": "✗", "diverged": "!", "failed": "?"}
STATES = {
    "done": "✓ All runs are done",
    "stopped": "■ Stopped",
    "time": "■ Stopped, because the time given is over",
}


class SweepScreen(TutorScreen):
    """Over a lab screen, whose own run goes on behind it: the sweep has a training process of its own."""

    TITLE = "sweep"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "take", "Take", "Set the lab to the chosen value and its first seed, and go there."),
        Action(
            "s", "keep", "Keep runs", "Keep the finished runs of this sweep, as any run is; else they are forgotten."
        ),
        Action("x", "stop", "Stop", "Stop the sweep; what was found stays here."),
        Action("l", "log", "Log", "Draw the losses on a logarithmic scale, or a linear one."),
        Action("pagedown", "read(1)", "Read on", "Scroll the verdict, where it is longer than its place.", show=False),
        Action("pageup", "read(-1)", "Read back", "Scroll the verdict back.", show=False),
        Action("left", "choose(-1,0)", "Previous", "Choose the value before.", show=False),
        Action("right", "choose(1,0)", "Next", "Choose the next value.", show=False),
        Action("up", "choose(0,-1)", "Up", "Choose the value above.", show=False),
        Action("down", "choose(0,1)", "Down", "Choose the value below.", show=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    SweepScreen {
        & #going { height: 1; margin: 1 2; }
        &.-low #going { margin: 0 2; }
        & #panels { height: 5fr; margin: 0 2; }
        & #found { height: 4fr; min-height: 8; padding: 0 2; }
        & #summary { width: 3fr; }
        & #said { width: 2fr; margin-left: 2; scrollbar-size-vertical: 1; }
        & #why { height: auto; }
        & #kept { height: auto; color: $text-muted; margin-top: 1; }
    }
    """

    def __init__(self, lab: LabScreen, sweeper: Sweeper) -> None:
        super().__init__()
        self.lab, self.belongs_to, self.sweeper = lab, lab, sweeper
        self.plan: Plan = sweeper.plan
        self.title = f"{self.plan.lab.title}: sweep of {words(self.plan.knob)}"
        self.chosen, self._was_chosen = 0, False
        self.other_scale = False
        self._kept = 0

    def body(self) -> ComposeResult:
        yield Static(id="going", markup=False)
        yield Painted(Panels(), paint_panels, id="panels")
        with Horizontal(id="found"):
            yield Painted(Summary(""), paint_summary, id="summary")
            with VerticalScroll(id="said", can_focus=False):
                yield Static(id="why", markup=False)
                yield Static(id="kept", markup=False)

    def on_mount(self) -> None:
        self.sweeper.start()
        self.draw()
        self.set_interval(1 / FRAMES, self.listen)

    def on_resize(self, event: events.Resize) -> None:
        """Charts of another shape."""
        self.call_after_refresh(self.draw)

    def listen(self) -> None:
        """Take in what the runs said, and draw what changed; the lab's own run goes on as well."""
        self.lab.listen()
        if self.sweeper.poll():
            self.draw()

    # Drawing

    def draw(self) -> None:
        """Everything as it stands now."""
        outcomes = self.sweeper.outcomes
        tallied = tallies(self.plan, outcomes)
        found = verdict(self.plan, outcomes)
        winner = self.plan.values.index(found.winner) if found.winner is not None else None
        if winner is not None and self.sweeper.trial is None and not self._was_chosen:
            self.chosen = winner  # Enter takes the best unless another one was chosen
        panels = tuple(self._panel(tally) for tally in tallied)
        self.query_one("#going", Static).update(self._going())
        self.query_one("#panels", Painted).show(
            Panels(panels, self.chosen, winner, self.plan.lab.steps, self.other_scale)
        )
        self.query_one("#summary", Painted).show(summary(self.plan, tallied, winner))
        self.query_one("#why", Static).update(found.why or "The first run is under way.")
        self.query_one("#kept", Static).update(self._keeping())
        done = len(outcomes)
        self.sub_title = f"{done} of {len(self.plan.trials)} runs"
        self.refresh_bindings()

    def _panel(self, tally: Tally) -> Panel:
        """The chart of one value, with the run under way in it."""
        curves = [one.losses for one in tally.outcomes]
        trial = self.sweeper.trial
        now = trial is not None and trial[0] == tally.value
        if now:
            curves.append(self.sweeper.view.losses.points)
        return Panel(
            value_text(tally.value),
            "".join(SIGNS[one.status] for one in tally.outcomes) + "·" * (len(self.plan.seeds) - len(tally.outcomes)),
            tally.mean,
            tuple(curves),
            steady=not tally.count("diverged"),
            note=_note(tally.outcomes) or ("" if any(curves) else "under way" if now else "to come"),
        )

    def _going(self) -> Content:
        sweeper = self.sweeper
        trial = sweeper.trial
        if trial is None:
            return Content.styled(STATES.get(sweeper.state, ""), "bold")
        value, seed = trial
        done, all_ = len(sweeper.outcomes), len(self.plan.trials)
        bar = "━" * round(done / all_ * 16) + "─" * (16 - round(done / all_ * 16))
        left = "" if sweeper.left is None else f", about {duration(sweeper.left)} left"
        state = "" if sweeper.view.step else ", preparing" if sweeper.view.status == "preparing" else ""
        told = f" {words(self.plan.knob)} {value_text(value)}, seed {seed}{state}{left}"
        return Content.assemble(("▶ ", "bold $text-success"), (bar, "$text-primary"), told)

    def _keeping(self) -> str:
        if self._kept:
            return f"{self._kept} runs are kept: R in the lab compares them."
        return "Not in your record: s keeps the finished runs."

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return True if self.sweeper.state == "running" else None
        if action == "keep":
            return True if self._unkept else None
        return True

    def action_choose(self, across: int, down: int) -> None:
        """Another value."""
        size = self.query_one("#panels", Painted).size
        columns, _ = grid(len(self.plan.values), size.width, size.height - 1)
        self._choose(min(len(self.plan.values) - 1, max(0, self.chosen + across + down * columns)))

    def _choose(self, place: int) -> None:
        self.chosen, self._was_chosen = place, True
        self.draw()

    def on_click(self, event: events.Click) -> None:
        """A click on a small chart chooses it."""
        panels = self.query_one("#panels", Painted)
        if event.widget is panels:
            place = panel_at(len(self.plan.values), event.x, event.y, panels.size.width, panels.size.height)
            if place is not None:
                self._choose(place)

    def action_read(self, by: int) -> None:
        """Scroll the words."""
        self.query_one("#said", VerticalScroll).scroll_relative(y=4 * by, animate=False)

    def action_log(self) -> None:
        """The other scale."""
        self.other_scale = not self.other_scale
        self.draw()

    def action_stop(self) -> None:
        """No more runs."""
        self.sweeper.stop()
        self.draw()

    def action_keep(self) -> None:
        """The finished runs into the record; those that were kept before stay as they are."""
        runs = self.sweeper.records
        if not runs:
            return

        def work(record: Record) -> int:
            for run in runs:
                record.save_run(run)
            return len(runs)

        self.tutor.with_record(work, self._have_kept)

    def _have_kept(self, count: int) -> None:
        self._kept = count
        if self.is_open:
            self.draw()

    def action_take(self) -> None:
        """The chosen value into the lab."""
        value = self.plan.values[self.chosen]
        name = f"the sweep at {words(self.plan.knob)} {value_text(value)}"
        settings, seed = self.plan.settings(value), self.plan.seeds[0]
        self._ask_first(lambda: self.lab.take_settings(settings, seed, name, super(SweepScreen, self).action_back))

    def action_back(self) -> None:
        """Out of the sweep; where something would be lost only after a question."""
        self._ask_first(super().action_back)

    def _ask_first(self, leave: Callable[[], object]) -> None:
        """Do ``leave``, which ends the sweep; while it runs, or would lose runs, only after a question."""
        state = self.sweeper.state
        if state == "running":
            question, detail = "The sweep is not done.", self._keeping()
            ways = [Answer("stay", "k", "Let it go on"), Answer("leave", "l", "Stop it and leave")]
        elif self._unkept:
            question, detail = f"Finished runs that are not kept: {self._unkept}.", "They are lost when you leave."
            ways = [Answer("keep", "s", "Keep them and leave"), Answer("leave", "l", "Leave without them")]
        else:
            leave()
            return

        def answered(answer: str | None) -> None:
            if answer == "keep":
                self.action_keep()
            if answer in ("keep", "leave"):
                leave()
            elif answer == CHANGED and self._unkept:
                self._ask_first(leave)

        self.app.push_screen(AskScreen(question, ways, detail, lambda: self.sweeper.state == state), answered)

    @property
    def _unkept(self) -> int:
        """Finished runs that are not in the record."""
        return len(self.sweeper.records) - self._kept

    def unfinished(self) -> str:
        """Asked before the app quits."""
        if self.sweeper.state == "running":
            return "A sweep is running. Stop it and quit?"
        return "The runs of a sweep are not kept. Quit without them?" if self._unkept else ""

    def on_unmount(self) -> None:
        """The screen is left: so is the sweep."""
        self.sweeper.close()


def summary(plan: Plan, tallied: list[Tally], winner: int | None) -> Summary:
    """The metric over the values: numbers at their places, choices side by side."""
    bar = plan.lab.bar
    choice = isinstance(knob_of(plan.lab, plan.knob), Choice)
    spots = tuple(
        Spot(
            float(n) if choice or not isinstance(tally.value, int | float) else float(tally.value),
            value_text(tally.value),
            tuple(tally.metrics),
            tally.count("diverged", "failed"),
        )
        for n, tally in enumerate(tallied)
    )
    return Summary(words(bar.metric), spots, Target(bar.value, bar.op), plan.log, winner, not choice, words(plan.knob))


def _note(outcomes: tuple[Outcome, ...]) -> str:
    """What to say where there is no curve."""
    if any(one.status == "diverged" for one in outcomes):
        return "diverged"
    failed = next((one.message for one in outcomes if one.status == "failed"), "")
    return failed or ("" if not outcomes or math.isfinite(outcomes[0].metric) else "no result")
