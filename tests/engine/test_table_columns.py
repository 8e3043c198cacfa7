"""What becomes of a table's columns, and the warnings that go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab import LabError
from engine.table.arrays import learnable, split
from engine.table.columns import Survey, look, survey
from engine.table.doubts import doubts
from engine.table.read import Sheet, parse

random = Random(1)
ROWS = 120
NOISE = [random.gauss(0, 1) for _ in range(ROWS)]
COLUMNS: dict[str, Sequence[object]] = {
    "size": [random.randint(20, 120) for _ in range(ROWS)],
    "colour": [random.choice(["red", "green", "blue"]) for _ in range(ROWS)],
    "gappy": ["" if n % 5 == 0 else random.randint(0, 99) for n in range(ROWS)],
    "hollow": [n if n % 3 == 0 else "NA" for n in range(ROWS)],
    "id": [f"A{n}" for n in range(ROWS)],
    "number": list(range(7, 7 + ROWS)),
    "PassengerId": [3 * n + n % 3 for n in range(ROWS)],
    "day": [f"2026-03-{1 + n % 28:02}" for n in range(ROWS)],
    "same": ["yes"] * ROWS,
    "none": [""] * ROWS,
    "balcony": [random.choice(["yes", "no", "n/a"]) for _ in range(ROWS)],
}
COLUMNS["price"] = [round(3 * int(str(size)) + 20 * noise) for size, noise in zip(COLUMNS["size"], NOISE, strict=True)]


def sheet(columns: Mapping[str, Sequence[object]] = COLUMNS) -> Sheet:
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    return parse("\n".join(lines).encode())


def found(target: str = "price", **more: Sequence[object]) -> Survey:
    return survey(sheet({**COLUMNS, **more}), target)


@pytest.mark.parametrize(
    ("name", "kind", "note"),
    [
        ("size", "number", "scaled"),
        ("colour", "category", "3 categories"),
        ("gappy", "number", "missing ones: the mean"),
        ("hollow", "left out", "mostly empty"),
        ("id", "left out", "a different text in each row"),
        ("number", "left out", "numbers the rows"),
        ("PassengerId", "left out", "numbers the rows"),
        ("day", "left out", "dates"),
        ("same", "left out", "always the same"),
        ("none", "left out", "empty"),
        ("balcony", "category", "2 categories; missing ones: a category"),
    ],
)
def test_what_becomes_of_a_column(name: str, kind: str, note: str) -> None:
    column = next(column for column in look(sheet()) if column.name == name)
    assert (column.kind, column.note) == (kind, note)


def test_numbers_are_regression_and_few_values_or_words_are_classes() -> None:
    assert found("price").task == "regression"
    assert found("colour").task == "classification" and found("colour").target.levels == ("blue", "green", "red")
    stars = [n % 5 + 1 for n in range(ROWS)]
    assert found("stars", stars=stars).target.levels == ("1", "2", "3", "4", "5")
    assert survey(sheet({**COLUMNS, "stars": stars}), "stars", "regression").task == "regression"
    with pytest.raises(LabError, match=r'Row 2, column "colour": ".*" is not a number'):
        survey(sheet(), "colour", "regression")


def test_rows_without_a_target_are_left_out_and_counted() -> None:
    priced = ["" if n in (3, 50) else price for n, price in enumerate(COLUMNS["price"])]
    told = found(price=priced)
    assert (told.rows, told.dropped) == (ROWS - 2, 2)
    assert any('2 rows have no "price"' in doubt for doubt in doubts(told))


def warned(told: Survey) -> str:
    return "\n".join(doubts(told))


def test_a_sound_table_raises_no_doubt_but_the_gaps_it_has() -> None:
    assert doubts(found(gappy=COLUMNS["size"], balcony=COLUMNS["colour"])) == []
    assert (
        warned(found(balcony=COLUMNS["colour"]))
        == '"gappy" is missing in 24 of 120 rows, which get the mean in their place.'
    )


@pytest.mark.parametrize("rows", [49, 50])
def test_few_rows_are_warned_of(rows: int) -> None:
    told = survey(sheet({name: values[:rows] for name, values in COLUMNS.items()}), "price")
    assert ("Only 49 rows" in warned(told)) == (rows == 49)


@pytest.mark.parametrize("share", [9, 10])
def test_a_rare_class_is_warned_of(share: int) -> None:
    told = found("ill", ill=["yes" if n % 100 < share else "no" for n in range(100)] + ["no"] * 20)
    rare = f'The class "yes" is rare ({share} of 120 rows)'
    assert rare in warned(told)
    assert "rare" not in warned(found("ill", ill=["yes" if n % 10 == 0 else "no" for n in range(ROWS)]))


def test_many_rare_classes_are_one_sentence() -> None:
    told = found("kind", kind=[str(n % 15) if n < 60 else "common" for n in range(ROWS)])
    assert warned(told).count("rare") == 2 and "15 classes are rare:" in warned(told)


def given_away(told: Survey) -> bool:
    return '"hint" alone gives' in warned(told)


@pytest.mark.parametrize(("noise", "leaks"), [(0.0, True), (5.0, True), (60.0, False)])
def test_a_number_that_gives_a_number_away_looks_like_leakage(noise: float, leaks: bool) -> None:
    hint = [-2 * int(str(price)) + noise * z for price, z in zip(COLUMNS["price"], reversed(NOISE), strict=True)]
    assert given_away(found(hint=[f"{value:.3f}" for value in hint])) == leaks


def test_categories_and_numbers_that_give_a_class_away_look_like_leakage() -> None:
    colours = {"red": "r", "green": "g", "blue": "b"}
    hint: Sequence[object] = [colours[str(colour)] for colour in COLUMNS["colour"]]
    assert given_away(found("colour", hint=hint))
    assert not given_away(found("colour", hint=[random.choice("rgb") for _ in hint]))
    places = {"red": 1, "green": 2, "blue": 9}
    near: Sequence[object] = [f"{places[str(c)] + 0.1 * z:.3f}" for c, z in zip(COLUMNS["colour"], NOISE, strict=True)]
    assert given_away(found("colour", hint=near))
    priced = {"r": 100, "g": 200, "b": 300}
    prices: Sequence[object] = [f"{priced[str(h)] + z:.2f}" for h, z in zip(hint, NOISE, strict=True)]
    assert given_away(found(hint=hint, price=prices)), "a category may give a number away"


def test_a_category_says_nothing_where_nearly_all_rows_are_of_one_class() -> None:
    hint: Sequence[object] = [random.choice("rgb") for _ in range(ROWS)]
    ill = ["yes" if n < 2 else "no" for n in range(ROWS)]
    assert not given_away(found("ill", hint=hint, ill=ill))


def test_copies_of_rows_are_warned_of_and_counted_across_the_split() -> None:
    half = {name: [*values[:60], *values[:60]] for name, values in COLUMNS.items()}
    told = survey(sheet(half), "price")
    assert "60 rows are copies of others" in warned(told)
    ready = learnable(told, np.random.default_rng(1))
    known = {row.tobytes() for row in ready.x}
    assert 0 < ready.shared <= sum(row.tobytes() in known for row in ready.x_test)


@given(st.integers(0, 2**31), st.sampled_from(["price", "colour"]))
def test_scaling_knows_the_training_rows_only(seed: int, target: str) -> None:
    """Whatever stands in the test rows, what the net learns from stays the same to the last bit."""
    told = found(target)
    _, test = split(told, np.random.default_rng(seed))
    wild = [str(10**6 + n) if n in set(test) else size for n, size in enumerate(COLUMNS["size"])]
    before, after = (learnable(t, np.random.default_rng(seed)) for t in (told, found(target, size=wild)))
    assert before.x.tobytes() == after.x.tobytes() and before.y.tobytes() == after.y.tobytes()
    assert before.x_test.tobytes() != after.x_test.tobytes(), "the test rows do change"
    place = before.inputs.index("size")
    assert abs(before.x[:, place].mean()) < 1e-5 and abs(before.x[:, place].std() - 1) < 1e-5
    assert (before.mean, before.spread) == (after.mean, after.spread)


@given(st.integers(0, 2**31), st.lists(st.integers(2, 30), min_size=2, max_size=6))
def test_every_class_is_on_both_sides_of_the_split(seed: int, counts: list[int]) -> None:
    labels = [f"c{n}" for n, count in enumerate(counts) for _ in range(count)] + ["c0"] * 10
    columns: Mapping[str, Sequence[object]] = {"z": [n * n % 17 for n in range(len(labels))], "kind": [*labels]}
    told = survey(sheet(columns), "kind")
    train, test = split(told, np.random.default_rng(seed))
    assert sorted([*train, *test]) == list(range(told.rows))
    for side in (train, test):
        assert {told.target.values[n] for n in side} == set(told.target.levels)


CELLS = ["", "NA", "yes", "no", "-", "1,234", "inf", "2026-01-01", "1e31", "x" * 50, "é", "0", "-0.0", "1e-320", "7"]
TIDY: list[Callable[[Random], str]] = [
    lambda dice: str(dice.randint(-9, 9)),
    lambda dice: dice.choice(["a", "b", ""]),
    lambda dice: repr(dice.uniform(-1, 1) * 10.0 ** dice.randint(-300, 30)),
    lambda dice: dice.choice(["", "1e30", "-1e30", "0"]),
]


def any_cell(dice: Random) -> str:
    """Something that may stand in a table, odd things more often than in life."""
    return dice.choice([*CELLS, repr(dice.gauss(0, 1e3)), "".join(chr(dice.randint(1, 0x2FF)) for _ in range(4))])


@given(st.integers(0, 2**31), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_any_table_becomes_arrays_or_one_sentence(seed: int, delimiter: str, tidy: bool) -> None:
    """Tidy tables have one kind of cell in each column, so that many of them can be learned from."""
    dice = Random(seed)
    makers = [dice.choice(TIDY) if tidy else any_cell for _ in range(dice.randint(1, 6))]
    names = [f"c{n}" for n in range(len(makers))]
    lines = [names, *([make(dice) for make in makers] for _ in range(dice.randint(0, 40)))]
    is_learned("\n".join(map(delimiter.join, lines)).encode(), dice.choice(names))


def test_a_target_too_far_from_the_others_is_refused_and_not_made_infinity() -> None:
    """What an input may be is clipped; what is to be learned is not, for then its errors would be made up."""
    prices = [1e-11 * n for n in range(20)]
    prices[3] = 1e30
    told = survey(sheet({"size": [n * n % 17 for n in range(20)], "price": prices}), "price")
    for seed in range(8):
        if 3 in split(told, np.random.default_rng(seed))[1]:
            with pytest.raises(LabError, match='"price" lie too far apart'):
                learnable(told, np.random.default_rng(seed))
            break
        assert np.isfinite(learnable(told, np.random.default_rng(seed)).y).all()
    else:
        pytest.fail("in none of the splits the far one is in the test")


def test_tidy_tables_are_mostly_learned_from() -> None:
    """Else the test above would pass for a reader that refuses everything."""
    learned = 0
    for seed in range(40):
        dice = Random(seed)
        makers = [dice.choice(TIDY[:3]) for _ in range(4)]
        lines = [list("abcd"), *([make(dice) for make in makers] for _ in range(40))]
        learned += is_learned("\n".join(map(",".join, lines)).encode(), "d")
    assert learned >= 30


@given(st.binary(max_size=200), st.text(max_size=3))
def test_any_bytes_become_arrays_or_one_sentence(body: bytes, target: str) -> None:
    is_learned(body, target)


def is_learned(body: bytes, target: str) -> bool:
    """Whether there are arrays, and sound ones; if not, there must be a LabError of one line."""
    try:
        told = survey(parse(body), target)
        ready = learnable(told, np.random.default_rng(0))
    except LabError as mistake:
        assert mistake.message.endswith(".") and "\n" not in mistake.message + mistake.hint
        return False
    doubts(told)
    assert len(ready.x) and len(ready.x_test) and len(ready.x) + len(ready.x_test) == told.rows
    assert ready.x.shape[1] == len(ready.inputs) == len(ready.source)
    for array in (ready.x, ready.y, ready.x_test, ready.y_test):
        assert array.dtype == np.float32 and np.isfinite(array).all()
    return True
