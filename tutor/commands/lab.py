"""``tutor lab LAB``: train without the app, in a real worker, and record the run as the app does."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import click
import msgspec

from engine.about import about as read_about
from engine.client import WorkerClient
from engine.commands import Resume, Rule, StopWhen
from engine.device import KNOWN
from engine.events import AnyEvent, Failed, Finished, Noticed, Preparing, Ready, Refused, Step, Stopped
from engine.lab import Lab, LabError, bar_in_full, did_you_mean, load_lab, settle
from tutor.commands.exports import Exports
from tutor.commands.hidden import readvised
from tutor.commands.nets import Files, saving
from tutor.commands.numbers_told import brief, every
from tutor.commands.shared import UsageMistake, console, plain_terminal, record_or_memory
from tutor.commands.table import looked_into, tell, with_whole_path
from tutor.lab.export import Run, repeating
from tutor.lab.nets import kept_knobs
from tutor.lab.training import new_worker
from tutor.lab.view import RunView, fold, started
from tutor.numbers import duration, step_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress, TaskID

    from engine.commands import KnobValue
    from tutor.content.course import Course
    from tutor.lab.share import Shared

LINE = 100
"""The longest line of plain progress."""
BAR = 16
"""Cells of a progress bar; what is learned is worth more room."""
PUBLIC = {Preparing: "done total", Ready: "device seconds", Step: "step loss metrics",
          Finished: "steps seconds steps_per_second metrics bar", Failed: "message hint"}  # fmt: skip


class Reporter(Protocol):
    """Tells someone what happens in a run."""

    def tell(self, event: AnyEvent) -> None:
        """Tell one event."""

    def close(self) -> None:
        """The run is over."""


def json_line(event: AnyEvent) -> str | None:
    """An event as one line of the public contract; None for events that are not part of it."""
    names = PUBLIC.get(type(event))
    if names is None:
        return None
    body = {"type": event.__struct_config__.tag} | {name: getattr(event, name) for name in names.split()}
    return msgspec.json.encode(body).decode()


class JsonLines:
    """One JSON object a line on stdout."""

    def tell(self, event: AnyEvent) -> None:
        if (line := json_line(event)) is not None:
            click.echo(line)
            sys.stdout.flush()

    def close(self) -> None:
        """Nothing is left open."""


class Noted:
    """Which troubles were told already: each is told once, when it is first noticed."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def lines(self, event: AnyEvent) -> list[str]:
        """What an event has to say besides progress: troubles, and why a run stopped."""
        if isinstance(event, Stopped):
            return [event.text]
        new = [one for one in event.notices if one.kind not in self._told] if isinstance(event, Noticed) else []
        self._told |= {one.kind for one in new}
        return [f"! {one.name.capitalize()}: {one.text} {one.advice}" for one in new]


class PlainLines:
    """A line now and then, for pipes and dumb terminals."""

    def __init__(self, lab: type[Lab], steps: int) -> None:
        self.lab, self.steps, self._next = lab, steps, 0.0
        self._noted = Noted()

    def tell(self, event: AnyEvent) -> None:
        now = time.monotonic()
        for line in self._noted.lines(event):
            click.echo(line)
        match event:
            case Preparing(done=done, total=total) if now >= self._next and total:
                click.echo(f"Preparing: kernel {done} of {total}")
                self._next = now + 2
            case Ready(device=device, seconds=seconds):
                click.echo(f"Ready on {device} after {seconds:.1f} s")
                self._next = 0.0
            case Step(step=step, loss=loss, metrics=metrics) if now >= self._next or step == self.steps:
                head = f"Step {step} of {self.steps}: "
                click.echo(head + brief(loss, metrics, self.lab.bar.metric, LINE - len(head)))
                self._next = now + 1

    def close(self) -> None:
        """Nothing is left open."""


