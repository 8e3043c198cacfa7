"""What knobs, metrics and rules are called where people read them. Nothing here imports anything."""

from __future__ import annotations

WRITTEN = {
    "adam": "Adam",
    "auc": "AUC",
    "bce": "BCE",
    "f1": "F1",
    "huber": "Huber",
    "l1": "L1",
    "l2": "L2",
    "mae": "MAE",
    "mse": "MSE",
    "r2": "R²",
    "relu": "ReLU",
    "rmse": "RMSE",
    "rmsprop": "RMSprop",
    "roc": "ROC",
    "sgd": "SGD",
}
"""Parts of names that are written differently in a sentence: short forms, and people."""


def words(name: str) -> str:
    """A name in code as people read it: learning_rate is "learning rate", sgd_accuracy "SGD accuracy"."""
    return " ".join(WRITTEN.get(part, part) for part in name.split("_"))
