"""The record's own thread: opened after the first paint, used one thing at a time and in order, closed at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from textual.app import App

    from tutor.store import Record, RecordError

T = TypeVar("T")
NOTHING_KEPT = "Nothing will be kept this time"


class Keeper:
    """Opens the learner's record and runs every read and write of it away from the screen.

    ``path`` None means the usual place. ``record`` stays None until the record is open; what is asked before
    that waits. A record that cannot be opened becomes a question to the learner, or a notice where only
    writing is impossible. ``opened`` is called in the app's thread with each record opened.
    """

    def __init__(self, app: App[Any], path: Path | None, opened: Callable[[Record], object]) -> None:
        self.path = path
        self.record: Record | None = None
        self._app, self._opened = app, opened
        self._waiting: list[Callable[[Record], None]] = []
        self._at_hand: Record | None = None
        """What the thread has opened, which the app may not have heard of yet."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")

    def open(self) -> None:
        """Open the record; importing the store is part of the work, for it is slow the first time."""
        self._submit(self._open, self._take, self._trouble)

    def forget(self) -> None:
        """Go on with an empty record in memory: nothing survives the end."""
        self._submit(self._open_in_memory, self._take, self._trouble)

    def set_aside(self) -> None:
        """Rename the present file and open a new one; the old one is kept beside it."""
        self._submit(partial(_set_aside, self.path), self._set_aside_as, self._trouble)

    def ask(
        self,
        work: Callable[[Record], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Run ``work`` in the record's thread, then ``then`` with its result in the app's.

        When the record cannot do it, its message is shown and ``failed`` is called.
        """

        def submit(record: Record) -> None:
            self._submit(partial(work, record), then, partial(self._complain, failed))

        if self.record is None:
            self._waiting.append(submit)
        else:
            submit(self.record)

    def close(self) -> None:
        """Finish what was asked for and close the file."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    # In the thread

    def _open(self) -> Record:
        from tutor.store import Record

        self._at_hand = Record.open(self.path)
        return self._at_hand

    def _open_in_memory(self) -> Record:
        from tutor.store import Record

        self._at_hand = Record.in_memory()
        return self._at_hand

    def _close(self) -> None:
        if self._at_hand is not None:
            self._at_hand.close()

    # In the app's thread

    def _take(self, record: Record) -> None:
        self.record = record
        if not record.kept:
            self._tell("What you do now is lost when you quit.", NOTHING_KEPT)
        self._opened(record)
        waiting, self._waiting = self._waiting, []
        for submit in waiting:
            submit(record)

    def _set_aside_as(self, kept: Path) -> None:
        self._tell(str(kept), "The old record is kept as")
        self.open()

    def _trouble(self, error: RecordError) -> None:
        from tutor.screens.trouble import TroubleScreen
        from tutor.store import DiskFull, RecordUnwritable

        if isinstance(error, (RecordUnwritable, DiskFull)):
            self._tell(f"{error.message} {error.hint}", "No record")
            self.forget()
            return
        ways = {"aside": self.set_aside, "memory": self.forget, "again": self.open, "doctor": self._doctor}
        self._app.push_screen(TroubleScreen(error), lambda way: ways.get(way or "", self._app.exit)())

    def _doctor(self) -> None:
        """Have the machine looked at; whoever comes back from that is asked again."""
        from tutor.screens.doctor import DoctorScreen

        self._app.push_screen(DoctorScreen(self.open))

    def _complain(self, failed: Callable[[], object] | None, error: RecordError) -> None:
        self._tell(f"{error.message} {error.hint}", "Not kept")
        if failed is not None:
            failed()

    def _tell(self, message: str, title: str) -> None:
        # Paths may hold brackets: no markup.
        self._app.notify(f"{message} D: doctor.", title=title, severity="warning", timeout=10, markup=False)

    def _submit(
        self,
        job: Callable[[], T],
        then: Callable[[T], object] | None,
        failed: Callable[[RecordError], object],
    ) -> None:
        # Submitted at once and not from the coroutine: a learner who quits now still has this kept.
        future = self._thread.submit(job)
        self._app.run_worker(self._report(future, then, failed), group="record")

    async def _report(
        self,
        future: Future[T],
        then: Callable[[T], object] | None,
        failed: Callable[[RecordError], object],
    ) -> None:
        from tutor.store.errors import RecordError

        try:
            result = await asyncio.shield(asyncio.wrap_future(future))
        except RecordError as error:
            failed(error)
            return
        if then is not None:
            then(result)


def _set_aside(path: Path | None) -> Path:
    """Rename the record; its new name. Raises RecordError."""
    from tutor.paths import record_file
    from tutor.store import set_aside

    return set_aside(path or record_file(), datetime.now(UTC))
