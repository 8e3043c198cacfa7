"""A made-up table of houses: plausible columns, and a price that follows a stated formula plus chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

HOUSES, CHANCE = 1000, 25.0  # rows; the standard deviation of what no column explains, in thousands
RANGES = {  # column: lowest and highest
    "area, m²": (40, 220), "garden, m²": (0, 600), "age, years": (0, 100), "km to centre": (0.5, 30),
    "min to train": (2, 40), "noise, dB": (35, 75), "school, 1–10": (1, 10), "crime, 0–10": (0, 10),
    "energy, kWh/m²": (30, 300), "floors": (1, 4),
}  # fmt: skip


def houses(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A table (1000, 10), and prices in thousands."""
    import numpy as np

    low, high = np.transpose(list(RANGES.values()))
    x = rng.uniform(low, high, (HOUSES, len(RANGES)))
    area, garden, age, km, train, noise, school, crime, energy, floors = x.T
    metre = 1.2 + 2.6 * np.exp(-km / 8)  # a square metre costs most in the centre
    price = 140 + area * metre + 0.12 * garden - 0.02 * age * (100 - age)  # new and very old houses are dear
    price += 6 * school - 4 * crime - 1.2 * (noise - 35) - 0.15 * energy - 12 * (floors - 2) ** 2 - 0.6 * train
    return x, price + CHANCE * rng.standard_normal(HOUSES)
