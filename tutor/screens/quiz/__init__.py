"""Quizzes on screen: one sitting, each kind of question, what came of it."""
