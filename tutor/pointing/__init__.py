"""What is under a cursor in a picture, in words and numbers: pure functions beside the painters, one for each kind.

They lay a picture out with the very functions its painter uses, so that they always agree about what lies where.
"""

from __future__ import annotations

from tutor.pointing import charts, grids, maps, nets, planes
from tutor.pointing.base import Learning, Pointed, aim, pointed

__all__ = ["Learning", "Pointed", "aim", "charts", "grids", "maps", "nets", "planes", "pointed"]
