"""What trying a learner's code brought, as strict data: recorded as JSON beside the code, graded without running."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

TroubleKind = Literal[
    "syntax",  # Python cannot read it
    "exception",  # it raised
    "missing",  # the function is not there
    "uncallable",  # the name is there, but is no function
    "unwritten",  # the body is still "..."
    "arguments",  # it takes other arguments
    "time",  # it did not end
    "ended",  # the process ended or was killed in the middle
    "start",  # the process could not be started: no fault of the learner's
    "cancelled",  # the learner stopped it
]


class Trouble(Struct, frozen=True, omit_defaults=True):
    """What stood in the way of a result; which fields are set depends on the kind."""

    kind: TroubleKind
    function: str = ""
    type: str = ""
    message: str = ""
    line: int = 0
    column: int = 0
    text: str = ""
    meant: str = ""
    signature: str = ""
    given: int = 0
    seconds: float = 0.0
    code: int = 0


class Result(Struct, frozen=True, omit_defaults=True):
    """What one call brought: a value (plain data, or a type and some words for what is none), or trouble."""

    value: Any | UnsetType = UNSET
    trouble: Trouble | None = None


class Evidence(Struct, frozen=True, omit_defaults=True):
    """One run: a result for each call that was reached, in order; ``trouble`` when the code itself did not load.

    ``of`` is the fingerprint of code and calls. ``gave_up``: the learner asked for the solution.
    """

    of: str
    results: list[Result] = []
    trouble: Trouble | None = None
    printed: str = ""
    seconds: float = 0.0
    gave_up: bool = False

    def as_json(self) -> str:
        """The text that is recorded."""
        return msgspec.json.encode(self).decode()


def read_evidence(text: str) -> Evidence | None:
    """The evidence in ``text``; None when it is none."""
    try:
        return msgspec.json.decode(text, type=Evidence)
    except (msgspec.MsgspecError, UnicodeError):
        return None
