"""Claims are right whichever state they are about: the same sentences for every state of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

import kg
from kg.actors.aliases import AliasKind
from kg.actors.gazetteer import read_gazetteer
from kg.model import Entity

DAY = date(2024, 3, 5)
LIKE_OTHERS = {
    "Dominica": "Dominican means the Dominican Republic unless the text says more",
    "Republic_of_the_Congo": "Congolese means the other Congo unless the text says more",
}
"""States whose adjective means a larger one."""
WITH_ARTICLE = (
    "United", "Netherlands", "Philippines", "Maldives", "Bahamas", "Solomon", "Marshall", "Comoros", "Gambia",
    "Czech", "Dominican", "Central", "Seychelles", "DR", "Republic", "Holy",
)  # fmt: skip

Fact = tuple[str | None, str, str | None]


def states() -> list[Entity]:
    gazetteer = read_gazetteer()
    entities = gazetteer.entities.values()
    return [e for e in entities if e.kind == "State" and gazetteer.existed(e.id, DAY)]


def sentences(state: Entity, other: str) -> Iterator[tuple[str, str]]:
    """Sentences in which a state acts on another one, by name and by adjective, or is acted on."""
    name = f"the {state.name}" if state.name.startswith(WITH_ARTICLE) else state.name
    adjective = next(a.text for a in read_gazetteer().aliases_of(state.id) if a.kind is AliasKind.ADJECTIVE)
    yield "object", f"{other} condemned {name} on Tuesday over the attack."
    yield "name", f"{name[0].upper()}{name[1:]} condemned {other} on Tuesday over the attack."
    yield "government", f"The government of {name} imposed sanctions on {other}."
    yield "officials", f"{adjective} officials accused {other} of lying."
    yield "minister", f"The {adjective} foreign minister criticised {other} on Tuesday."


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], list[Fact]]:
    """Subject's state, relation and object's state of the claims of every sentence."""
    articles = [
        kg.Article(id=f"{state.id} {kind}", text=text, date=DAY)
        for state in states()
        for kind, text in sentences(state, "Norway" if state.id != "Norway" else "Chile")
    ]
    facts: dict[tuple[str, str], list[Fact]] = {}
    for article in articles:
        state, kind = article.id.split()
        facts[state, kind] = []
    for claim in kg.extract(articles):
        for evidence in claim.evidence:
            state, kind = evidence.article.split()
            facts[state, kind].append((claim.subject.state, claim.relation.id, claim.object.state))
    return facts


@pytest.mark.parametrize("kind", ["object", "name", "government", "officials", "minister"])
def test_a_state_is_found_whichever_it_is(found: dict[tuple[str, str], list[Fact]], kind: str) -> None:
    missed, wrong = [], []
    for state in states():
        other = "NOR" if state.id != "Norway" else "CHL"
        wanted = (other, state.state) if kind == "object" else (state.state, other)
        pairs = [(subject, target) for subject, _, target in found[state.id, kind]]
        if state.id in LIKE_OTHERS and kind in ("officials", "minister"):
            continue
        if wanted not in pairs:
            missed.append(state.id)
        wrong += [(state.id, pair) for pair in pairs if pair != wanted]
    assert wrong == []
    assert len(missed) <= len(states()) // 50, missed
