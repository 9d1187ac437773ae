"""Fixtures for all tests: articles and claims made by hand, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import pytest
from click.testing import CliRunner, Result

from kg import background
from kg.actors.facts import read_triples
from kg.cli import cli
from kg.model import Article, Claim, Entity, Evidence, Modality, Quad, Relation

TEXT = "Norway condemned Russia over the attack."

RunKg = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def actors_read_once() -> Iterator[None]:
    """Read the files of actors once for all graphs that the tests make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(background, "read_triples", cache(lambda own=(): list(read_triples(own))))
        yield


@pytest.fixture
def run_kg() -> RunKg:
    """Run `kg` with arguments (and standard input) in this process."""

    def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin, prog_name="kg")

    return run


@pytest.fixture
def article() -> Article:
    """A short article with all that can be known of one."""
    return Article(
        id="oslo",
        text=TEXT,
        title="Norway condemns attack",
        date=date(2025, 3, 3),
        url="https://example.org/oslo",
        publisher="Agency",
    )


@pytest.fixture
def claim(article: Article) -> Claim:
    """The claim that the article makes."""
    evidence = Evidence(
        article=article.id,
        start=0,
        end=len(TEXT),
        quote=TEXT,
        trigger=(7, 16),
        subject_span=(0, 6),
        object_span=(17, 23),
        extractor="test",
        score=0.9,
        publisher=article.publisher,
        url=article.url,
        published=article.date,
    )
    return Claim(
        subject=Entity(id="Norway", name="Norway", kind="State", state="NOR", wikidata="Q20"),
        relation=Relation(
            id="condemns",
            label="condemns",
            root="ACCUSE",
            mode=None,
            quad=Quad.VERBAL_CONFLICT,
            cameo="111",
            goldstein=-2.0,
        ),
        object=Entity(id="Russia", name="Russia", kind="State", state="RUS", wikidata="Q159"),
        modality=Modality.ACTUAL,
        date=date(2025, 3, 3),
        date_end=None,
        evidence=(evidence,),
    )
