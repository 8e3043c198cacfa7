"""Write the table that comes with the lab ``table``: flats that nobody has, with the flaws that real tables have.

``python -m bench.make_flats`` writes it anew; the same numbers every time.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent.parent / "lessons" / "mlp" / "flats.csv"
DISTRICTS = {"harbour": 1.25, "old town": 1.4, "north": 0.9, "station": 1.0, "hillside": 1.15}
COLUMNS = ("flat_id", "listed", "size", "rooms", "floor", "age", "district", "balcony", "to_centre", "price")
ROWS = 200


def rows(rng: np.random.Generator) -> list[list[object]]:
    """A flat a row; the price, in thousands, follows from the others, but for what nobody can know."""
    made: list[list[object]] = []
    names = list(DISTRICTS)
    for number in range(1, ROWS + 1):
        size = int(np.clip(rng.normal(72, 24), 24, 160))
        rooms = max(1, round(size / 26 + rng.normal(0, 0.5)))
        floor, age = int(rng.integers(0, 8)), int(rng.gamma(2, 16))
        district = names[int(rng.integers(len(names)))]
        balcony, way = bool(rng.random() < 0.55), round(float(rng.gamma(2.5, 1.4)), 1)
        per_metre = 3.6 * DISTRICTS[district] * np.exp(-0.09 * way) * (1 - 0.3 * np.tanh(age / 50)) + 0.05 * floor
        price = round(float((per_metre * size + 14 * balcony + 25) * rng.normal(1, 0.06)))
        listed = date(2025, 1, 6) + timedelta(days=int(rng.integers(0, 300)))
        told_age = "" if rng.random() < 0.05 else age
        told_balcony = "" if rng.random() < 0.03 else ("yes" if balcony else "no")
        made.append([f"F-{number:03}", listed, size, rooms, floor, told_age, district, told_balcony, way, price])
    return made


def main() -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(np.random.default_rng(1)))


if __name__ == "__main__":
    main()
