"""Labs that only the bench trains: nets of lessons to come, in the sizes of their classic examples."""
