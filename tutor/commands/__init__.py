"""What each command of the command line does; ``tutor.cli.main`` declares them."""
