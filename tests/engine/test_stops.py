"""A run stops by itself exactly where it was asked to, says why, and can go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.client import WorkerClient
from engine.commands import Resume, Rule, SingleStep, StopWhen
from engine.events import AnyEvent, Failed, Finished, Paused, Refused, Step, Stopped
from engine.lab import LabError, load_lab
from engine.stops import parse, reachable, said
from tests.engine.workers import LESSONS, XOR, until

HEBB = LESSONS / "neuron" / "hebb.py"


@pytest.fixture(scope="module")
def client() -> Iterator[WorkerClient]:
    """One process for all runs."""
    client = WorkerClient(device="CPU")
    yield client
    client.close()


def losses(events: list[AnyEvent]) -> list[float]:
    """Every loss told, in order."""
    return [loss for event in events if isinstance(event, Step) for loss in event.losses]


def stopped(client: WorkerClient, *rules: Rule, ends: bool = False) -> list[AnyEvent]:
    """A run of XOR from its start to where it stops."""
    client.start(XOR, {}, 1, paused=True, views=False)
    events = until(client, Paused)
    client.send(StopWhen(rules=list(rules), ends=ends))
    client.send(Resume())
    return events + until(client, Paused, Finished, Failed)


def test_it_stops_at_the_very_step_whose_loss_is_low_enough_and_goes_on(client: WorkerClient) -> None:
    events = stopped(client, Rule("loss", "<=", 0.1))
    found = losses(events)
    assert found[-1] <= 0.1
    assert min(found[:-1]) > 0.1, "an earlier step was low enough"
    assert isinstance(events[-1], Paused)
    assert events[-1].step == len(found)
    why, rule = next((event.text, event.rule) for event in events if isinstance(event, Stopped))
    assert f"step {len(found)}" in why
    assert "loss ≤ 0.1" in why and rule == Rule("loss", "<=", 0.1)
    client.send(Resume())
    assert isinstance(until(client, Finished, Paused)[-1], Finished), "a rule stops a run once"


def test_it_stops_at_a_step_and_what_was_trained_is_what_would_have_been(client: WorkerClient) -> None:
    events = stopped(client, Rule("step", ">=", 37), Rule("step", ">=", 51))
    assert isinstance(events[-1], Paused)
    assert events[-1].step == 37
    client.send(Resume())
    more = until(client, Paused, Finished)
    assert isinstance(more[-1], Paused)
    assert more[-1].step == 51
    client.send(Resume())
    interrupted = losses(events + more + until(client, Finished))
    client.start(XOR, {}, 1, views=False)
    assert losses(until(client, Finished)) == interrupted


def test_a_metric_is_looked_at_when_it_is_measured(client: WorkerClient) -> None:
    events = stopped(client, Rule("accuracy", ">=", 1.0))
    measured = [(event.step, event.metrics["accuracy"]) for event in events if isinstance(event, Step)]
    assert measured[-1][1] == 1.0
    assert {value for step, value in measured if step < measured[-1][0]} < {0.25, 0.5, 0.75}
    assert events[-1].step == measured[-1][0]  # type: ignore[union-attr]


def test_single_steps_stop_nothing_but_say_it(client: WorkerClient) -> None:
    client.start(XOR, {}, 1, paused=True, views=False)
    until(client, Paused)
    client.send(StopWhen(rules=[Rule("step", ">=", 1)]))
    client.send(SingleStep())
    assert any(isinstance(event, Stopped) for event in until(client, Paused))


def test_a_step_that_is_past_stops_nothing(client: WorkerClient) -> None:
    stopped(client, Rule("step", ">=", 37))
    client.send(StopWhen(rules=[Rule("step", ">=", 5), Rule("step", ">=", 51)]))
    client.send(Resume())
    (end,) = [event for event in until(client, Paused, Finished) if isinstance(event, Paused)]
    assert end.step == 51


def test_for_the_command_line_the_run_ends_there(client: WorkerClient) -> None:
    end = stopped(client, Rule("step", ">=", 20), ends=True)[-1]
    assert isinstance(end, Finished)
    assert end.steps == 20


def test_a_metric_that_is_not_there_is_refused_by_name(client: WorkerClient) -> None:
    events = stopped(client, Rule("acuracy", ">=", 1.0))
    (refused,) = [event for event in events if isinstance(event, Refused)]
    assert refused.hint == "Did you mean accuracy?"
    assert isinstance(events[-1], Finished), "the run has nothing to do with it"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("loss<0.1", Rule("loss", "<", 0.1)),
        ("test accuracy ≥ 0.95", Rule("test_accuracy", ">=", 0.95)),
        ("step=200", Rule("step", ">=", 200)),
        ("step 200", Rule("step", ">=", 200)),
        ("loss <= 1e-3", Rule("loss", "<=", 0.001)),
    ],
)
def test_limits_are_read_as_people_write_them(text: str, rule: Rule) -> None:
    assert parse(text) == rule
    assert parse(said(rule)) == rule


@pytest.mark.parametrize("text", ["", "loss", "loss<much", "loss=0.1", "step<5", "step=0", "step=1.5", "loss<nan"])
def test_what_is_no_limit_is_refused_in_words(text: str) -> None:
    with pytest.raises(LabError) as mistake:
        parse(text)
    assert mistake.value.hint


def test_names_are_checked_where_they_are_known() -> None:
    with pytest.raises(LabError, match="acuracy"):
        parse("acuracy>1", ("accuracy",))
    with pytest.raises(LabError) as mistake:
        parse("loss", ("test_accuracy", "train_accuracy"))
    assert "test_accuracy>=" in mistake.value.hint, "an example that this lab knows"


@pytest.mark.parametrize(
    "text", ["step=400", "accuracy>=1", "loss<0.1", "loss<=0", "r2<-3", "test_rmse>1e9", "lead>=2"]
)
def test_a_limit_that_may_be_reached_is_taken(text: str) -> None:
    reachable(parse(text), 400, 0.0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("step=401", "ends at step 400"),
        ("accuracy>1", "accuracy is never above 1"),
        ("test_accuracy>=1.01", "test accuracy is never above 1"),
        ("pixels_right<0", "pixels right is never below 0"),
        ("loss<0", "loss is never below 0"),
        ("test_loss<=-1", "test loss is never below 0"),
        ("perplexity<1", "perplexity is never below 1"),
        ("train_r2>1", "train R² is never above 1"),
    ],
)
def test_a_limit_that_is_never_reached_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(LabError, match=why):
        reachable(parse(text), 400, 0.0)


def test_a_loss_that_falls_for_ever_is_waited_for_as_far_down_as_one_likes() -> None:
    reachable(parse("loss<-50"), 40, load_lab(HEBB).lowest_loss)
