"""Whom a sentence names besides its marked actors is marked for training too."""

from __future__ import annotations

from pathlib import Path

from training.bystanders import with_bystanders
from training.corpus import Example, read_batch


def example(tmp_path: Path, sentence: str) -> Example:
    file = tmp_path / "x01.txt"
    file.write_text(sentence, "utf-8")
    return read_batch(file)[0]


def test_a_venue_is_marked_and_acts_with_nobody(tmp_path: Path) -> None:
    plain = example(tmp_path, "[a Kenya] met [b the Chadian government] in Geneva.\n  a>b meetsWith\n")
    full = with_bystanders(plain)
    (name,) = full.actors.keys() - plain.actors.keys()
    assert full.text[slice(*full.actors[name])] == "Geneva"
    assert full.between(name, "a") == full.between("a", name) == ()
    assert full.acts == plain.acts


def test_nobody_is_marked_twice(tmp_path: Path) -> None:
    plain = example(tmp_path, "[a Kenya] said that Kenya and Nairobi would not join [b Chad].\n")
    assert with_bystanders(plain) == plain
