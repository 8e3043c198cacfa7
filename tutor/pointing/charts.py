"""Pointing at curves: the value of every line at a step, points that stand out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from textual.geometry import Region

from engine.views import Bars, Curves, Formula
from tutor.numbers import number
from tutor.pointing.base import PLAIN, UNKNOWN, Aim, Learning, Pointed, aim
from tutor.pointing.formulas import filled
from tutor.widgets.bars import bar_rows
from tutor.widgets.chart import chart_place
from tutor.widgets.curves import plot_of
from tutor.widgets.deck import Plots, chart_lines
from tutor.widgets.plot import Plot, Points, Series, smoothed, smoothing_texts

_NO = math.nan
"""Where a chart shows no single loss."""


@aim.register
def _curves(view: Curves, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    at = _chart(plot_of(view), width, height, dots=view.dots)
    told = any(line.formula for line in view.series)
    return (lambda x, y: _with_formulas(view, at(x, y))) if told else at


def _with_formulas(view: Curves, found: Pointed | None) -> Pointed | None:
    """What is there, and how each line comes to its value where one points."""
    if found is None or math.isnan(found.x):
        return found
    places = [_nearest_place(line.xs, found.x) for line in view.series]
    values = {line.name: line.ys[n] for line, n in zip(view.series, places, strict=True) if n is not None}
    told = [
        filled(line.formula, (n,), {**values, "x": line.xs[n], "value": line.ys[n]})
        for line, n in zip(view.series, places, strict=True)
        if n is not None and line.formula is not None
    ]
    more = "; ".join(filter(None, (*(one.text for one in told), found.more)))
    long = (*dict.fromkeys(text for one in told for text in one.long), "", *found.long)
    terms = tuple(dict.fromkeys((*found.terms, *(term for one in told for term in one.terms))))
    return found._replace(more=more, long=long, terms=terms)


def _nearest_place(xs: Sequence[float], x: float) -> int | None:
    known = [n for n, here in enumerate(xs) if not math.isnan(here)]
    return min(known, key=lambda n: abs(xs[n] - x), default=None)


@aim.register
def _plots(subject: Plots, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    charts = [
        (place, _chart(plot, place.width, place.height, how))
        for line in chart_lines(subject, width, height)
        for plot, place in line
    ]

    def at(x: int, y: int) -> Pointed | None:
        for place, chart in charts:
            if place.contains(x, y):
                found = chart(x - place.x, y - place.y)
                return found._replace(place=found.place.translate(place.offset)) if found else None
        return None

    return at


def _chart(plot: Plot, width: int, height: int, how: Learning = UNKNOWN, dots: Formula | None = None) -> Aim:
    place = chart_place(plot, width, height, PLAIN)
    axes, top = place.axes, len(place.legend)
    if axes is None:
        return lambda x, y: None
    smooth = [smoothed(series.points, series.smooth) if series.smooth else () for series in plot.series]
    spots = {(dot[0] >> 1, dot[1] >> 2): n for n, tag in enumerate(plot.tags) if (dot := axes.dot(tag.x, tag.y))}

    def at(x: int, y: int) -> Pointed | None:
        column, row = x - place.left - 1, y - top
        if not (0 <= column < axes.columns and 0 <= row < axes.rows):
            return None
        if (n := spots.get((column, row))) is not None:
            return _tag(plot, n, Region(x, y, 1, 1), dots)
        found = _values(plot, smooth, axes.x_at(column), how, abs(axes.x_at(column + 1) - axes.x_at(column)))
        box = Region(x, y, 1, 1) if spots else Region(x, top, 1, axes.rows)
        return found._replace(place=box)

    return at


def _values(plot: Plot, smooth: Sequence[Points], x: float, how: Learning, cell: float) -> Pointed:
    """Every line's value where it is nearest to ``x``; between points farther off than a ``cell``, on the line."""
    near = [_nearest(series.points, x) for series in plot.series]
    known = [point for point in near if point is not None]
    name = plot.x_name or "x"
    last = max((series.points[-1][0] for series in plot.series if series.points), default=0.0)
    if not known or (plot.x_end is not None and x > last * 1.02 + 1):
        return Pointed(Region(), f"{name} {number(_whole(x, name), 6)}: the run has not come here yet")
    here = min((point[0] for point in known), key=lambda known_x: abs(known_x - x))
    near = [
        _between(series.points, here) if p and abs(p[0] - here) > cell else p
        for series, p in zip(plot.series, near, strict=True)
    ]
    said = [_said(series, point, line) for series, point, line in zip(plot.series, near, smooth, strict=True)]
    target = f"to pass: {plot.target.texts[1]}" if plot.target else ""
    scale = "logarithmic: equal heights are equal factors" if plot.log else ""
    long = (
        *(f"{series.name or 'the line'}: {number(p[1], 6)}" for series, p in zip(plot.series, near, strict=True) if p),
        *(f"What is drawn: {text}; the raw values stay behind, dimmed." for text in smoothing_texts(plot)[:1]),
        *([f"The scale is {scale}."] if scale else []),
    )
    more = "; ".join(filter(None, (target, scale and f"scale {scale}")))
    terms: tuple[str, ...] = ()
    if "loss" in (plot.title, *(series.name for series in plot.series)):
        terms = ("loss",)
        if how.loss is not None:
            value = next(
                (p[1] for series, p in zip(plot.series, near, strict=True) if p and series.name == "loss"), _NO
            )
            more, terms = how.loss.line(value, how.batches), how.loss.terms
            long += ("", *how.loss.long(value, how.batches))
    text = f"{name} {number(here, 6)}: " + ", ".join(filter(None, said))
    return Pointed(Region(), text, more, long, terms, x=here)


