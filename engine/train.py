"""The training loop: the page that every lab runs through."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.plan import ORDER, stream

if TYPE_CHECKING:
    from engine.program import Program


class Trained(NamedTuple):
    """Updates were made: the number of the last one and its epoch (both from 1), and the loss before each."""

    step: int
    epoch: int
    losses: list[float]


class DivergedError(Exception):
    """The loss stopped being a number."""

    def __init__(self, step: int, loss: float) -> None:
        super().__init__(f"the loss became {loss} at step {step}")
        self.step, self.loss = step, loss


def one_at_a_time(step: int) -> int:
    """Do a single update, then say so."""
    return 1


def train(program: Program, steps: int, at_most: Callable[[int], int] = one_at_a_time) -> Iterator[Trained]:
    """Shuffle, then for each batch: forward, loss, backward, update; again for each epoch.

    ``at_most(step)`` says how many updates may be made after ``step`` before they are told. The shuffles depend on
    the program's seed alone, so a run can be repeated bit for bit on one device. Examples that do not fill a last
    batch are left out of that epoch; the next shuffle brings them back. Raises DivergedError when a loss is no
    longer finite.
    """
    rng = stream(program.seed, ORDER)
    batches = program.rows // program.batch
    step = 0
    while step < steps:
        epoch, batch = divmod(step, batches)
        if batch == 0 and batches > 1:
            program.shuffle(rng.permutation(program.rows))
        # With all rows in one batch nothing is shuffled, and one native call may span epochs.
        left_in_epoch = batches - batch if batches > 1 else steps
        count = min(at_most(step), left_in_epoch, steps - step)
        losses = program.run(batch * program.batch, count)
        for number, loss in enumerate(losses, step + 1):
            if not math.isfinite(loss):
                raise DivergedError(number, loss)
        step += count
        yield Trained(step, epoch + 1 if batches > 1 else step, losses)
