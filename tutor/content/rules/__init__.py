"""What `tutor check` demands of a course, one file a subject. A rule yields the problems it finds."""
