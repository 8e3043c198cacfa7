"""PyTorch's half of a comparison: the same training, eager, by torch.optim.Adam.

    python -m bench.torch_side MODEL EQUAL.npz [--threads 1] [--seconds 1] [--fused-adam]

Needs PyTorch and NumPy, nothing of ours: any Python that has them will do. Run by :mod:`bench.compare`.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()

import argparse  # noqa: E402 - importing PyTorch is part of its start
import itertools  # noqa: E402
import resource  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import torch  # type: ignore[import-not-found, unused-ignore]  # noqa: E402

from bench.timing import first_losses, milliseconds_a_step, peak_megabytes, say  # noqa: E402
from bench.torch_models import MODELS, build  # noqa: E402

ORDER = 2  # the purpose of the engine's random stream for shuffles (engine.plan)


def tensors(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, torch.Tensor]:
    """The arrays whose names begin so, as tensors; whole numbers as PyTorch wants its labels."""
    found = {name[len(prefix) :]: torch.from_numpy(a) for name, a in arrays.items() if name.startswith(prefix)}
    return {name: values.long() if values.dtype == torch.int32 else values for name, values in found.items()}


def training(model: str, arrays: dict[str, np.ndarray], fused: bool) -> Iterator[list[float]]:
    """The lab's own run again and again, by the loop everybody writes: each loss is the one before its update."""
    while True:
        yield from itertools.islice(run(model, arrays, fused), int(arrays["steps"]))


def run(model: str, arrays: dict[str, np.ndarray], fused: bool) -> Iterator[list[float]]:
    """Training from the initial weights, without end."""
    parameters, compute = build(model, tensors(arrays, "weights."))
    data = tensors(arrays, "train.")
    optimizer = torch.optim.Adam(parameters, lr=float(arrays["rate"]), fused=fused or None)
    rows, size = len(next(iter(data.values()))), int(arrays["batch"])
    rng = np.random.default_rng([int(arrays["seed"]), ORDER])
    while True:
        shuffled = data
        if rows // size > 1:
            order = torch.from_numpy(rng.permutation(rows))
            shuffled = {name: values[order] for name, values in data.items()}
        for begin in range(0, rows // size * size, size):
            batch = {name: values[begin : begin + size] for name, values in shuffled.items()}
            optimizer.zero_grad()
            loss = compute(batch)
            loss.backward()
            optimizer.step()
            yield [loss.item()]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("model", choices=MODELS)
    options.add_argument("arrays", type=Path)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--seconds", type=float, default=0.0)
    options.add_argument("--fused-adam", action="store_true")
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    running = training(given.model, dict(np.load(given.arrays)), given.fused_adam)
    losses = next(running)
    started = time.perf_counter() - BEGAN
    losses += first_losses(running)[:-1]
    milliseconds = milliseconds_a_step(running, given.seconds) if given.seconds else 0.0
    megabytes = peak_megabytes(resource.RUSAGE_SELF)
    say(losses=losses, milliseconds=milliseconds, megabytes=megabytes, seconds=started)


if __name__ == "__main__":
    main()
