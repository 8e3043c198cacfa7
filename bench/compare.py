"""Every model against the equal PyTorch model, in one session, as a Markdown table.

    pip install "torch==2.13.0" numpy            # in this environment or in one of its own
    python -m bench.compare [--torch-python OTHER/bin/python] [--rounds 5] [--seconds 1] [--only cnn,mlp]

PyTorch is needed for the bench alone. Both sides have the same shapes, initial weights, batches in the same order and
Adam; PyTorch runs eager. Before a model is timed its first losses must agree to 1e-3 on both sides. Each measurement
has a process of its own, and the sides take turns, so that a slow moment of the machine hits all. Both sides train the
lab's own number of steps from the initial weights again and again while they are timed.

Cold start: a warm worker with an empty cache, from the command to the first loss: tracing and compiling. Prepared
start: the same with the program kept. PyTorch's start: from the process's first line to its first loss. Memory is the
most that the worker (cold, and prepared) or PyTorch's process held.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import machine
from bench.models import ROOT, TITLES, copied, lab_file
from bench.table import Row, markdown

TOLERANCE = 1e-3
PATIENCE = 900  # seconds for one process
Said = dict[str, Any]


class BenchError(Exception):
    """A comparison cannot be made; says why in one sentence."""


def run(python: str, module: str, *arguments: object) -> Said:
    """What ``python -m bench.MODULE`` says on its last line. Raises BenchError when it fails."""
    command = [python, "-m", f"bench.{module}", *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if ran.returncode:
        raise BenchError(f"{' '.join(command)} failed:\n{ran.stderr[-2000:]}")
    said: Said = json.loads(ran.stdout.splitlines()[-1])
    return said


@dataclass
class Comparison:
    """One model under measurement, in a folder of its own: no program that ships is found there."""

    model: str
    folder: Path
    torch_python: str
    seconds: float
    fused_adam: bool = False
    cold: list[Said] = field(default_factory=list)
    prepared: list[Said] = field(default_factory=list)
    ours: list[Said] = field(default_factory=list)
    torch1: list[Said] = field(default_factory=list)
    torch2: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lab = copied(lab_file(self.model), self.folder)
        self.arrays = self.folder / "equal.npz"

    def start(self, cache: Path) -> Said:
        """A worker from the command to the first loss."""
        return run(sys.executable, "start", self.lab, "--cache", cache)

    def engine(self, *arguments: object) -> Said:
        """Our side, prepared by the cold start before."""
        return run(sys.executable, "engine_side", self.lab, "--cache", self.folder / "cache", *arguments)

    def torch(self, *arguments: object) -> Said:
        """PyTorch's side."""
        fused = ["--fused-adam"] if self.fused_adam else []
        return run(self.torch_python, "torch_side", self.model, self.arrays, *arguments, *fused)

    def check(self) -> None:
        """Prepare, and make sure that both sides do the same. Raises BenchError if they do not."""
        self.cold.append(self.start(self.folder / "cache"))
        ours, theirs = self.engine("--save", self.arrays)["losses"], self.torch()["losses"]
        if any(abs(a - b) > TOLERANCE * max(1, abs(b)) for a, b in zip(ours, theirs, strict=True)):
            raise BenchError(f"{self.model} is not the same model on both sides: losses {ours} against {theirs}.")

    def measure(self) -> None:
        """One round."""
        self.prepared.append(self.start(self.folder / "cache"))
        self.ours.append(self.engine("--seconds", self.seconds))
        self.torch1.append(self.torch("--threads", 1, "--seconds", self.seconds))
        self.torch2.append(self.torch("--threads", 2, "--seconds", self.seconds))

    def row(self) -> Row:
        """The medians so far."""
        return Row(
            TITLES[self.model],
            *(median(one["milliseconds"] for one in side) for side in (self.ours, self.torch1, self.torch2)),
            *(median(one["seconds"] for one in side) for side in (self.cold, self.prepared, self.torch1)),
            *(median(one["megabytes"] for one in side) for side in (self.cold, self.prepared, self.torch1)),
        )


def compare(model: str, given: argparse.Namespace) -> Row:
    """One model, as often as asked for. Raises BenchError."""
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(model, Path(folder), given.torch_python, given.seconds, given.fused_adam)
        comparison.check()
        for _ in range(given.rounds):
            comparison.measure()
        return comparison.row()


def torch_version(python: str) -> str:
    """Raises BenchError in one sentence if that Python has no PyTorch."""
    code = "import torch, numpy; print(torch.__version__)"
    try:
        ran = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    except OSError as error:
        raise BenchError(f"{python} cannot be run ({error}).") from None
    if ran.returncode:
        raise BenchError(f"{python} has no PyTorch: name one that has with --torch-python (see --help).")
    return ran.stdout.strip()


def wanted(only: str) -> list[str]:
    """The models named in ``only`` (comma between), or all. Raises BenchError for one that is not there."""
    names = [name.strip() for name in only.split(",") if name.strip()] or list(TITLES)
    for name in names:
        if name not in TITLES:
            raise BenchError(f"There is no model called {name}; there is {', '.join(TITLES)}.")
    return names


def compared(models: Sequence[str], given: argparse.Namespace) -> list[Row]:
    """Every model that could be compared; says on stderr how each went."""
    rows = []
    for model in models:
        try:
            row = compare(model, given)
        except (BenchError, subprocess.TimeoutExpired) as why:
            print(f"{model} is left out: {why}", file=sys.stderr)
            continue
        rows.append(row)
        told = f"{row.ours:.4g} ms, PyTorch {row.torch1:.4g} / {row.torch2:.4g} ms, {row.ratio:.3g}×"
        print(f"{model}: {told}", file=sys.stderr)
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; the exit code is 1 when a model is missing from it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch; default: this one")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=1.0, help="of timed steps in each process")
    options.add_argument("--fused-adam", action="store_true", help="PyTorch's Adam as one kernel, not its default")
    options.add_argument("--only", default="", help=f"of {', '.join(TITLES)}")
    given = options.parse_args(arguments)
    try:
        models, version = wanted(given.only), torch_version(given.torch_python)
    except BenchError as why:
        raise SystemExit(str(why)) from None
    rows = compared(models, given)
    print(f"{time.strftime('%Y-%m-%d')}; {machine()}; PyTorch {version}; medians of {given.rounds} interleaved rounds.")
    if rows:
        print(f"\n{markdown(rows)}")
    if len(rows) < len(models):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
