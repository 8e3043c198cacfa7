"""The pictures of a lab in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.views import Bars, Confusion, Curves, Field, Maps, Matrix, Network, Pictures, Table, Text, View
from tutor.numbers import number
from tutor.widgets.maps import names_of, values_of

MANY = 12
"""Up to so many rows or columns are read out."""


def told(view: View) -> Iterator[str]:
    """What is to be seen in ``view``, line by line."""
    match view:
        case Table():
            yield from _table(view)
        case Confusion():
            yield from _confusion(view)
        case Bars():
            for place, label in enumerate(view.labels):
                values = [f"{one.name} {number(one.values[place])}{view.unit}".strip() for one in view.series]
                yield f"{label}: {', '.join(values)}"
        case Curves():
            yield from _curves(view)
        case Field():
            yield from _field(view)
        case Matrix():
            yield from _matrix(view)
        case Pictures():
            yield from _pictures(view)
        case Network():
            yield from _network(view)
        case Maps():
            yield from _maps(view)
        case Text():
            yield from view.paragraphs


def _table(view: Table) -> Iterator[str]:
    for place, row in enumerate(view.rows):
        cells = "; ".join(f"{head} {cell}" for head, cell in zip(view.columns, row, strict=False))
        mark = view.marks[place] if place < len(view.marks) else None
        yield cells + {True: ": right", False: ": wrong", None: ""}[mark]


def _confusion(view: Confusion) -> Iterator[str]:
    rows = view.counts.rows()
    right = sum(row[place] for place, row in enumerate(rows))
    yield f"{right:g} of {sum(map(sum, rows)):g} right."
    for place, (label, row) in enumerate(zip(view.labels, rows, strict=True)):
        wrong = [f"{count:g} as {view.labels[other]}" for other, count in enumerate(row) if count and other != place]
        missed = f"; taken wrongly: {', '.join(wrong)}" if wrong else ""
        yield f"truly {label}: {row[place]:g} of {sum(row):g} right{missed}"


def _curves(view: Curves) -> Iterator[str]:
    yield f"{view.y_label or 'value'} over {view.x_label or 'x'}"
    for line in view.series:
        points = [(x, y) for x, y in zip(line.xs, line.ys, strict=False) if math.isfinite(y)]
        if points:
            low, high = min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])
            yield (
                f"{line.name}: from {number(points[0][1])} at {number(points[0][0])} to {number(points[-1][1])} at "
                f"{number(points[-1][0])}; lowest {number(low[1])} at {number(low[0])}, highest {number(high[1])} at "
                f"{number(high[0])}"
            )
    for mark in view.marks:
        if mark.text:
            yield f"marked: {mark.text}, at {number(mark.x)}, {number(mark.y)}"


def _field(view: Field) -> Iterator[str]:
    height, width = view.values.shape
    values = view.values.flat()
    yield (
        f"{view.x_label} from {number(view.x_range[0])} to {number(view.x_range[1])}, "
        f"{view.y_label} from {number(view.y_range[0])} to {number(view.y_range[1])}"
    )
    if view.contours or view.paths or (view.lo, view.hi) != (0.0, 1.0):
        for word, place in (("lowest", values.index(min(values))), ("highest", values.index(max(values)))):
            x = _along(view.x_range, place % width, width)
            y = _along(view.y_range, height - 1 - place // width, height)
            yield f"{word} {number(values[place])} at {number(x)}, {number(y)}"
        for path in view.paths:
            if path.xs:
                yield f"{path.name}: is at {number(path.xs[-1])}, {number(path.ys[-1])}"
        return
    yield f"the net says class 1 on {sum(value > 0.5 for value in values) / len(values):.0%} of the plane"
    for label in sorted({point.label for point in view.points}):
        points = [point for point in view.points if point.label == label]
        yield f"class {label}: {sum(point.right for point in points)} of {len(points)} points on the right side"


def _along(span: tuple[float, float], place: int, count: int) -> float:
    return span[0] + (span[1] - span[0]) * place / max(1, count - 1)


def _matrix(view: Matrix) -> Iterator[str]:
    rows = view.values.rows()
    if len(rows) > MANY or len(rows[0]) > MANY:
        flat = view.values.flat()
        yield f"{len(rows)} rows, {len(rows[0])} columns, values from {number(min(flat))} to {number(max(flat))}"
        return
    for place, row in enumerate(rows):
        label = view.row_labels[place] if place < len(view.row_labels) else f"row {place + 1}"
        heads = view.column_labels if len(view.column_labels) == len(row) else [""] * len(row)
        cells = (f"{head} {number(value)}".strip() for head, value in zip(heads, row, strict=True))
        yield f"{label}: {', '.join(cells)}"


def _pictures(view: Pictures) -> Iterator[str]:
    count, height, width = view.images.shape
    yield f"{count} pictures of {height} by {width} dots"
    if view.captions:
        yield f"captions: {', '.join(view.captions)}"
    if height * width <= MANY * MANY and count <= MANY:
        flat = view.images.flat()
        for one in range(count):
            start = one * height * width
            dots = [flat[start + row * width : start + (row + 1) * width] for row in range(height)]
            yield f"picture {one + 1}: " + "; ".join(" ".join(number(dot, 2) for dot in row) for row in dots)


def _maps(view: Maps) -> Iterator[str]:
    on = [f"{one.name} {'on' if one.on else 'off'}" for one in view.inputs]
    yield f"inputs: {', '.join(on)}"
    for n, column in enumerate(view.columns[1:], 1):
        for place, name in enumerate(names_of(view, n)[:MANY]):
            values = values_of(column.values, place)
            yield f"{column.title}, {name}: from {number(min(values))} to {number(max(values))} over the plane"


def _network(view: Network) -> Iterator[str]:
    yield f"for the example {view.example}: " + _named(view.inputs, view.values)
    for layer in view.layers:
        units = layer.units.flat()
        if len(units) > MANY:
            yield f"{layer.name}: {len(units)} units, from {number(min(units))} to {number(max(units))}"
            continue
        weights, biases = layer.weights.rows(), layer.bias.flat()
        for unit, value in enumerate(units):
            into = ", ".join(number(row[unit]) for row in weights[:MANY])
            yield f"{layer.name}, unit {unit + 1}: {number(value)}; weights {into}; bias {number(biases[unit])}"


def _named(names: Sequence[str], values: Sequence[float]) -> str:
    return ", ".join(f"{name} = {number(value)}" for name, value in zip(names, values, strict=False))
