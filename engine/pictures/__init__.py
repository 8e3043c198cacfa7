"""Views that labs share, each number with the formula that it tells when it is pointed at."""
