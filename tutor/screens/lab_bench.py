"""How the rows of a lab's bench are shared between knobs, pictures and curves."""

from __future__ import annotations

from textual.containers import Container

from tutor.widgets.deck import DeckWidget
from tutor.widgets.knob_panel import KnobPanel

CURVES, HUGE_CURVES = 11, 17
"""Rows of the curves below the pictures; what the pictures do not need is added."""


def bench_rows(bench: Container, wide: bool, huge: bool) -> str:
    """The bench's grid rows: knobs over curves beside the pictures, or, with room, curves below the pictures."""
    panel, deck = bench.query_one(KnobPanel), bench.query_one(DeckWidget)
    panel.set_class(wide, "tall")
    if not wide:
        return f"{panel.rows} 1fr"
    least = HUGE_CURVES if huge else CURVES
    return f"1fr {least + deck.spare(bench.content_size.height - least)}"
