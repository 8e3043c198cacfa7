"""Recorded runs of the real labs, a client that plays events, and a small app around the lab screen.

``python -m tests.screens.lab_runs xor`` records a run anew with the real worker.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Unpack, cast

import msgspec
from textual.app import App
from textual.pilot import Pilot

from engine.commands import AnyCommand, How, KnobValue
from engine.events import AnyEvent, Paused, Preparing, Ready, Seen, Step, Warm
from tutor import themes
from tutor.actions import Action
from tutor.ahead import Ahead, Wish
from tutor.content.course import load_course
from tutor.lab.desk import LabDesk
from tutor.late import Punctual
from tutor.leftovers import Leftovers
from tutor.screens.lab.screen import LabScreen
from tutor.screens.own_table import OwnTableScreen
from tutor.store import Record, RunRecord

RUNS = Path(__file__).parent / "runs"
"""Whole runs, kept for a few labs only: they are large. Every lab of the course is shown by test_every_lab."""
RECORDED = sorted(file.stem for file in RUNS.glob("*.jsonl"))
COURSE = load_course()


def lab_file(lab_id: str) -> Path:
    """Where a lab of the course lies."""
    return COURSE.lab_file(lab_id)


def recorded(lab_id: str) -> list[AnyEvent]:
    """A whole run as the worker told it, from Warm to Finished; run 1."""
    decoder = msgspec.json.Decoder(AnyEvent)
    lines = (RUNS / f"{lab_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return [decoder.decode(line) for line in lines]


def untrained(lab_id: str) -> list[AnyEvent]:
    """The beginning of a recorded run, up to the first pause."""
    events = recorded(lab_id)
    return events[: next(i for i, event in enumerate(events) if isinstance(event, Paused)) + 1]


class ScriptedClient:
    """Offers what the worker's client offers; says what :meth:`say` was given, remembers what it was told."""

    def __init__(self) -> None:
        self.warm: Warm | None = None
        self.started: list[tuple[dict[str, KnobValue], int]] = []
        self.sent: list[AnyCommand] = []
        self.cancels = 0
        self.weights = ""
        self._events: deque[AnyEvent] = deque()

    def start(
        self,
        lab_file: Path,
        knobs: Mapping[str, KnobValue],
        seed: int,
        steps: int | None = None,
        **how: Unpack[How],
    ) -> int:
        self.weights = how.get("weights", "")
        self.started.append((dict(knobs), seed))
        self._events.clear()
        return len(self.started)

    def send(self, command: AnyCommand) -> None:
        self.sent.append(command)

    def cancel(self) -> None:
        self.cancels += 1

    def poll(self) -> list[AnyEvent]:
        events = list(self._events)
        self._events.clear()
        return events

    def say(self, *events: AnyEvent) -> None:
        """Let events arrive; those that name a run become the present run's."""
        run = len(self.started)
        self._events.extend(msgspec.structs.replace(e, run=run) if e.run else e for e in events)


class NothingAhead(Ahead):
    """Every screen is built when it is opened."""

    def want(self, wishes: Callable[[], Iterable[Wish]]) -> None:
        """Not now."""


class NothingLeft(Leftovers):
    """The collector goes its own way: going through all that the tests before have left takes long."""

    def settle(self) -> None:
        """Not now."""


class LabApp(App[None]):
    """Just enough of the real app for a lab screen."""

    ACTIONS = (Action("question_mark", "help", "Help", ""), Action("q", "quit", "Quit", ""))

    def __init__(self, lab_id: str, file: Path | None = None) -> None:
        super().__init__()
        self.lab_id, self.worker, self.ahead = lab_id, ScriptedClient(), NothingAhead(cast("Punctual", self))
        self.leftovers = NothingLeft(self)
        self.kept: list[Any] = []
        self.lessons_opened: list[str] = []
        self.data_opened = self.calm = False
        self.labs_opened: list[tuple[object, ...]] = []
        self.course = SimpleNamespace(
            lab_file=lambda lab: file or lab_file(lab),
            lesson_of_lab=COURSE.lesson_of_lab,
            glossary=COURSE.glossary,
            lab_ids=COURSE.lab_ids,
        )
        for theme in themes.OWN:
            self.register_theme(theme)
        self.theme = themes.DEFAULT

    def get_css_variables(self) -> dict[str, str]:
        return themes.concrete(super().get_css_variables())

    def on_mount(self) -> None:
        self.push_screen(LabScreen(self.lab_id))

    def with_record(self, work: Callable[[Any], object], *_: object) -> None:
        """Run ``work`` with a record that keeps runs in a list."""
        work(SimpleNamespace(save_run=self.kept.append, runs=lambda _: [], run_marks=lambda _: []))

    def open_data(self) -> None:
        """Remember that the data sets were asked for."""
        self.data_opened = True

    def open_table(self, path: str, lab: LabScreen) -> None:
        """The form for a table of one's own, over the lab."""
        self.push_screen(OwnTableScreen(path, lab))

    def open_lesson(self, lesson_id: str) -> None:
        """Remember which lesson was asked for."""
        self.lessons_opened.append(lesson_id)

    def open_lab(self, *asked: object) -> None:
        """Remember which run was asked for."""
        self.labs_opened.append(asked)

    @property
    def lab(self) -> LabScreen:
        """The lab screen, wherever it is in the stack."""
        return next(screen for screen in self.screen_stack if isinstance(screen, LabScreen))

    @property
    def desk(self) -> LabDesk:
        """What the lab screen knows."""
        return self.lab.desk

    async def hear(self, pilot: Pilot[None], *events: AnyEvent) -> None:
        """Let events arrive and be drawn."""
        self.worker.say(*events)
        self.lab.listen()
        await pilot.pause()


class RunsApp(LabApp):
    """A lab's app whose record is a real one, in memory."""

    device = "CPU"

    def __init__(self, *runs: RunRecord) -> None:
        super().__init__("xor")
        self.record = Record.in_memory()
        for run in runs:
            self.record.save_run(run)

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12 + len(self.record.run_marks()), tzinfo=UTC)

    def with_record(self, work: Callable[..., Any], then: object = None, *_: object) -> None:
        """At once."""
        done = work(self.record)
        if callable(then):
            then(done)


def shortened(events: Iterator[AnyEvent]) -> Iterator[AnyEvent]:
    """A run without most of its pictures: the untrained net's and the last ones say enough."""
    pictures: Seen | None = None
    shown = compiled = 0
    for event in events:
        if isinstance(event, Seen) and shown:
            pictures = event
        elif isinstance(event, Preparing) and (compiled := compiled + 1) > 2:
            continue
        elif isinstance(event, Seen | Step | Ready | Warm | Preparing | Paused):
            shown += isinstance(event, Seen)
            yield event
        else:
            if pictures is not None:
                yield pictures
            yield event


def record(lab_id: str) -> None:
    """Train a lab with the real worker and write down what it says."""
    from engine.client import WorkerClient
    from engine.commands import Resume
    from engine.events import Failed, Finished

    client = WorkerClient(device="CPU")

    def heard() -> Iterator[AnyEvent]:
        client.start(lab_file(lab_id), {}, seed=1, paused=True)
        while (event := client.wait(60)) is not None:
            yield event
            if isinstance(event, Paused):
                client.send(Resume())
            if isinstance(event, Finished | Failed):
                return

    RUNS.mkdir(exist_ok=True)
    lines = [msgspec.json.encode(event).decode() for event in shortened(heard())]
    (RUNS / f"{lab_id}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    client.close()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(name)
