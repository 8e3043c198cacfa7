"""Reports of what is wrong or unclear, from where the learner stands."""
