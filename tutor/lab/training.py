"""The training process as this program uses it: where it keeps things, and where it finds data sets."""

from __future__ import annotations

from engine.client import WorkerClient
from tutor.paths import cache_dir, datasets_dir


def new_worker(device: str = "auto") -> WorkerClient:
    """A client for a training process; the process starts when it is needed."""
    return WorkerClient(device, cache_dir(), datasets=datasets_dir())
