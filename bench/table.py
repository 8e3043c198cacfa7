"""Findings as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import geometric_mean

HEADER = (
    "model",
    "ours, ms/step",
    "PyTorch 1 thread",
    "2 threads",
    "ratio",
    "cold start, s",
    "prepared, ms",
    "PyTorch start, s",
    "memory, MB: cold",
    "running",
    "PyTorch",
)


@dataclass(frozen=True)
class Row:
    """One model's medians. Times per step in ms, starts in seconds, memory in MB."""

    title: str
    ours: float
    torch1: float
    torch2: float
    cold: float
    prepared: float
    torch_start: float
    memory_cold: float
    memory_running: float
    memory_torch: float

    @property
    def ratio(self) -> float:
        """How many steps we make while PyTorch, on as many threads as suit it better, makes one."""
        return min(self.torch1, self.torch2) / self.ours

    def cells(self) -> list[str]:
        """As in HEADER."""
        return [
            self.title,
            *(f"{value:.2g}" if value < 1 else f"{value:.3g}" for value in (self.ours, self.torch1, self.torch2)),
            f"{self.ratio:.0f}×" if self.ratio >= 20 else f"{self.ratio:.2g}×",
            f"{self.cold:.1f}",
            f"{1000 * self.prepared:.0f}",
            f"{self.torch_start:.1f}",
            *(f"{value:.0f}" for value in (self.memory_cold, self.memory_running, self.memory_torch)),
        ]


def markdown(rows: Sequence[Row]) -> str:
    """The table, and the geometric means and worst ratios below it."""
    lines = ["| " + " | ".join(HEADER) + " |", "|---" + "|---:" * (len(HEADER) - 1) + "|"]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join([*lines, "", summary(rows)])


def summary(rows: Sequence[Row]) -> str:
    """How far above or below PyTorch the models are as a whole."""
    ratios = [row.ratio for row in rows]
    worst = min(rows, key=lambda row: row.ratio)
    return (
        f"Against PyTorch at its better number of threads: geometric mean {geometric_mean(ratios):.1f}×, "
        f"{sum(ratio >= 1 for ratio in ratios)} of {len(rows)} at least 1×, "
        f"the lowest {worst.ratio:.2g}× ({worst.title})."
    )
