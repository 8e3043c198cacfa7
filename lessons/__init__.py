"""What is taught: a folder a lesson, with prose and labs."""
