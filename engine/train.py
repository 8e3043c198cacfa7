"""The training loop: the page that every lab runs through."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.program import Program


class Trained(NamedTuple):
    """One update was made: its number, its epoch (both from 1) and the loss it started from."""

    step: int
    epoch: int
    loss: float


class DivergedError(Exception):
    """The loss stopped being a number."""

    def __init__(self, step: int, loss: float) -> None:
        super().__init__(f"the loss became {loss} at step {step}")
        self.step, self.loss = step, loss


def train(program: Program, steps: int) -> Iterator[Trained]:
    """Shuffle, then for each batch: forward, loss, backward, update; again for each epoch.

    The shuffles depend on the program's seed alone, so a run can be repeated bit for bit on one device.
    Examples that do not fill a last batch are left out of that epoch; the next shuffle brings them back.
    Raises DivergedError when the loss is no longer finite.
    """
    from engine.program import ORDER, stream

    rng = stream(program.seed, ORDER)
    step = epoch = 0
    while step < steps:
        epoch += 1
        if program.batch < program.rows:
            program.shuffle(rng.permutation(program.rows))
        for offset in range(0, program.rows - program.batch + 1, program.batch):
            loss = program.step(offset)
            step += 1
            if not math.isfinite(loss):
                raise DivergedError(step, loss)
            yield Trained(step, epoch, loss)
            if step == steps:
                return
