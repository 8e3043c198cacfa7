"""Which models are compared, in the order of the table."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOCK = {"xor": "lessons/backprop/xor.py", "cnn": "lessons/cnn/digits.py"}
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
}


def lab_file(model: str) -> Path:
    """Where a model's lab is."""
    return ROOT / STOCK.get(model, f"bench/labs/{model}.py")
