"""How the net on a desk learns, as pointing tells it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tutor.pointing.base import Learning
from tutor.pointing.loss_code import loss_of

if TYPE_CHECKING:
    from tutor.lab.desk import LabDesk


def learning_of(desk: LabDesk) -> Learning:
    """Rate and optimiser where one rule holds for all of the net, and its loss."""
    knobs = {**desk.knobs, **desk.view.moved}
    loss = loss_of(desk.lab, desk.file, knobs)
    if desk.lab.optimizers or desk.lab.rates:
        return Learning(batches="batch" in knobs, loss=loss)
    name = str(knobs.get("optimizer", desk.lab.optimizer)).lower()
    return Learning(name, float(knobs.get("learning_rate", math.nan)), batches="batch" in knobs, loss=loss)
