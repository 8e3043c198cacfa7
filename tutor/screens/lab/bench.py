"""How the rows of a lab's bench are shared between knobs, pictures and curves."""

from __future__ import annotations

from textual.containers import Container

from tutor.widgets.deck import DeckWidget
from tutor.widgets.knob_panel import KnobPanel

CURVES, HUGE_CURVES = 11, (17, 15, 13, 11)
"""Rows of the curves below the pictures: fewer if that brings more of the pictures; what these do not need is added."""

LEAST_KNOBS, LEAST_CURVES = 8, 10
"""Where knobs and curves share a column: the rows of each before a long list of knobs scrolls."""


def bench_rows(bench: Container, wide: bool, huge: bool) -> str:
    """The bench's grid rows: knobs over curves beside the pictures, or, with room, curves below the pictures."""
    panel, deck = bench.query_one(KnobPanel), bench.query_one(DeckWidget)
    height = bench.content_size.height
    tall = wide and 3 * len(panel.shown) <= 4 / 3 * height
    panel.set_class(tall, "tall")
    panel.set_class(not tall and (wide or panel.rows > height - LEAST_CURVES), "long")
    if not wide:
        room = height - LEAST_CURVES
        return f"{min(panel.rows, max(LEAST_KNOBS, room))} 1fr"
    least = max(HUGE_CURVES if huge else (CURVES,), key=lambda rows: deck.seen(height - rows))
    return f"1fr {least + deck.spare(height - least)}"
