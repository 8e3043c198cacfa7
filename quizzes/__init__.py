"""Questions and how they are graded: data files and pure functions, nothing heavy."""
