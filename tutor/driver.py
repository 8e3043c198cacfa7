"""How the app reads the terminal on Linux and macOS: as Textual does, but for Esc.

Most terminals send the same byte for Esc and for the beginning of an arrow key. Textual decides a tenth of a second
later that it was Esc, so every dialog closes that much late.
"""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

ESCAPE = constants.ESCAPE_DELAY if "ESCDELAY" in os.environ else 0.01
"""Seconds within which what follows the byte of Esc belongs to it, as in tmux. The learner's ESCDELAY (in ms) wins."""
LOOK = 0.1
"""Seconds after which the thread looks whether the app has ended."""


class PromptDriver(LinuxDriver):
    """Textual's driver with a quicker Esc."""

    def run_input_thread(self) -> None:
        """Read what is typed, until the app ends."""
        parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")().decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                begun = parser._timeout_time is not None
                if selector.select(ESCAPE if begun else LOOK):
                    if not (typed := os.read(self.fileno, 4096)):
                        self.exit_event.wait(LOOK)  # the terminal is gone: the system will say so
                    events = parser.feed(text) if (text := decode(typed)) else ()
                elif begun:
                    parser._timeout_time = 0.0  # nothing followed
                    events = parser.tick()
                else:
                    continue
                for event in events:
                    self.process_message(event)
