"""The curves of a run as charts: the loss, and the metric that counts with the level to reach."""

from __future__ import annotations

from engine.lab import Lab
from tutor.lab_desk import words
from tutor.lab_view import Curve, RunView
from tutor.widgets.chart import Plot, Series, Target
from tutor.widgets.deck import Plots


def plots(view: RunView, lab: type[Lab], log: bool) -> Plots:
    """The loss and the metric that counts, with the level to reach."""
    end = reach(view.step, lab.steps)
    metric = lab.bar.metric
    met = lab.bar.met(view.metrics)
    loss = Plot((Series("loss", view.losses.points, smooth=True),), log=log, x_end=end)
    points = view.curves.get(metric, Curve()).points
    target = Target(lab.bar.value, lab.bar.op, met)
    return Plots((loss, Plot((Series(words(metric), points, colour=1),), target=target, x_end=end)))


def reach(step: int, steps: int) -> float:
    """The right end of the x axis: doubles as the run goes on, so that it seldom moves; at most all steps."""
    end = 25
    while end < step:
        end *= 2
    return float(min(end, max(steps, step)))
