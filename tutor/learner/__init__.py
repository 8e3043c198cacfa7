"""What the record tells of a learner: progress, mastery, reviews that are due, days of work."""
