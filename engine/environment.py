"""Names of what the app's process tells the training process by its environment."""

DATASETS = "TUTOR_DATASETS"
"""The folder of downloaded data sets; each has a folder of its own in it."""
