"""``tutor glossary``: a term, what fits a piece of a word, all of them, and what is not there."""

from __future__ import annotations

import json

from tests.cli.conftest import Run


def test_a_term_is_explained_with_where_to_read_on(tutor: Run) -> None:
    ran = tutor("glossary", "bias")
    assert ran.returncode == 0
    assert "tutor read neuron, section formula" in ran.stdout


def test_all_terms_as_json_have_the_same_fields(tutor: Run) -> None:
    found = json.loads(tutor("glossary", "--json").stdout)
    assert {tuple(term) for term in found} == {("id", "term", "also", "text", "lesson", "see")}
    assert [term["id"] for term in found if term["id"] == "weight"] == ["weight"]


def test_an_unknown_term_is_a_user_s_mistake_in_one_sentence(tutor: Run) -> None:
    ran = tutor("glossary", "biass")
    assert ran.returncode == 2
    assert "Did you mean bias?" in ran.stderr and "Traceback" not in ran.stderr
    assert "`tutor glossary` lists all." in tutor("glossary", "qqqqqqq").stderr


def test_search_finds_and_says_where(tutor: Run) -> None:
    said = tutor("search", "gradeint", "cliping").stdout
    assert said.index("Glossary") < said.index("gradient clipping") < said.index("→ tutor glossary gradient-clipping")
    found = json.loads(tutor("search", "xor", "--json").stdout)
    assert {"kind", "title", "place", "excerpt", "link", "command", "score"} == set(found[0])
    assert "lab:xor" in [one["link"] for one in found]
    nothing = tutor("search", "qqzzxx")
    assert nothing.returncode == 1 and "Nothing fits" in nothing.stdout
