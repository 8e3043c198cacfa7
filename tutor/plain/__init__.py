"""The whole course as linear text: for screen readers, dumb terminals, pipes, and for who likes it so."""
