"""Which models are compared, in the order of the table."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOCK = {
    "xor": "lessons/backprop/xor.py",
    "cnn": "lessons/cnn/digits.py",
    "housing": "lessons/mlp/housing.py",
    "breast-cancer": "lessons/mlp/breast_cancer.py",
    "sentiment": "lessons/mlp/sentiment.py",
    "forecast": "lessons/rnn/forecast.py",
    "memory": "lessons/lstm-gru/memory.py",
    "next-word": "lessons/lstm-gru/next_word.py",
    "three-nets": "lessons/compare/three_nets.py",
}
"""Models that are labs of lessons; the others lie in ``bench/labs``."""

TITLES = {
    "xor": "XOR 2-4-1, all 4 rows",
    "moons": "moons 2-16-16-1, batch 64",
    "mlp": "MLP 64-64-32-10, batch 64",
    "gcn": "GCN 34-16-2, 34 nodes",
    "gan": "GAN 8-32-32-2 against 2-32-32-1, batch 64",
    "vae": "VAE 64-64-8-64-64, batch 64",
    "rnn": "RNN, 30 steps, 32 units, batch 32",
    "lstm": "LSTM, 30 steps, 32 units, batch 32",
    "gru": "GRU, 30 steps, 32 units, batch 32",
    "transformer1": "Transformer, 1 layer, batch 16",
    "transformer2": "Transformer, 2 layers, batch 16",
    "cnn": "CNN on 8×8 (the lab), batch 64",
    "lenet": "LeNet on 28×28, batch 32",
    "housing": "housing lab: 10-128-1, all 1500 rows",
    "breast-cancer": "breast cancer lab: 30-64-32-1, all 427 rows",
    "sentiment": "sentiment lab: 544 words → 16-16-1, 225 sentences",
    "forecast": "forecast lab: RNN, 30 steps, 8 units, batch 32",
    "memory": "memory lab: RNN, LSTM and GRU, 41 steps, 12 units, batch 64",
    "next-word": "next word lab: GRU, 50 letters, 64 units, batch 32",
    "three-nets": "three nets lab: MLP, CNN and RNN on 8×8, batch 64",
}


def lab_file(model: str) -> Path:
    """Where a model's lab is."""
    return ROOT / STOCK.get(model, f"bench/labs/{model}.py")


def copied(lab: Path, folder: Path) -> Path:
    """A copy of a lab in ``folder`` for which no program ships.

    Copied are the files beside it and the other lessons, for labs read them.
    """
    without = shutil.ignore_patterns("*.program", "__pycache__")
    return shutil.copytree(lab.parents[1], folder / "copy", ignore=without) / lab.parent.name / lab.name
