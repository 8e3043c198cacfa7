"""The charts of a run: those the lab asks for, each metric by name, the level to reach where it belongs."""

from __future__ import annotations

from typing import ClassVar

from engine.events import Step
from engine.lab import Bar
from tests.engine.small_labs import Regression
from tests.widgets.pictures import DARK, text
from tutor.lab.view import RunView, fold
from tutor.widgets.deck import paint_plots
from tutor.widgets.run_plots import plots


class Overlaid(Regression):
    """Two charts: both losses in one, the bar's metric alone."""

    id = "overlaid"
    curves: ClassVar = {"loss": ("train_loss", "validation_loss"), "loss to reach": ("loss",)}


def trained(steps: int = 20, **metrics: float) -> RunView:
    """A run whose metrics fall from 1 to what is given."""
    view = RunView()
    for step in range(1, steps + 1):
        now = {name: last + (1 - last) * (1 - step / steps) for name, last in metrics.items()}
        view = fold(view, Step(0, step, 0.5, now, [0.5]))
    return view


def test_metrics_of_one_chart_are_named_once_with_their_last_values() -> None:
    view = trained(train_loss=0.25, validation_loss=0.5)
    both, bar = plots(view, Overlaid, log=False).plots
    assert [series.name for series in both.series] == ["train", "validation"]
    assert [series.points[-1] for series in both.series] == [(20, 0.25), (20, 0.5)]
    rows = text(paint_plots(plots(view, Overlaid, log=False), 90, 12, DARK))
    assert "loss  ●━ train 0.25  ◆━ validation 0.5" in rows[0]
    assert both.target is None and bar.target is not None and bar.target.value == 0.1


def test_a_run_with_steps_of_its_own_has_an_axis_as_long() -> None:
    view = trained(train_loss=0.25)
    ends = [plots(view, Overlaid, log=False, steps=steps).plots[0].x_end for steps in (None, 21, 9)]
    assert ends == [min(25.0, float(Overlaid.steps)), 21.0, 20.0], "the run is at step 20"


def test_a_word_has_one_colour_and_sign_in_all_charts_of_a_run() -> None:
    class Judged(Regression):
        curves: ClassVar = {
            "loss": ("train_loss", "test_loss"),
            "accuracy": ("test_accuracy", "train_accuracy", "chance_accuracy"),
        }

    view = trained(train_loss=0.2, test_loss=0.3, test_accuracy=0.8, train_accuracy=0.9, chance_accuracy=0.5)
    charts = plots(view, Judged, log=False).plots
    colours = [{series.name: series.colour for series in chart.series} for chart in charts]
    assert colours == [{"train": 0, "test": 1}, {"test": 1, "train": 0, "chance": 2}]
    rows = text(paint_plots(plots(view, Judged, log=False), 120, 20, DARK))
    for words in ("●━ train 0.2", "◆━ test 0.3", "◆━ test 0.8", "●━ train 0.9", "▲━ chance 0.5"):
        assert any(words in row for row in rows), words


def test_words_that_all_names_end_with_are_said_by_the_title_alone() -> None:
    class Race(Regression):
        curves: ClassVar = {"digits right": ("sgd_accuracy", "adam_accuracy")}

    (chart,) = plots(trained(sgd_accuracy=0.5, adam_accuracy=0.6), Race, log=False).plots
    assert [series.name for series in chart.series] == ["SGD", "Adam"]


def test_what_spreads_over_powers_of_ten_is_drawn_on_a_log_scale_when_asked() -> None:
    class Heights(Regression):
        curves: ClassVar = {"height": ("sgd", "adam"), "share": ("right",), "slope": ("down",)}

    view = trained(sgd=1e-4, adam=0.5, right=0.2, down=-0.5)
    assert [plot.log for plot in plots(view, Heights, log=True).plots] == [True, False, False]


def test_lines_of_one_chart_have_colours_of_their_own_and_are_smoothed_if_asked() -> None:
    both, alone = plots(trained(train_loss=0.2, validation_loss=0.3), Overlaid, log=True).plots
    assert len({series.colour for series in both.series}) == 2
    assert all(series.smooth for series in (*both.series, *alone.series))
    raw = plots(trained(train_loss=0.2), Overlaid, log=True, smooth=0.0).plots
    assert not any(series.smooth for plot in raw for series in plot.series)
    assert both.log and alone.log


def test_without_a_wish_there_are_the_loss_and_the_metric_of_the_bar() -> None:
    class Plain(Regression):
        bar: ClassVar = Bar("accuracy", ">=", 0.9)

    loss, accuracy = plots(trained(accuracy=0.95), Plain, log=True).plots
    assert [series.name for plot in (loss, accuracy) for series in plot.series] == ["loss", "accuracy"]
    assert loss.log and not accuracy.log
    assert accuracy.target is not None and accuracy.target.met


def test_a_chart_without_values_yet_is_empty_and_not_missing() -> None:
    assert len(plots(RunView(), Overlaid, log=False).plots) == 2
    assert text(paint_plots(plots(RunView(), Overlaid, log=False), 80, 12, DARK))


def test_where_not_all_charts_have_room_the_first_are_shown() -> None:
    class Three(Regression):
        curves: ClassVar = {name: (name,) for name in ("first", "second", "third")}

    view = trained(first=0.1, second=0.2, third=0.3)
    wide, high, low = (
        text(paint_plots(plots(view, Three, False), *size, DARK)) for size in ((90, 9), (60, 12), (40, 5))
    )
    assert all(name in wide[0] for name in ("first", "second", "third"))
    assert "second" in high[0] and any("third" in line for line in high[1:])
    assert "first" in low[0] and not any("second" in line for line in low)


def test_a_metric_that_this_run_does_not_have_is_left_out_of_its_chart() -> None:
    both, _ = plots(trained(validation_loss=0.5), Overlaid, log=False).plots
    assert [len(series.points) for series in both.series] == [20]
    assert [len(plot.series) for plot in plots(RunView(), Overlaid, log=False).plots] == [2, 1]
