"""What knobs, metrics and rules are called where people read them. Nothing of ours is imported here."""

from __future__ import annotations

from collections.abc import Sequence

WRITTEN = {
    "adam": "Adam",
    "auc": "AUC",
    "bce": "BCE",
    "cnn": "CNN",
    "f1": "F1",
    "gru": "GRU",
    "huber": "Huber",
    "l1": "L1",
    "l2": "L2",
    "lstm": "LSTM",
    "mae": "MAE",
    "mlp": "MLP",
    "mnist": "MNIST",
    "mse": "MSE",
    "pairs": "counting pairs",
    "r2": "R²",
    "relu": "ReLU",
    "rmse": "RMSE",
    "rmsprop": "RMSprop",
    "rnn": "RNN",
    "roc": "ROC",
    "sgd": "SGD",
    "xor": "XOR",
}
"""Parts of names that are written differently in a sentence: short forms, and people."""


def limit(value: float) -> str:
    """An end of a range as one types it: 0.00001, not 1e-05."""
    text = f"{value:g}"
    return f"{value:.12f}".rstrip("0").rstrip(".") if "e" in text else text


def words(name: str) -> str:
    """A name in code as people read it: learning_rate is "learning rate", sgd_accuracy "SGD accuracy"."""
    return " ".join(WRITTEN.get(part, part) for part in name.split("_"))


def listed(names: Sequence[str]) -> str:
    """Names as a phrase: "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
