"""What a lab shows: curves, boundaries, pictures, numbers; and the knobs that steer it. Painted cell by cell."""
