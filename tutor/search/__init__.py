"""Search over the whole course."""