class Bars:
    """Rich progress bars, one for preparing and one for training."""

    def __init__(self, lab: type[Lab], steps: int) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        done = f"{steps}/{steps}"
        counted = TextColumn("{task.completed:.0f}/{task.total:.0f}")
        columns = (TextColumn("{task.description}"), BarColumn(BAR), counted, TimeElapsedColumn())
        out = console()
        self._room = max(20, out.width - len(f"Preparing {' ' * BAR} {done} 0:00:00 ") - 1)
        self.progress: Progress = Progress(*columns, TextColumn("{task.fields[note]}"), console=out)
        self.lab, self.steps = lab, steps
        self.preparing: TaskID = self.progress.add_task("Preparing", total=1, note="compiling, kept for the next time")
        self.training: TaskID | None = None
        self._noted = Noted()
        self.progress.start()

    def tell(self, event: AnyEvent) -> None:
        for line in self._noted.lines(event):
            self.progress.console.print(line, markup=False, highlight=False)
        match event:
            case Preparing(done=done, total=total) if total:
                self.progress.update(self.preparing, completed=done, total=total)
            case Ready(device=device):
                self.progress.update(self.preparing, completed=1, total=1, note=f"ready on {device}")
                self.training = self.progress.add_task("Training", total=self.steps, note="")
            case Step(step=step, loss=loss, metrics=metrics) if self.training is not None:
                note = brief(loss, metrics, self.lab.bar.metric, self._room)
                self.progress.update(self.training, completed=step, note=note)

    def close(self) -> None:
        """Leave the bars as they stand."""
        self.progress.stop()


def parse_settings(pairs: tuple[str, ...]) -> dict[str, KnobValue]:
    """NAME=VALUE pairs as a mapping. Raises UsageMistake for anything else."""
    settings: dict[str, KnobValue] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise UsageMistake(f"--set wants NAME=VALUE, not {pair!r}.", "For example --set learning_rate=0.01.")
        settings[name.strip()] = value.strip()
    return settings


class Length(NamedTuple):
    """How long to train: so many steps (the lab's own number if None), or up to one of these limits."""

    steps: int | None = None
    stops: tuple[str, ...] = ()


def parse_stops(texts: tuple[str, ...], lab: type[Lab], steps: int) -> list[Rule]:
    """Limits such as "loss<0.1" on a run of so many steps. Raises UsageMistake, also for one that is never reached."""
    from engine.stops import parse, reachable

    rules = []
    for text in texts:
        try:
            rules.append(parse(text))
            reachable(rules[-1], steps, lab.lowest_loss)
        except LabError as mistake:
            raise UsageMistake(f"--stop {text}: {mistake.message}", mistake.hint) from None
    return rules


def checked(lab: type[Lab], pairs: tuple[str, ...], device: str) -> dict[str, KnobValue]:
    """The given settings, checked against the lab's knobs; the device's name is checked too."""
    name = device.upper().split(":")[0]
    if name != "AUTO" and name not in KNOWN:
        raise UsageMistake(f"There is no device called {device}.", did_you_mean(name, ("auto", *KNOWN)))
    given = parse_settings(pairs)
    try:
        settled = settle(lab, given)
    except LabError as mistake:
        raise UsageMistake(mistake.message, mistake.hint) from None
    return {name: settled[name] for name in given}


def meant(course: Course, text: str) -> Shared:
    """The run that a lab's id or a code stands for. Raises UsageMistake for a code that cannot be read."""
    from tutor.lab.share import Shared, looks_like_code, read_code

    if not looks_like_code(text, course.lab_ids):
        return Shared(text, {}, None)
    try:
        return read_code(text, course.lab_ids, lambda lab: load_lab(course.lab_file(lab)))
    except LabError as mistake:
        raise UsageMistake(mistake.message, mistake.hint) from None


def run_lab(
    course: Callable[[], Course], lab_id: str, pairs: tuple[str, ...], seed: int | None, length: Length,
    device: str, as_json: bool, files: Files,
) -> int:  # fmt: skip
    """Train, tell, record; returns the exit code. The worker starts while the ``course`` is read."""
    client = new_worker(device)
    client.warm_up()
    try:
        loaded = course()
        shared = meant(loaded, lab_id)
        hidden = tuple(name for name in shared.hidden if name not in parse_settings(pairs))
        pairs = (*(f"{name}={value}" for name, value in shared.knobs.items()), *pairs)
        seed, length = shared.seed if seed is None else seed, Length(length.steps or shared.steps, length.stops)
        return _run(client, loaded, shared._replace(seed=seed, hidden=hidden), pairs, length, as_json, files)
    finally:
        client.close()


