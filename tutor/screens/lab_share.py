"""The part of a lab's screen that shares its run and writes it into files."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from engine.lab import LabError
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.lab_desk import LabDesk


class Sharer(TutorScreen):
    """Keys y and e."""

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    def action_share(self) -> None:
        """The code of the present run, and a place to open another."""
        from tutor.screens.share import share_desk

        share_desk(self.tutor, self.desk)

    def action_export(self) -> None:
        """Ask what to write. Training stands still meanwhile: what is written is what was seen."""
        from tutor.screens.ask import AskScreen
        from tutor.screens.export import ANSWERS

        if self.desk.view.status == "running":
            self.desk.toggle()
        where = f"The file goes to {Path.cwd()}. Nothing there is replaced."
        self.app.push_screen(AskScreen("Export this run", ANSWERS, where), self._export)

    def _export(self, what: str | None) -> None:
        """Write the file asked for, and say where it is."""
        from tutor.screens.export import write

        if what is None:
            return
        try:
            told = write(self, self.desk, what)
        except LabError as mistake:
            self.notify(f"{mistake.message} {mistake.hint}", severity="error", markup=False)
        else:
            if told is not None:
                self.notify(f"Written: {told}", markup=False)
