"""Measurements that anyone can run again."""

import tutor  # noqa: F401  what it asks of Textual has to be asked before Textual is imported