def _run(
    client: WorkerClient, course: Course, shared: Shared, pairs: tuple[str, ...], length: Length,
    as_json: bool, files: Files,
) -> int:  # fmt: skip
    seed, file = shared.seed, course.lab_file(shared.lab)
    lab = load_lab(file)
    given = checked(lab, pairs, client.device)
    steps, stops = length.steps, parse_stops(length.stops, lab, length.steps or lab.steps)
    try:
        weights, save = files.settled()
        exports = Exports(files)
        if weights is not None:
            about = read_about(weights, lab.id)
            given, seed = kept_knobs(lab, about) | given, about.seed if seed is None else seed
        given = with_whole_path(lab, given)
        table = looked_into(lab, given)
    except LabError as mistake:
        return refuse(mistake, as_json)
    seed = 1 if seed is None else seed
    if table is not None:
        tell(table, as_json)
    total = steps or lab.steps
    reporter: Reporter = JsonLines() if as_json else (PlainLines if plain_terminal() else Bars)(lab, total)
    try:
        drawn = files.picture is not None
        saved = "" if weights is None else str(weights)
        run = client.start(file, given, seed, steps, paused=bool(stops), views=drawn, weights=saved)
        stop_at(client, stops)
        heard = partial(readvised, lab=lab, knobs=settle(lab, given), hidden=shared.hidden)
        view = follow(client, started(RunView(), run), heard, exports.beside(reporter.tell))
        if view.status == "finished" and save is not None:
            saving(client, save)
    except KeyboardInterrupt:
        reporter.tell(Failed(0, "Stopped by Ctrl-C.", "Nothing of this run was recorded."))
        raise
    finally:
        reporter.close()
    if view.status == "failed":
        if not as_json:
            click.echo(f"tutor: {view.message} {view.hint}", err=True)
        return 1
    keep(lab, view, given, seed)
    done = Run(given, seed, view.step, weights, hidden=shared.hidden)
    exports.write(lab, file, view, done)
    if not as_json:
        click.echo(conclusion(lab, view))
        if code := repeating(lab, done):
            click.echo(f"To repeat or share this run: tutor lab {code}")
        if save is not None:
            click.echo(f"The net is in {save}.")
        for written in exports.asked:
            click.echo(f"Written: {written}")
    return 0


def stop_at(client: WorkerClient, stops: list[Rule]) -> None:
    """Let a run that waits for it train until the first of ``stops`` holds; without any, it trains already."""
    if stops:
        client.send(StopWhen(rules=stops, ends=True))
        client.send(Resume())


def refuse(mistake: LabError, as_json: bool) -> int:
    """Say why nothing is trained, as any run that fails does; the exit code."""
    if as_json:
        JsonLines().tell(Failed(0, mistake.message, mistake.hint))
    else:
        click.echo(f"tutor: {mistake.message} {mistake.hint}", err=True)
    return 1


def follow(
    client: WorkerClient, view: RunView, heard: Callable[[AnyEvent], AnyEvent], tell: Callable[[AnyEvent], None]
) -> RunView:
    """Tell every event, as ``heard`` makes of it, until the run ends; returns the last state."""
    while True:
        event = client.wait()
        if event is None:
            continue
        if isinstance(event, Refused):  # a limit on what this lab does not measure: nothing would ever stop there
            event = Failed(event.run, event.message, event.hint, "bad-knob")
        event = heard(event)
        view = fold(view, event)
        tell(event)
        if isinstance(event, Failed):
            if event.details and click.get_current_context().find_root().params.get("debug"):
                click.echo(event.details, err=True)
            return view
        if isinstance(event, Finished):
            return view


def keep(lab: type[Lab], view: RunView, given: Mapping[str, KnobValue], seed: int) -> None:
    """Write the finished run into the record; a record that cannot be written costs the record, not the run."""
    from tutor.lab.runs import finished_run
    from tutor.store import RecordError

    run = finished_run(lab, view, settle(lab, given), seed, datetime.now(UTC))
    try:
        with record_or_memory() as kept:
            kept.save_run(run)
    except RecordError as trouble:
        click.echo(f"tutor: the run was not kept: {trouble.message} {trouble.hint}", err=True)


def conclusion(lab: type[Lab], view: RunView) -> str:
    """The last sentence of a run for people."""
    told = f"{step_count(view.step)} in {duration(view.seconds)} on {view.device}{every(view.metrics)}"
    verdict = "Passed:" if view.passed else "Not passed yet. To pass:"
    return f"{told}\n{verdict} {bar_in_full(lab)}."
