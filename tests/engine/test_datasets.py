"""The bundled data sets are those of their sources, to the last digit these give."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine

from engine.datasets import load, split

TABLES = {
    "breast-cancer": load_breast_cancer(),
    "wine": load_wine(),
    "diabetes": load_diabetes(scaled=False),
}


def test_digits_are_the_same() -> None:
    found, source = load("digits"), load_digits()
    assert (found["images"] == source.images).all() and (found["labels"] == source.target).all()


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_same(name: str) -> None:
    found, source = load(name), TABLES[name]
    assert found["x"].dtype == np.float32
    told = [[f"{value:.6g}" for value in row] for row in source.data]
    assert [[f"{value:.6g}" for value in row] for row in found["x"]] == told
    assert (found["y"] == source.target).all()
    assert len(found["names"]) == found["x"].shape[1] == len(set(found["names"]))


@pytest.mark.parametrize(("name", "classes"), [("breast-cancer", 2), ("wine", 3)])
def test_classes_have_names(name: str, classes: int) -> None:
    found = load(name)
    assert found["y"].dtype == np.uint8 and len(found["classes"]) == classes == found["y"].max() + 1


def test_sunspots_are_those_of_the_almanac() -> None:
    found = load("sunspots")
    assert found["years"].tolist() == list(range(1700, 2009))
    known = {1700: 5, 1778: 154.4, 1810: 0, 1957: 190.2, 2008: 2.9}
    by_year = dict(zip(found["years"].tolist(), found["numbers"].tolist(), strict=True))
    assert {year: by_year[year] for year in known} == pytest.approx(known, abs=1e-4)
    assert found["numbers"].max() == np.float32(190.2) and found["numbers"].min() == 0


def test_a_split_takes_every_row_once() -> None:
    train, test = split(np.random.default_rng(1), 178, 0.25)
    assert len(test) == 44 and sorted([*train, *test]) == list(range(178))
