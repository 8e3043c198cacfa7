"""The app, the command line and the learner's record."""
