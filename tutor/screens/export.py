"""What can be written of the run on a lab's screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.lab import LabError
from engine.words import words
from tutor.lab.export import Run, drawn, repeating, script, stem, view_csv, write_new
from tutor.lab.nets import ENDING
from tutor.numbers import number
from tutor.paths import free
from tutor.screens.ask import Answer
from tutor.widgets.deck import DeckWidget, paint_deck, paint_plots
from tutor.widgets.painted import Painted

if TYPE_CHECKING:
    from textual.screen import Screen

    from tutor.lab.desk import LabDesk

ANSWERS = (
    Answer(".csv", "c", "The curve as a table (CSV): step, loss, metrics"),
    Answer(".png", "p", "The picture in view as PNG"),
    Answer(".svg", "s", "The picture in view as SVG"),
    Answer(".py", "y", "The settings as a Python script that repeats the whole run"),
    Answer(ENDING, "n", "The net as it is now (safetensors)"),
)
LEAST = (100, 30)
"""Columns and rows of a picture in a file: small terminals need not make small pictures."""


def run_of(desk: LabDesk) -> Run:
    """What repeats the run on the desk."""
    return Run(desk.began, desk.seed, desk.steps, desk.opened, desk.midway, desk.hidden, desk.halfway)


def write(screen: Screen[None], desk: LabDesk, ending: str) -> Path | None:
    """Write the file asked for; None if the training process does, which then says so itself. Raises LabError."""
    file = free(Path.cwd(), stem(desk.lab, run_of(desk)), ending)
    if ending == ENDING:
        if not desk.view.seen:
            raise LabError("There is no net yet.", "Press r to build one.")
        desk.save(file)
        return None
    write_new(file, _content(screen, desk, file))
    return file


def _content(screen: Screen[None], desk: LabDesk, file: Path) -> str | bytes:
    if file.suffix == ".csv":
        return view_csv(desk.view)
    if file.suffix == ".py":
        return script(desk.lab, desk.file, run_of(desk), desk.view.device, file.name)
    return _picture(screen, desk, file)


def _picture(screen: Screen[None], desk: LabDesk, file: Path) -> str | bytes:
    """What the deck shows, over the curves where the screen shows them, with a line that says what it is."""
    deck, curves = screen.query_one(DeckWidget), screen.query_one("#curves", Painted)
    columns, rows = max(deck.size.width, LEAST[0]), max(deck.size.height, LEAST[1])
    painted = paint_deck(deck.subject, columns, rows, deck.ink)
    if curves.size:
        painted += paint_plots(curves.subject, columns, max(curves.size.height, 10), deck.ink)
    numbers = [f"{words(name)} {number(value, 4)}" for name, value in list(desk.view.metrics.items())[:2]]
    caption = ", ".join([f"{desk.lab.title}: step {desk.view.step:,}", *numbers])
    if code := repeating(desk.lab, run_of(desk)):
        caption = f"{caption} · tutor lab {code}"
    return drawn(painted, caption, file.suffix, deck.ink)
