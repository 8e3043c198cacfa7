"""``python -m tutor`` is ``tutor``."""

from tutor.start import main

main()
