"""A run written into files for elsewhere: its curve as CSV, its picture as SVG or PNG, its settings as Python."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.events import AnyEvent, Finished, Seen, Step
from engine.lab import LabError, settle
from tutor.lab.nets import moving
from tutor.lab.share import code_of

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.commands import KnobValue
    from engine.lab import Lab
    from tutor.lab.view import RunView
    from tutor.widgets.ink import Ink

Points = Sequence[tuple[int, float]]
SCRIPT = '''\
"""The lab {lab}, trained {as_it_was}

    python {name}

needs deep-tutor installed: it brings the lab and the engine that trains it.{code}
"""

from pathlib import Path

{imports}from engine.events import Failed, Finished, Step
from tutor.lab.training import new_worker

LAB = {file}
SEED = {seed}
STEPS = {steps}{halfway}
{weights}KNOBS = {knobs}


def main() -> None:
    """Train, and print the loss and the metrics as they come."""
    client = new_worker({device})
    client.start(LAB, KNOBS, SEED, STEPS, views=False{begin})
    try:
        while True:
            event = client.wait()
            if isinstance(event, Step):
                print(event.step, event.loss, event.metrics)
            elif isinstance(event, Failed):
                raise SystemExit(f"{{event.message}} {{event.hint}}")
            elif isinstance(event, Finished):
                return
    finally:
        client.close()


if __name__ == "__main__":
    main()
'''
SAME = "as it was when this file was written: the same numbers, step by step."
MIDWAY = """from its beginning with the knobs as they were when this file was written.

Knobs or weights were changed by hand on the way: the numbers differ from those of that run."""


class Curves:
    """The loss of every step, and the metrics where they were measured, of a run as it is told."""

    def __init__(self) -> None:
        self.losses: dict[int, float] = {}
        self.metrics: dict[str, dict[int, float]] = {}

    def tell(self, event: AnyEvent) -> None:
        """Keep what an event says."""
        if isinstance(event, Step):
            losses = event.losses or [event.loss]
            self.losses |= {event.step - len(losses) + 1 + n: loss for n, loss in enumerate(losses)}
        if isinstance(event, Step | Seen | Finished):
            step = event.steps if isinstance(event, Finished) else event.step
            for name, value in event.metrics.items():
                self.metrics.setdefault(name, {})[step] = value

    def as_csv(self) -> str:
        """As :func:`curve_csv` writes it."""
        return curve_csv([*self.losses.items()], {name: [*points.items()] for name, points in self.metrics.items()})


def curve_csv(losses: Points, metrics: Mapping[str, Points]) -> str:
    """A row a step: step, loss, metrics; empty where something was not measured. Numbers are exact."""
    columns = [dict(losses), *(dict(points) for points in metrics.values())]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["step", "loss", *metrics])
    for step in sorted({step for column in columns for step in column}):
        writer.writerow([step, *(_number(column.get(step, math.nan)) for column in columns)])
    return out.getvalue()


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(value)


def view_csv(view: RunView) -> str:
    """The curve of a run as the app keeps it: at most some hundred steps of it, the first and the last among them."""
    return curve_csv(view.losses.points, {name: curve.points for name, curve in view.curves.items()})


class Run(NamedTuple):
    """What repeats a run, and what no repetition knows of."""

    knobs: Mapping[str, KnobValue]
    seed: int = 1
    steps: int | None = None
    weights: Path | None = None
    """The saved net that it began as."""
    midway: bool = False
    """Whether it was changed by hand on its way."""
    hidden: tuple[str, ...] = ()
    """Knobs that its code is not to show."""
    halfway: int = 0
    """The step to which it had come, if that was not its end."""


def script(lab: type[Lab], file: Path, run: Run, device: str, name: str) -> str:
    """A Python program that repeats a run. It names every knob, so that it outlives other defaults."""
    import lessons

    knobs, seed, steps, weights, midway, _, halfway = run
    settled = settle(lab, knobs)
    helps = {knob.name: knob.help for knob in lab.knobs}
    told = [
        f"    {json.dumps(name)}: {_literal(value)},  # {helps[name]}"
        for name, value in settled.items()
        if name in knobs or name not in moving(lab)
    ]
    root = Path(str(lessons.__file__)).parent
    bundled = file.is_relative_to(root)
    where = (
        f"Path(lessons.__file__).parent / {_literal(file.relative_to(root).as_posix())}"
        if bundled
        else f"Path({_literal(str(file))})"
    )
    code = repeating(lab, run)
    return SCRIPT.format(
        lab=lab.id,
        as_it_was=MIDWAY if midway else SAME,
        name=name,
        code=f" The same without a file:\n\n    tutor lab {code}" if code else "",
        imports="import lessons\n" if bundled else "",
        file=where,
        seed=seed,
        steps=steps or lab.steps,
        halfway=f"  # all of them; when this was written, the run had come to {halfway:,}" if halfway else "",
        weights="" if weights is None else f"WEIGHTS = {_literal(str(weights.absolute()))}  # the net to begin with\n",
        begin="" if weights is None else ", weights=WEIGHTS",
        knobs="\n".join(["{", *told, "}"]),
        device=_literal(device or "auto"),
    )


def _literal(value: KnobValue) -> str:
    """A value as Python."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def repeating(lab: type[Lab], run: Run) -> str:
    """The code of a run; "" for one that no code can repeat."""
    if run.weights or run.midway:
        return ""
    try:
        return code_of(lab, run.knobs, run.seed, run.steps, run.hidden)
    except LabError:
        return ""


def stem(lab: type[Lab], run: Run) -> str:
    """What a run's files are called: its code, so that they say how to repeat it; else the lab."""
    return repeating(lab, run) or lab.id


def write_new(file: Path, content: str | bytes) -> None:
    """Write a file; one that is there is never replaced. Raises LabError."""
    raw = content.encode() if isinstance(content, str) else content
    try:
        with file.open("xb") as out:
            try:
                out.write(raw)
                out.flush()
            except OSError:
                file.unlink()  # half of it is of no use to anybody
                raise
    except OSError as error:
        raise LabError(f"{file} cannot be written: {error.strerror}.", "Start tutor in a folder of your own.") from None


def picture(view: RunView, lab: type[Lab], caption: str, ending: str, ink: Ink, size: tuple[int, int]) -> str | bytes:
    """All pictures of a run, as many as have room, over its curves."""
    from tutor.widgets.deck import Deck, paint_deck, paint_plots
    from tutor.widgets.run_plots import plots

    columns, rows = size
    chart = plots(view, lab, log=False)
    painted = paint_deck(Deck(view.views, 0, False, chart), columns, rows - CHART, ink)
    return drawn([*painted, *paint_plots(chart, columns, CHART, ink)], caption, ending, ink)


CHART = 12
"""Rows of the curves in a picture of a run."""


def drawn(rows: Sequence[Strip], caption: str, ending: str, ink: Ink) -> str | bytes:
    """Painted rows over a caption, as the file's ``ending`` says."""
    from tutor.lab.cells import as_png, as_svg
    from tutor.widgets.painted import row

    svg = as_svg([*rows, row(), row((caption, ink.style(ink.soft)))], ink)
    return as_png(svg) if ending == ".png" else svg
