"""What the keys of a lab open is imported and built while the learner looks at the net, not when one is pressed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tutor.ahead import Wish
from tutor.content.errors import ContentError
from tutor.screens.lab.runs import RunBench
from tutor.screens.lab.share import Sharer

if TYPE_CHECKING:
    from tutor.lab.desk import LabDesk
    from tutor.lab.runs import Kept
    from tutor.screens.lab.screen import LabScreen

WANTED = (
    "tutor.screens.help",
    "tutor.pointing",
    "tutor.pointing.learning",
    "tutor.screens.told",
    "tutor.screens.lab.health",
    "tutor.screens.lab.presets",
    "tutor.screens.lab.source",
    "tutor.screens.lab.stops",
    "tutor.screens.lab.share",
    "tutor.screens.lab.nets",
    "tutor.screens.sweep_setup",
    "tutor.screens.weights",
    "tutor.screens.settings",
    "tutor.screens.share",
    "tutor.screens.export",
    "tutor.screens.runs",
    "tutor.screens.search",
    "tutor.screens.glossary",
    "tutor.palette",
    "tutor.screens.jump",
    "tutor.screens.report",
    "tutor.screens.lesson",
)
"""What is pressed sooner comes first."""


class Foresight(Sharer, RunBench):
    """Beside :class:`tutor.screens.lab.screen.LabScreen`, which names its lab."""

    lab_id: str
    _desk: LabDesk | None = None
    _prepared = False
    known_runs: list[Kept] | None = None
    """The kept runs of this lab, as they were read last."""

    if TYPE_CHECKING:

        @property
        def to_stop(self) -> tuple[LabDesk, int, tuple[str, ...]]:
            """What the dialog that stops a run is made of."""

    @property
    def lab_file(self) -> Path:
        """The lab's code."""
        return self.tutor.course.lab_file(self.lab_id)

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: self.run_worker(self._prepare()))

    def on_screen_resume(self) -> None:
        """Back from what may have been built ahead, and can be again."""
        self.foresee()

    def on_unmount(self) -> None:
        """What was built knows of this lab."""
        self.tutor.ahead.clear()

    async def _prepare(self) -> None:
        await asyncio.to_thread(self._read_ahead)
        self.tutor.leftovers.settle()  # before there are screens that wait: those do not stay
        self._prepared = True
        self.read_runs()

    def _read_ahead(self) -> None:
        """Import all of it, one by one, and read what is shown there: on a thread, so that no key waits for it."""
        for name in WANTED:
            import_module(name)
        from tutor.screens.lab.source import coloured, text_of

        coloured(text_of(self.lab_file))
        with suppress(OSError, ContentError):  # told to whoever opens it
            self.tutor.course.glossary()

    def foresee(self) -> None:
        """What can be opened now, with what is known now, is built next."""
        if self._prepared and self._desk is not None and self.is_current:
            self.tutor.ahead.want(self._wishes)

    def read_runs(self) -> None:
        """The kept runs are others than before. There may be hundreds: they are not read each time."""
        from tutor.screens.runs import runs_of

        if self._desk is not None:
            self.tutor.with_record(partial(runs_of, self._desk.lab), self._take_runs)

    def _take_runs(self, known: list[Kept]) -> None:
        self.known_runs = known
        self.foresee()

    def _wishes(self) -> Iterator[Wish]:
        """What takes longest to build."""
        from engine.weights import weights_of
        from tutor.lab.sweep import sweepable
        from tutor.screens.ask import AskScreen
        from tutor.screens.glossary import GlossaryScreen
        from tutor.screens.help import HelpScreen, groups_of
        from tutor.screens.lab.nets import NameScreen
        from tutor.screens.lab.presets import PresetScreen
        from tutor.screens.lab.source import SourceScreen, text_of
        from tutor.screens.lab.stops import StopScreen
        from tutor.screens.report import ReportScreen
        from tutor.screens.runs import RunsScreen
        from tutor.screens.search import SearchScreen
        from tutor.screens.settings import SettingsScreen
        from tutor.screens.share import ShareScreen, notes_on
        from tutor.screens.sweep_setup import SweepSetup
        from tutor.screens.weights import WeightsScreen, without_values

        yield partial(HelpScreen, groups_of(self))
        yield partial(SourceScreen, self.lab_file, text_of(self.lab_file))
        if presets := self.desk.presets:
            yield partial(PresetScreen, presets)
        if weights := weights_of(self.desk.view.views.values()):
            yield partial(WeightsScreen, without_values(weights), self.desk.set_weight)
        if self.known_runs is not None:
            yield partial(RunsScreen, cast("LabScreen", self), self.known_runs)
        yield partial(AskScreen, *self.to_export)
        yield partial(ShareScreen, self.tutor, notes_on(self.desk), self.desk)
        if sweepable(self.desk.lab, self.desk.hidden):
            yield partial(SweepSetup, *self.to_sweep)
        yield partial(GlossaryScreen, None)
        yield partial(SettingsScreen)
        yield partial(SearchScreen)
        yield partial(StopScreen, *self.to_stop)
        yield partial(NameScreen)
        yield partial(ReportScreen, self.tutor)
