"""The training loop: the page that every lab runs through."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.plan import NOISE, ORDER, stream

if TYPE_CHECKING:
    from engine.program import Program


class Trained(NamedTuple):
    """Updates were made: the number of the last one and its epoch (both from 1), and the loss before each."""

    step: int
    epoch: int
    losses: list[float]


class DivergedError(Exception):
    """The loss stopped being a number. ``advice`` says what to do, where that is known."""

    def __init__(self, step: int, loss: float, advice: str = "") -> None:
        super().__init__(f"the loss became {loss} at step {step}")
        self.step, self.loss, self.advice = step, loss, advice


def one_at_a_time(step: int) -> int:
    """Do a single update, then say so."""
    return 1


class Epochs:
    """What changes from one epoch to the next: the order of the training examples, and the noise."""

    def __init__(self, program: Program) -> None:
        self.program, self.batches = program, program.rows // program.batch
        self.whole = program.batch == program.rows
        self._order, self._noise = stream(program.seed, ORDER), stream(program.seed, NOISE)
        self._laid_out = -1

    def offset(self, step: int) -> int:
        """The row at which the batch begins that the update after ``step`` learns from."""
        return step % self.batches * self.program.batch

    def lay_out(self, step: int) -> None:
        """Lay out the epoch that the update after ``step`` belongs to, if that is not done yet."""
        epoch = step // self.batches
        if epoch == self._laid_out:
            return
        self._laid_out = epoch
        if not self.whole:
            self.program.shuffle(self._order.permutation(self.program.rows))
        self.program.draw_noise(self._noise)


def train(
    program: Program, steps: int, at_most: Callable[[int], int] = one_at_a_time, epochs: Epochs | None = None
) -> Iterator[Trained]:
    """Shuffle and draw noise, then for each batch: forward, loss, backward, update; again for each epoch.

    ``at_most(step)`` says how many updates may be made after ``step`` before they are told. The shuffles depend on
    the program's seed alone, so a run can be repeated bit for bit on one device. Examples that do not fill a last
    batch are left out of that epoch; the next shuffle brings them back. Raises DivergedError when a loss is no
    longer finite.
    """
    epochs = epochs or Epochs(program)
    batches, step = epochs.batches, 0
    while step < steps:
        epoch, batch = divmod(step, batches)
        epochs.lay_out(step)
        # With all rows in one batch nothing is shuffled, and one native call may span epochs unless they need noise.
        left_in_epoch = steps if epochs.whole and not program.lab.noise else batches - batch
        count = min(at_most(step), left_in_epoch, steps - step)
        losses = program.run(epochs.offset(step), count)
        for number, loss in enumerate(losses, step + 1):
            if not math.isfinite(loss):
                raise DivergedError(number, loss)
        step += count
        yield Trained(step, epoch + 1 if batches > 1 else step, losses)
