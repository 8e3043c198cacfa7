"""What is taught, read from `lessons/` and `quizzes/`: loading, checking, formulas, plain text."""
