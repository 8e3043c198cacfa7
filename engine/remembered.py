"""What labs keep in mind from one run to the next, for views that compare runs: as long as the worker lives."""

from __future__ import annotations

from typing import Any

_KEPT: dict[str, dict[Any, Any]] = {}


def remembered(lab_id: str) -> dict[Any, Any]:
    """The notebook of a lab, the same one in each of its runs. Never for metrics: those must repeat."""
    return _KEPT.setdefault(lab_id, {})
