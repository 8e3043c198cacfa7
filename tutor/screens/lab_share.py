"""The part of a lab's screen that shares its run."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.lab_desk import LabDesk


class Sharer(TutorScreen):
    """Key y."""

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    def action_share(self) -> None:
        """The code of the present run, and a place to open another."""
        from tutor.screens.share import share_desk

        share_desk(self.tutor, self.desk)
