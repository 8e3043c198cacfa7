"""Lines over a common x axis as a chart: functions, ROC curves, losses over predictions."""

from __future__ import annotations

from textual.strip import Strip

from engine.views import Curves
from tutor.widgets.chart import paint_chart
from tutor.widgets.ink import Ink
from tutor.widgets.plot import Plot, Series, Tag


def paint_curves(view: Curves, width: int, height: int, ink: Ink) -> list[Strip]:
    """The lines with their names and signs, the marks over them."""
    return paint_chart(plot_of(view), width, height, ink)


def plot_of(view: Curves) -> Plot:
    """The view as a chart's data."""
    series = tuple(
        Series(line.name, tuple(zip(line.xs, line.ys, strict=False)), colour=n, dashed=line.dashed)
        for n, line in enumerate(view.series)
    )
    return Plot(
        series,
        log=view.log_y,
        log_x=view.log_x,
        x_name=view.x_label,
        y_name=view.y_label,
        tags=tuple(Tag(mark.x, mark.y, mark.text) for mark in view.marks),
        latest=False,
    )
