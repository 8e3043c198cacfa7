"""The app, the command line and the learner's record."""

import os

os.environ.setdefault("TEXTUAL_FPS", "120")
"""Textual reads it when it is imported. It waits up to two frames before it paints what a key changed: at its own 60
that is most of the time a key takes."""
