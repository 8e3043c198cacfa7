"""A sitting of questions, whoever shows them: which are asked, in what order, and what came of them."""