def _whole(x: float, name: str) -> float:
    return float(round(x)) if name == "step" else x


def _said(series: Series, point: tuple[float, float] | None, smooth: Points) -> str:
    """A line's value, and its smoothed one."""
    if point is None:
        return ""
    text = f"{series.name} {number(point[1])}".strip()
    mean = _nearest(smooth, point[0])
    apart = mean is not None and number(mean[1], 3) != number(point[1], 3)
    return f"{text} (smoothed {number(mean[1], 3)})" if mean is not None and apart else text


def _between(points: Points, x: float) -> tuple[float, float] | None:
    """The point of the line at ``x``; None beyond its ends."""
    for (xa, ya), (xb, yb) in pairwise(points):
        if min(xa, xb) <= x <= max(xa, xb) and xa != xb:
            return x, ya + (yb - ya) * (x - xa) / (xb - xa)
    return None


def _nearest(points: Points, x: float) -> tuple[float, float] | None:
    """The point whose x is nearest, of several the first; lines that go back and forth are searched through."""
    if not points:
        return None
    around = points
    if points[0][0] <= points[-1][0]:
        place = bisect_left(points, x, key=lambda point: point[0])
        first = bisect_left(points, points[max(0, place - 1)][0], key=lambda point: point[0])
        around = (points[first], *points[place : place + 1])
    return min((p for p in around if not math.isnan(p[0])), key=lambda point: abs(point[0] - x), default=None)


def _tag(plot: Plot, n: int, place: Region, dots: Formula | None) -> Pointed:
    """A point that stands out, or one of the data."""
    tag = plot.tags[n]
    where = f"{plot.x_name or 'x'} {number(tag.x)}, {plot.y_name or 'y'} {number(tag.y)}"
    told = filled(dots, (n,), {"x": tag.x, "y": tag.y, "value": tag.y})
    return Pointed(place, f"{tag.text or 'a point of the data'}: {where}", told.text, told.long, told.terms)


@aim.register
def _bars(view: Bars, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    owners = [owner for owner, _ in bar_rows(view, width, height, PLAIN)]

    def at(x: int, y: int) -> Pointed | None:
        if not 0 <= y < len(owners) or (owner := owners[y]) is None:
            return None
        label, series = view.labels[owner[0]], view.series[owner[1]]
        values = [value for value in series.values if math.isfinite(value)]
        value = series.values[owner[0]] if owner[0] < len(series.values) else math.nan
        unit = f" {view.unit}" if view.unit else ""
        name = f", {series.name}" if series.name else ""
        rank = sum(other > value for other in values) + 1
        more = f"number {rank} of {len(values)} by size" if math.isfinite(value) and len(values) > 1 else ""
        here = {one.name: one.values[owner[0]] for one in view.series if owner[0] < len(one.values)}
        told = filled(series.formula, owner[:1], {**here, "label": label, "value": value})
        more = " · ".join(filter(None, (told.text, more)))
        return Pointed(Region(0, y, width, 1), f"{label}{name}: {number(value, 6)}{unit}", more, told.long, told.terms)

    return at
