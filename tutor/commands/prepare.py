"""``tutor prepare``: make labs ready ahead of time, so that they start at once later."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import click

from engine import shelf
from engine.client import WorkerClient
from engine.events import AnyEvent, Failed, Preparing, Ready
from tutor.commands.shared import Trouble, UsageMistake, console, plain_terminal
from tutor.lab.training import new_worker
from tutor.paths import cache_dir

if TYPE_CHECKING:
    from tutor.content.course import Course

WORKERS = 2  # more gain little: preparing fills about 300 MB each
TALKS_EVERY = 2.0  # seconds between lines about one lab where no bar can be drawn


class News(NamedTuple):
    """One lab's state: ``done`` of ``total`` kernels, and how it ended if it has ended."""

    lab: str
    done: int = 0
    total: int = 0
    ending: str = ""
    failed: bool = False


class Reporter(Protocol):
    """Tells someone how far the labs are."""

    def tell(self, news: News) -> None:
        """Tell one thing."""

    def close(self) -> None:
        """Nothing more comes."""


def prepare(course: Course, labs: tuple[str, ...], everything: bool, clear: bool, device: str) -> None:
    """Prepare the named labs, or all; ``clear`` first removes what was prepared before."""
    if clear:
        click.echo(removed(shelf.clear(cache_dir())), err=True)
        if not labs and not everything:
            return
    wanted = course.lab_ids if everything else tuple(dict.fromkeys(labs))
    if not wanted:
        raise UsageMistake("Name the labs to prepare, or say --all.", "`tutor labs` lists them.")
    files = {lab: course.lab_file(lab) for lab in wanted}
    reporter: Reporter = Lines() if plain_terminal() else Bars(len(files))
    failed = 0
    try:
        for news in Crew(files, device).work():
            reporter.tell(news)
            failed += news.failed
    except KeyboardInterrupt:
        reporter.close()
        click.echo("Stopped. What is prepared is kept: the same command goes on from there.", err=True)
        raise
    finally:
        reporter.close()
    if failed:
        raise Trouble(f"{failed} of {len(files)} labs could not be prepared.")


def removed(was: shelf.Kept) -> str:
    """What ``--clear`` says."""
    if not was.programs:
        return "There was nothing to remove: no lab was prepared."
    programs = "1 prepared program" if was.programs == 1 else f"{was.programs} prepared programs"
    return f"Removed {programs}, {shelf.spoken(was.size)} in all."


class Crew:
    """Worker processes that share labs among them: each takes the next as soon as it is free."""

    def __init__(self, files: Mapping[str, Path], device: str) -> None:
        self.files, self._waiting = files, deque(files)
        size = min(WORKERS, len(files), os.cpu_count() or 1)
        self._at: dict[WorkerClient, str] = {new_worker(device): "" for _ in range(size)}
        self._worked: set[str] = set()

    def work(self) -> Iterator[News]:
        """Prepare every lab; news as it comes. The processes end with the iteration, however it ends."""
        try:
            for client in list(self._at):
                self._next(client)
            while self._at:
                for client in list(self._at):
                    yield from self._listen(client)
        finally:
            for client in self._at:
                client.close()

    def _next(self, client: WorkerClient) -> None:
        if not self._waiting:
            del self._at[client]
            client.close()
            return
        self._at[client] = lab = self._waiting.popleft()
        client.start(self.files[lab], {}, seed=1, paused=True, views=False)

    def _listen(self, client: WorkerClient) -> Iterator[News]:
        news = self._news(self._at[client], client.wait(0.05))
        if news is not None:
            yield news
            if news.ending:
                self._next(client)

    def _news(self, lab: str, event: AnyEvent | None) -> News | None:
        match event:
            case Preparing(done=done, total=total):
                self._worked |= {lab} if done < total else set()
                return News(lab, done, total)
            case Ready(seconds=seconds):
                return News(lab, ending=f"ready after {seconds:.1f} s" if lab in self._worked else "already prepared")
            case Failed(kind="device", message=message, hint=hint):
                raise Trouble(message, hint)
            case Failed(message=message, hint=hint):
                return News(lab, ending=f"not prepared. {message} {hint}".rstrip(), failed=True)
        return None


class Lines:
    """A line when a lab is ready, and now and then before, for pipes and dumb terminals."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    def tell(self, news: News) -> None:
        now = time.monotonic()
        if news.ending:
            click.echo(f"{news.lab}: {news.ending}", err=news.failed)
        elif now - self._told.setdefault(news.lab, now) >= TALKS_EVERY:
            click.echo(f"{news.lab}: kernel {news.done} of {news.total}")
            self._told[news.lab] = now

    def close(self) -> None:
        """Nothing is left open."""


class Bars:
    """A bar for all labs, and one for each that is being prepared: kernels done of those known."""

    def __init__(self, labs: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=console(stderr=True))
        self._all = self._bars.add_task("Labs", total=labs)
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def tell(self, news: News) -> None:
        if news.ending:
            self._bars.console.print(f"{news.lab}: {news.ending}", markup=False)
            self._bars.advance(self._all)
            if news.lab in self._tasks:
                self._bars.remove_task(self._tasks.pop(news.lab))
            return
        if news.lab not in self._tasks:
            self._tasks[news.lab] = self._bars.add_task(f"  {news.lab}, kernels", total=None)
        self._bars.update(self._tasks[news.lab], completed=news.done, total=news.total)

    def close(self) -> None:
        """Leave the bars as they stand."""
        self._bars.stop()
