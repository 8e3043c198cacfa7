"""The part of a lab's screen that shares its run, writes and reads files, and sets its weights."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.lab import LabError
from engine.words import words
from tutor.screens.base import TutorScreen
from tutor.widgets.knob_panel import KnobPanel

if TYPE_CHECKING:
    from tutor.lab.desk import LabDesk
    from tutor.screens.ask import Answer
    from tutor.screens.weights import WeightsScreen


class Sharer(TutorScreen):
    """Keys y, k, e, o and W."""

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    @abstractmethod
    def share_rows(self) -> None:
        """Share the rows of the bench out."""

    def action_share(self) -> None:
        """The code of the present run, and a place to open another."""
        from tutor.screens.share import share_desk

        share_desk(self.tutor, self.desk)

    def action_show_knobs(self) -> None:
        """Hide no knob any more."""
        self.desk.hidden = ()
        self.hide_knobs()

    def hide_knobs(self) -> None:
        """Show the knobs that the desk does not hide."""
        self.query_one(KnobPanel).hide(self.desk.hidden, self.desk.presets)
        self.share_rows()
        self.refresh_bindings()

    def show_turned(self) -> None:
        """Knobs that were hidden until a run or a net that was taken turned them are shown, and named."""
        from engine.words import listed

        hidden = self.query_one(KnobPanel).hidden
        if turned := [words(name) for name in hidden if name not in self.desk.hidden]:
            self.hide_knobs()
            self.notify(f"Not as the code set it: {listed(turned)}.", title="Hidden no more", markup=False)

    def action_weights(self) -> None:
        """The weights, to be set by hand. Training stands still meanwhile."""
        from engine.weights import weights_of
        from engine.words import listed
        from tutor.lab.nets import moving
        from tutor.screens.weights import WeightsScreen, without_values

        if not (weights := weights_of(self.desk.view.views.values())):
            told = "Weights are set by hand where a lab draws its net: in xor, for one, or in playground."
            if knobs := [words(name) for name in moving(self.desk.lab)]:
                told = f"The weights of this net are knobs: {listed(knobs)}."
            elif not self.desk.view.views:
                told = "There are no weights yet: the net is being built."
            self.notify(told, markup=False)
            return
        if self.desk.view.status == "running":
            self.desk.toggle()
        self._weights = self.tutor.ahead.take(WeightsScreen, without_values(weights), self.desk.set_weight)
        self._weights.follow(weights)
        self.app.push_screen(self._weights)

    def follow_weights(self) -> None:
        """Show the newest weights where a list of them is open."""
        from engine.weights import weights_of

        if self._weights is not None and self._weights.is_current:
            self._weights.follow(weights_of(self.desk.view.views.values()))

    _weights: WeightsScreen | None = None

    def action_own_table(self) -> None:
        """Choose a table to learn from. Training stands still meanwhile."""
        if self.desk.view.status == "running":
            self.desk.toggle()
        self.tutor.open_table(str(self.desk.knobs["data"]), self)

    def action_export(self) -> None:
        """Ask what to write. Training stands still meanwhile: what is written is what was seen."""
        from tutor.screens.ask import AskScreen

        if ran := self.desk.view.status == "running":
            self.desk.toggle()
        self.app.push_screen(self.tutor.ahead.take(AskScreen, *self.to_export), partial(self._export, ran))

    @property
    def to_export(self) -> tuple[str, tuple[Answer, ...], str]:
        """The question what to write, the answers, and where it goes."""
        from tutor.screens.export import ANSWERS

        return "Export this run", ANSWERS, f"The file goes to {Path.cwd()}. Nothing there is replaced."

    def _export(self, ran: bool, what: str | None) -> None:
        """Write what was asked for; what trained before, trains on."""
        if what is not None:
            self._write(what)
        if ran and self.desk.view.status == "paused":
            self.desk.toggle()

    def _write(self, what: str) -> None:
        """Write the file, and say where it is."""
        from tutor.screens.export import write

        try:
            told = write(self, self.desk, what)
        except LabError as mistake:
            self.notify(f"{mistake.message} {mistake.hint}", severity="error", markup=False)
        else:
            if told is not None:
                self.notify(str(told), title="Written", markup=False)
