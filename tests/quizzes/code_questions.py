"""A small code exercise, and another with arrays, for the tests of everything about code."""

from __future__ import annotations

from quizzes.model import Call, Code, Slip

NEURON = Code(
    id="demo-code-neuron",
    section="sum",
    prompt="Write `neuron(x, w, b)`: inputs times weights, plus the bias, through a ReLU.",
    explain="Multiply, add, cut off below 0.",
    hints=["zip(x, w) pairs them.", "max(0, z) is ReLU."],
    starter="def neuron(x, w, b):\n    # x and w are lists of equal length, b is a number\n    ...\n",
    solution="def neuron(x, w, b):\n    z = sum(xi * wi for xi, wi in zip(x, w)) + b\n    return max(0.0, z)\n",
    calls=[
        Call(function="neuron", args=[[0.6, 0.2, 0.9], [0.5, -0.3, 1.2], 0.1], gives=1.42),
        Call(
            function="neuron",
            args=[[1, 2], [-1, -1], 0],
            gives=0,
            mistakes=[Slip(gives=-3, why="The sum is −3, and ReLU turns what is below 0 into 0.")],
        ),
        Call(function="neuron", args=[[], [], 0.5], gives=0.5),
    ],
)
NO_RELU = "def neuron(x, w, b):\n    return sum(xi * wi for xi, wi in zip(x, w)) + b\n"
"""Runs into the known mistake in the second call."""

LAYER = Code(
    id="demo-code-layer",
    section="sum",
    prompt="Write `layer(x, W)`: *x* times *W*.",
    explain="A matrix product.",
    hints=["x @ W", "That is all."],
    starter="import numpy as np\n\n\ndef layer(x, W):\n    ...\n",
    solution="import numpy as np\n\n\ndef layer(x, W):\n    return x @ W\n",
    arrays=True,
    calls=[
        Call(function="layer", args=[[1, 2], [[1, 0, 2], [0, 1, 1]]], gives=[1, 2, 4]),
        Call(function="layer", args=[[0, 0], [[1, 0], [0, 1]]], gives=[0, 0]),
        Call(function="layer", args=[[[1, 1], [2, 0]], [[1], [2]]], gives=[[3], [2]]),
    ],
)
