"""How every screen looks, at three sizes and in a dark and a light theme: kept as files that a person can read."""
