"""The files of ``tutor lab --csv``, ``--picture`` and ``--script``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import AnyEvent
from engine.lab import Lab
from tutor import whole
from tutor.commands.nets import Files
from tutor.commands.numbers_told import every
from tutor.commands.shared import Trouble, UsageMistake
from tutor.lab.export import Curves, Run, picture, repeating, script

if TYPE_CHECKING:
    from tutor.lab.view import RunView

DRAWN = (".svg", ".png")
SIZE = (120, 46)
"""Columns and rows of a picture."""


class Exports:
    """Listens to a run, and writes at its end what was asked for."""

    def __init__(self, files: Files) -> None:
        self.files, self.curves = files, Curves()
        if files.picture is not None and files.picture.suffix.lower() not in DRAWN:
            raise UsageMistake(f"{files.picture} would be no picture.", "End its name with .svg or .png.")
        for file in self.asked:
            files.make_sure(file)

    @property
    def asked(self) -> list[Path]:
        """Every file that is wanted."""
        return [file for file in (self.files.csv, self.files.picture, self.files.script) if file is not None]

    def beside(self, tell: Callable[[AnyEvent], None]) -> Callable[[AnyEvent], None]:
        """``tell``, and listening if the curve is wanted: it grows with every step."""
        if self.files.csv is None:
            return tell

        def both(event: AnyEvent) -> None:
            tell(event)
            self.curves.tell(event)

        return both

    def write(self, lab: type[Lab], file: Path, view: RunView, run: Run) -> None:
        """Write the files. Raises Trouble for one that cannot be written."""
        csv, drawing, program = self.files.csv, self.files.picture, self.files.script
        if csv is not None:
            _put(csv, self.curves.as_csv())
        if program is not None:
            _put(program, script(lab, file, run, view.device, program.name))
        if drawing is not None:
            from tutor.widgets.ink import ink

            repeat = f" tutor lab {code}" if (code := repeating(lab, run)) else ""
            caption = f"{lab.title}: step {view.step:,}{every(view.metrics)}{repeat}"
            dark = ink((16, 20, 27), (215, 221, 232), True)
            _put(drawing, picture(view, lab, caption, drawing.suffix.lower(), dark, SIZE))


def _put(file: Path, content: str | bytes) -> None:
    try:
        whole.write(file, content)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.", "Choose another folder.") from None
