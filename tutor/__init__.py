"""The app, the command line and the learner's record."""

import os

# Textual reads it when it is imported. It waits up to two frames before it paints again: at its own 60 a second that
# is most of the time that a key takes.
os.environ.setdefault("TEXTUAL_FPS", "120")
