"""One lab as the app and the command line see it: the desk, its runs, sweeps, nets, what is shared and exported."""
