"""Pointing at planes, pictures and matrices: where one is, and the value there."""

from __future__ import annotations

import math

from textual.geometry import Region

from engine.views import Field, Matrix, Pictures
from tutor.numbers import number
from tutor.pointing.base import UNKNOWN, Aim, Learning, Pointed, aim
from tutor.pointing.formulas import filled, one_of
from tutor.pointing.losses import BINARY, SQUARED
from tutor.widgets.field import frame, marks_on
from tutor.widgets.heights import is_surface, known_at, value_at
from tutor.widgets.matrix import matrix_place
from tutor.widgets.pictures import grid, room_for

BOUNDARY = (
    "The colour is what the net says of this input: from 0, surely class 0, to 1, surely class 1.",
    "Where it says ½ the decision boundary runs: on its two sides the net decides differently.",
)

A_SUM = "a number is learned: it is the last unit's weighted sum, which nothing bends"


def sigmoid_of(share: float) -> str:
    """How a probability comes out of the output's sum, with the numbers put in; nothing where it is 0 or 1."""
    if not 0 < share < 1:
        return ""
    z = math.log(share / (1 - share))
    return f"σ(z) = σ({number(z, 3)}) = 1/(1 + e^{number(-z, 3)}) = {number(share, 3)}"


@aim.register
def _field(view: Field, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    place = frame(view, width, height)
    marks = marks_on(view, place.columns, place.rows * 2)
    (x0, x1), (y0, y1) = view.x_range, view.y_range
    kinds = set(how.loss.kinds) if how.loss else set()
    kind = kinds.pop() if len(kinds) == 1 else None

    def at(x: int, y: int) -> Pointed | None:
        column = x - place.left
        if not (0 <= column < place.columns and 0 <= y < place.rows):
            return None
        across, down = (column + 0.5) / place.columns, (y + 0.5) / place.rows
        aimed = x0 + across * (x1 - x0), y1 - down * (y1 - y0)
        here = dict(zip("xy", known_at(view, across, down) if view.formula else aimed, strict=True))
        where = f"{view.x_label} {number(here['x'], 3)}, {view.y_label} {number(here['y'], 3)}"
        value = value_at(view, across, down)
        surface = is_surface(view)
        says = number(value, 3) if surface else f"the net says {number(value, 3)}"
        if not surface and kind != SQUARED and not math.isnan(value):
            says += f" → class {int(value > 0.5)}"
        told = filled(view.formula, (), {**here, "value": value})
        more = told.text
        if not more and not surface:
            more = sigmoid_of(value) if kind == BINARY else A_SUM if kind == SQUARED else ""
        if column in marks.get(y, {}):
            point = marks[y][column][0]
            rights = "right" if point.right else "wrong"
            where_it_is = f"({number(point.x, 3)}, {number(point.y, 3)})"
            dot = f"here is a point of class {int(point.label > 0)} at {where_it_is}: {rights}"
            more = f"{more} · {dot}" if more else dot
        long, terms = ((), ()) if surface or kind == SQUARED else (BOUNDARY, ("decision-boundary",))
        return Pointed(Region(x, y, 1, 1), f"{where}: {says}", more, told.long + long, told.terms + terms)

    return at


@aim.register
def _pictures(view: Pictures, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    if len(view.images.shape) != 3 or 0 in view.images.shape:
        return lambda x, y: None
    count, tall, wide = view.images.shape
    room = room_for(height)
    place = grid(view, width, room)
    values = view.images.flat()

    def at(x: int, y: int) -> Pointed | None:
        across, down = x // place.wide, y // place.tall
        n = down * place.across + across
        column = x % place.wide // place.scale
        lines = [half // place.scale for half in (y % place.tall * 2, y % place.tall * 2 + 1)]
        lines = sorted({line for line in lines if line < tall})
        if (
            across >= place.across
            or n >= min(count, place.across * place.down)
            or column >= wide
            or not lines
            or y >= room
        ):
            return None
        there = [values[(n * tall + line) * wide + column] for line in lines]
        if all(map(math.isnan, there)):  # smaller than its neighbours, it ends before
            return None
        found = [number(value, 3) for value in there]
        caption = f" ({view.captions[n]})" if n < len(view.captions) and view.captions[n] else ""
        row = "–".join(str(line + 1) for line in lines)
        text = f"picture {n + 1} of {count}{caption}, row {row}, column {column + 1}: {', '.join(found)}"
        told = filled(one_of(view.formulas, n), (n, lines[0], column), {
            "picture": caption.strip(" ()"), "row": lines[0] + 1, "column": column + 1, "value": there[0]
        })  # fmt: skip
        more = told.text or ("weights or signed values: 0 has the neutral colour" if view.signed else "")
        if told.text and len(lines) > 1:
            more = f"row {lines[0] + 1}: {more}"
        box = Region(x - x % place.wide + column * place.scale, y, place.scale, 1)
        return Pointed(box, text, more, told.long, told.terms)

    return at


@aim.register
def _matrix(view: Matrix, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    if len(view.values.shape) != 2 or 0 in view.values.shape:
        return lambda x, y: None
    place = matrix_place(view, width, height)
    values = view.values.rows()

    def name(labels: list[str], n: int, kind: str) -> str:
        return labels[n] if n < len(labels) and labels[n] else f"{kind} {n + 1}"

    def at(x: int, y: int) -> Pointed | None:
        column, line = (x - place.margin) // place.wide, (y - place.above) // place.tall
        rows = [line] if place.deep == 1 else [2 * line, 2 * line + 1]
        rows = [row for row in rows if 0 <= row < place.shown[0]]
        if x < place.margin or column >= place.shown[1] or not rows:
            return None
        said = [f"{name(view.row_labels, row, 'row')}: {number(values[row][column], 4)}" for row in rows]
        box = Region(place.margin + column * place.wide, place.above + line * place.tall, place.wide, place.tall)
        row, head = name(view.row_labels, rows[0], "row"), name(view.column_labels, column, "column")
        told = filled(view.formula, (rows[0], column), {"row": row, "column": head, "value": values[rows[0]][column]})
        more = f"{row}: {told.text}" if told.text and len(rows) > 1 else told.text
        return Pointed(box, f"{head} — {'; '.join(said)}", more, told.long, told.terms)

    return at
