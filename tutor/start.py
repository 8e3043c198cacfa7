"""Where ``tutor`` starts. The app itself is opened without the command line, which takes a while to load."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Without a word on a terminal: the app. Everything else, mistakes included, is for the command line."""
    if sys.argv[1:] or not can_draw():
        from tutor.cli.main import main

        main()
    else:
        sys.exit(_opened())


def can_draw() -> bool:
    """Whether there is a terminal that an app can be drawn on."""
    return has_person() and os.environ.get("TERM", "") not in ("dumb", "")


def has_person() -> bool:
    """Whether somebody can read what is written and answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def open_app(device: str = "auto", debug: bool = False) -> int:
    """Run the app; returns the exit code."""
    import gc

    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty is as good as not set (no-color.org), but not to Textual
    gc.disable()  # a tenth of the time to the first paint; the app turns it on again after that
    from tutor.content.kept import course_here

    course = course_here()
    from tutor.app import TutorApp

    app = TutorApp(course, device=device, debug=debug)
    app.run()
    return app.return_code or 0


def _opened() -> int:
    try:
        return open_app(os.environ.get("TUTOR_DEVICE") or "auto")
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from tutor.ending import explain

        return explain(error)
