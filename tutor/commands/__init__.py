"""What each command of the command line does; ``tutor.cli`` declares them."""
