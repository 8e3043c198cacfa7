"""The part of a lab's screen that looks back at kept runs, tries a row of values, and takes what was found there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from engine.commands import KnobValue
from engine.lab import Lab, LabError
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.lab.desk import LabDesk
    from tutor.lab.runs import Kept
    from tutor.screens.sweep_setup import Wanted
    from tutor.store import Record


class RunBench(TutorScreen):
    """Beside :class:`tutor.screens.lab.nets.NetKeeper`, which names what it needs of the lab's screen."""

    if TYPE_CHECKING:

        @property
        def desk(self) -> LabDesk:
            """The desk."""

        def net_changed(self) -> None:
            """Another net is on the desk."""

    def action_runs(self) -> None:
        """Compare the runs that were kept."""
        from tutor.screens.runs import RunsScreen, runs_of

        def show(known: list[Kept]) -> None:
            if self.is_current:
                self.app.push_screen(self.tutor.ahead.take(RunsScreen, self, known))  # type: ignore[arg-type]

        self.tutor.with_record(partial(runs_of, self.desk.lab), show)

    def action_sweep(self) -> None:
        """Ask what to sweep, and do it. How long a run takes is known from the last one, here or in the record."""
        from tutor.lab.sweep import sweepable

        lab, view = self.desk.lab, self.desk.view
        if not sweepable(lab, self.desk.hidden):
            self.notify(f"This lab {'shows' if self.desk.hidden else 'has'} no knob to sweep.")
            return
        if view.status == "finished" and view.step:
            self._ask_sweep(view.seconds / view.step * lab.steps)
            return

        def work(record: Record) -> float | None:
            runs = [run for run in record.runs(lab.id) if run.steps]
            return runs[-1].seconds / runs[-1].steps * lab.steps if runs else None

        self.tutor.with_record(work, self._ask_sweep, partial(self._ask_sweep, None))

    def _ask_sweep(self, each: float | None) -> None:
        from tutor.screens.sweep_setup import SweepSetup

        if not self.is_current:
            return  # the learner went on meanwhile

        def begin(wanted: Wanted | None) -> None:
            if wanted is not None:
                self._sweep(wanted)

        setup = self.tutor.ahead.take(SweepSetup, *self.to_sweep)
        setup.each = each
        self.app.push_screen(setup, begin)

    @property
    def to_sweep(self) -> tuple[type[Lab], dict[str, KnobValue], int, tuple[str, ...], str]:
        """The lab, its knobs and seed, the knobs that are hidden, and the one that has the cursor."""
        desk = self.desk
        knob = getattr(getattr(self.focused, "knob", None), "name", "")
        return desk.lab, dict(desk.knobs), desk.seed, desk.hidden, knob

    def _sweep(self, wanted: Wanted) -> None:
        from tutor.lab.sweep_runs import Sweeper
        from tutor.lab.training import new_worker
        from tutor.screens.sweep import SweepScreen

        client = new_worker(self.tutor.device)
        self.app.push_screen(SweepScreen(self, Sweeper(wanted.plan, self.desk.file, client, wanted.limit)))  # type: ignore[arg-type]

    def take_settings(self, knobs: Mapping[str, KnobValue], seed: int, name: str, then: Callable[[], object]) -> None:
        """Set the lab as an earlier run was, and do ``then``; asks before a run that is not finished is dropped."""
        from tutor.screens.ask import Answer, AskScreen

        def answered(answer: str | None) -> None:
            if answer == "take" and self._set(knobs, seed, name):
                then()

        view = self.desk.view
        if not (view.alive and view.touched):
            answered("take")
            return
        ways = (Answer("stay", "k", "Keep training it"), Answer("take", "t", f"Drop it and take {name}"))
        question = "The run in the lab is not finished."
        self.app.push_screen(AskScreen(question, ways, still=lambda: self.desk.view.alive), answered)

    def _set(self, knobs: Mapping[str, KnobValue], seed: int, name: str) -> bool:
        """Set the lab as an earlier run was; False, and a sentence, if this lab cannot be set so."""
        try:
            self.desk.take(knobs, seed)
        except LabError as mistake:
            words = f"{name} cannot be repeated here: {mistake.message} {mistake.hint}"
            self.notify(words, severity="warning", markup=False)
            return False
        self.net_changed()
        self.notify(f"Knobs and seed as in {name}. Space trains it again.", markup=False)
        return True
