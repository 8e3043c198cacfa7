"""Our half of a comparison: trains one lab natively. Run by :mod:`bench.compare`, a fresh process each time.

    python -m bench.engine_side LAB.py --cache FOLDER [--seconds 1] [--save EQUAL.npz]

``--save`` writes what an equal PyTorch model needs: initial weights, data, batch and learning rate.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.timing import first_losses, milliseconds_a_step, peak_megabytes, say
from engine.backend import configure
from engine.device import CPU
from engine.lab import load_lab, settle
from engine.plan import Plan
from engine.program import Program, build
from engine.session import SLICE
from engine.train import train

SEED = 1


def default_plan(lab_file: Path) -> Plan:
    """The lab as it is before anybody turned a knob."""
    kind = load_lab(lab_file)
    return Plan(kind(settle(kind, {})), SEED)


def save_equal(plan: Plan, file: Path) -> None:
    """Everything the PyTorch side needs to do the same."""
    weights = plan.flat.unpack(plan.state["weights"])
    arrays: dict[str, Any] = {
        "batch": plan.batch,
        "rate": plan.lab.knob["learning_rate"],
        "seed": plan.seed,
        "steps": plan.lab.steps,
    }
    arrays |= {f"weights.{name}": values for name, values in weights.items()}
    arrays |= {f"train.{name}": plan.data[name] for name in plan.lab.train_arrays}
    np.savez(file, **arrays)


def training(program: Program) -> Iterator[list[float]]:
    """The lab's own run again and again, its losses as they come from native calls as long as in the app."""
    at_most = 1

    def slice_of(step: int) -> int:
        return at_most

    while True:
        for name, values in program.plan.state.items():
            program.write(name, values)
        began = time.perf_counter()
        for trained in train(program, program.lab.steps, slice_of):
            now = time.perf_counter()
            at_most = max(1, int(SLICE * len(trained.losses) / (now - began)))
            yield trained.losses
            began = time.perf_counter()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("lab", type=Path)
    options.add_argument("--cache", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=0.0)
    options.add_argument("--save", type=Path)
    given = options.parse_args()
    configure(CPU, str(given.cache / "kernels.db"))
    plan = default_plan(given.lab)
    if given.save:
        save_equal(plan, given.save)
    running = training(build(plan, CPU, lambda done, total: None, given.lab, given.cache))
    losses = first_losses(running)
    milliseconds = milliseconds_a_step(running, given.seconds) if given.seconds else 0.0
    say(losses=losses, milliseconds=milliseconds, megabytes=peak_megabytes(resource.RUSAGE_SELF))


if __name__ == "__main__":
    main()
