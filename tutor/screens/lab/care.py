"""The part of a lab's screen that steps slowly, stops in time, and says what is wrong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.words import words
from tutor.lab.words import value_text
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from engine.commands import Rule
    from engine.events import Notice
    from tutor.lab.desk import LabDesk

NOT_YET = {
    "idle": "There is no net yet: r builds one.",
    "warming": "The net is not ready yet: the training process starts.",
    "preparing": "The net is not ready yet: it is being compiled.",
    "finished": "This run is over. r builds an untrained net to step through.",
    "failed": "There is no net to step through: r builds one.",
    "cancelled": "This run was stopped. r builds an untrained net to step through.",
}
"""Why no step can be done, by the run's status."""


class Care(TutorScreen):
    """Slow motion, stopping by itself, and the card that says what is wrong."""

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    @abstractmethod
    def redraw(self) -> None:
        """Draw everything anew."""

    @abstractmethod
    def choose_view(self, place: int) -> None:
        """The picture at ``place`` first."""

    def look_at_slow_motion(self) -> None:
        """Bring the picture forward that shows the step: the drawn net if there is one, else the layers' table."""
        from engine.views import Network

        pictures = list(self.desk.view.views.values())
        nets = [place for place, one in enumerate(pictures, 1) if isinstance(one, Network)]
        self.choose_view(nets[0] if nets else 0)

    def _can_step(self) -> bool:
        """Whether there is a net to step through; says why if there is none."""
        if (why := NOT_YET.get(self.desk.view.status)) is not None:
            self.notify(why, severity="warning", markup=False)
        return why is None

    def action_single_step(self) -> None:
        """One step."""
        if self._can_step():
            self.desk.single_step()
            self.redraw()

    def action_next_phase(self) -> None:
        """A quarter of a step."""
        if self._can_step():
            if not self.desk.view.phase:
                self.look_at_slow_motion()
            self.desk.next_phase()

    def action_wrong(self) -> None:
        """What is wrong, or what is looked for."""
        from tutor.screens.lab.health import HealthScreen, troubles

        self.app.push_screen(HealthScreen(troubles(self.desk), self.desk), self._remedy)

    def _remedy(self, notice: Notice | None) -> None:
        """Turn the knob that helps, and say so."""
        if notice is None or not notice.knob:
            return
        before = self.desk.knobs[notice.knob]
        self.desk.turn(notice.knob, notice.value)
        knob = self.desk.knob(notice.knob)
        then = "from the next step on" if knob.live and self.desk.view.alive else "r builds the net with it"
        told = f"{words(notice.knob)}: {value_text(before)} → {value_text(self.desk.knobs[notice.knob])}, {then}."
        self.notify(told, markup=False)
        self.redraw()

    def action_stop_when(self) -> None:
        """Ask when to stop."""
        from tutor.screens.lab.stops import StopScreen, written

        screen = self.tutor.ahead.take(StopScreen, *self.to_stop)
        screen.propose(", ".join(map(written, self.desk.stops)))
        self.app.push_screen(screen, self._stop_when)

    @property
    def to_stop(self) -> tuple[LabDesk, int, tuple[str, ...]]:
        """The desk, how many steps a run has, and the metrics that are measured."""
        desk = self.desk
        drawn = [name for names in desk.lab.curves.values() for name in names if name != "loss"]
        return desk, desk.length, tuple(dict.fromkeys([desk.lab.bar.metric, *drawn, *desk.view.metrics]))

    def _stop_when(self, rules: Sequence[Rule] | None) -> None:
        if rules is not None and tuple(rules) != self.desk.stops:
            from engine.stops import said
            from engine.words import listed

            self.desk.stop_when(rules)
            later = {rule for rule in rules if rule not in self.desk.limits}
            texts = [f"{said(rule)} (from the next run on)" if rule in later else said(rule) for rule in rules]
            told = listed(texts).replace(" and ", " or ")
            self.notify(f"Stops at {told}." if rules else "Runs to the end.", markup=False)
            self.redraw()
