"""What a net says of a table's test rows, as numbers and pictures."""

from __future__ import annotations

from collections.abc import Callable
from math import nan

import numpy as np

from engine.metrics import AbsoluteError, ConfusionMatrix, RootSquaredError, RSquared
from engine.pictures.formulas import parts
from engine.table.arrays import Learnable
from engine.table.columns import Survey
from engine.table.doubts import doubts
from engine.views import Array, Bars, BarSeries, Confusion, Curves, Formula, Line, Mark, Table, Text

POINTS, SHOWN = 200, 12
"""Points in the plot, and columns whose importance is shown, at most."""
DEALT = "Its values are dealt out anew among the test rows: the column says nothing then, all else stays as it is."
Answer = Callable[[np.ndarray], np.ndarray]


def numbers(table: Learnable, said: np.ndarray) -> dict[str, float]:
    """Metrics of what was ``said`` of the test rows. ``gain``: the share of the baseline's error that is gone."""
    error, baseline = wrongness(table, said, table.y_test), table.baseline
    gain = 1 - error / baseline if baseline else nan
    if table.found.task == "classification":
        counted = _counted(table, said)
        return {"gain": gain, "accuracy": counted.accuracy, "baseline": 1 - baseline, "recall": recall(counted)}
    mean_error, squares = AbsoluteError(), RSquared()
    for metric in (mean_error, squares):
        metric.add(_told(table, table.y_test), _told(table, said))
    return {"gain": gain, "rmse": error, "baseline": baseline, "mae": mean_error.value, "r2": squares.value}


def wrongness(table: Learnable, said: np.ndarray, truth: np.ndarray) -> float:
    """RMSE in the target's own unit, or the share of rows whose class is wrong."""
    if table.found.task == "classification":
        return float((said.argmax(axis=1) != truth.argmax(axis=1)).mean())
    error = RootSquaredError()
    error.add(_told(table, truth), _told(table, said))
    return error.value


def recall(counted: ConfusionMatrix) -> float:
    """The mean over all classes of how much of each was found: rare ones count as much as common ones."""
    return float(np.mean(counted.counts.diagonal() / counted.counts.sum(axis=1)))


def against_truth(table: Learnable, said: np.ndarray) -> Curves | Confusion:
    """Said against true for a number, counts of both for classes."""
    target = table.found.target
    if table.found.task == "classification":
        return Confusion("confusion matrix", list(target.levels), Array.of(_counted(table, said).counts))
    truth, told = _told(table, table.y_test)[:POINTS, 0], _told(table, said)[:POINTS, 0]
    across = np.linspace(truth.min(), truth.max(), 41).tolist()  # so that the lines can be pointed at anywhere
    points = [Mark(float(x), float(y), "") for x, y in zip(truth, told, strict=True) if np.isfinite(y)]
    exact, always = Formula("on this line said = true"), Formula("baseline: the mean of the training rows = {value}")
    lines = [
        Line("exactly right", across, across, formula=exact),
        Line("baseline", across, [table.mean] * len(across), dashed=True, formula=always),
    ]
    off = Formula("said − true = {y} − {x} = {off}", parts(off=[point.y - point.x for point in points]), terms=["rmse"])
    return Curves("said against truth", lines, f"true {target.name}", "said", marks=points, dots=off)


def importance(table: Learnable, answer: Answer, order: np.ndarray) -> Bars:
    """How much worse the answers get when one column's values are dealt out anew among the test rows, in ``order``."""
    x, y = table.x_test[: len(order)], table.y_test[: len(order)]
    usual = wrongness(table, answer(x), y)
    worse = {}
    for place, column in enumerate(table.found.used):
        shuffled, own = x.copy(), table.source == place
        shuffled[:, own] = x[order][:, own]
        worse[column.name] = wrongness(table, answer(shuffled), y) - usual
    most = sorted(worse, key=lambda name: -worse[name])[:SHOWN]
    share = table.found.task == "classification"
    values = [round(100 * worse[name], 1) if share else float(f"{worse[name]:.3g}") for name in most]
    name = "more wrong without the column" if share else "RMSE rises without the column by"
    times, what = (100, "wrong, in percent") if share else (1, "RMSE")
    told = parts(shuffled=[times * (usual + worse[column]) for column in most], usual=times * usual)
    formula = Formula(f"{what}: {{shuffled}} with {{label}} shuffled − {{usual}} as it is = {{value}}", told, [DEALT])
    return Bars(name, most, [BarSeries("", values, formula)], unit="%" if share else "")


def judgement(table: Learnable, said: np.ndarray) -> Text:
    """The net against the baseline in one sentence, then every warning."""
    error, baseline, found = wrongness(table, said, table.y_test), table.baseline, table.found
    rows = f"the {len(table.y_test)} test rows"
    if found.task == "regression":
        first = (
            f"Always saying the mean, {table.mean:.4g}, errs by {baseline:.4g} (RMSE) on {rows}. The net: {error:.4g}."
        )
    else:
        usual = found.target.levels[table.usual]
        first = f'Always saying "{usual}" is wrong on {baseline:.0%} of {rows}. The net: {error:.0%}.'
    if not error < baseline:
        first += " «No better»: what it says is worth nothing."
    warned = [f"⚠ {doubt}" for doubt in doubts(found)]
    if table.shared:
        warned.append(f"⚠ {table.shared} test rows are also among those learned from.")
    return Text("worth it? warnings", [first, *(warned or ["No warnings."])])


def what_was_read(found: Survey) -> Table:
    """Each column, what it is, what is missing, and what became of it; the target first."""
    rows = [
        [column.name, column.kind if column.kind != "left out" else "–", str(column.missing or ""), column.note]
        for column in (found.target, *found.columns)
    ]
    gaps = Formula(f"{{value}} of {found.rows} rows have no value here")
    told = {"missing": [gaps if column.missing else None for column in (found.target, *found.columns)]}
    return Table("what was read", ["column", "kind", "missing", "what became of it"], rows, formulas=told)


def _told(table: Learnable, scaled: np.ndarray) -> np.ndarray:
    """Scaled answers in the target's own unit."""
    return scaled.astype(np.float64) * table.spread + table.mean


def _counted(table: Learnable, said: np.ndarray) -> ConfusionMatrix:
    counted = ConfusionMatrix(table.y_test.shape[1])
    counted.add(table.y_test.argmax(axis=1), said.argmax(axis=1))
    return counted
