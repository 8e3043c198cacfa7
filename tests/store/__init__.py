"""The learner's record: on real files, with real processes."""
