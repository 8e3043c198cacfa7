"""A learner's own table: read a CSV file, say what its columns are, and make arrays that a net can learn from.

``read`` → ``columns`` → ``doubts`` know neither NumPy nor any screen; ``arrays`` makes what a lab needs. Every mistake
in a file is one :class:`engine.lab.LabError`: a sentence with row and column, and what to do. Python's own ``csv``
reads the file, because whoever guesses on, as data-frame libraries do, cannot say which cell was wrong.
"""
