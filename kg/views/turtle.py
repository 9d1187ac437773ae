"""The graph as one Turtle file to read: actors first, then each article with its claims and evidence.

The same triples give the same bytes, whatever their order. Named graphs are merged; `rdf_files` has
formats that keep them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import ids
from kg.graph import vocabulary as v
from kg.model import Relation
from kg.views.turtle_terms import render_block, short_name, written_prefixes

_ACTOR_SECTIONS = (
    ("States and their governments", ("State", "Government")),
    ("Organisations", ("IntergovernmentalOrganization", "Organization", "Company")),
    ("Groups", ("NonStateArmedGroup", "Group")),
    ("People and the offices they held", ("Person",)),
    ("Offices", ("Office",)),
    ("Agreements", ("Agreement",)),
    ("Places", ("Place",)),
)
_RULE_WIDTH = 100
_LINE_BREAKS = re.compile(r"\s+")


def render_turtle(
    quads: Iterable[Quad | Triple], relations: Mapping[str, Relation], base: str = ids.DEFAULT_BASE
) -> str:
    """Write all triples as sorted, prefixed Turtle with comments that guide a reader.

    `relations` explains the relations that occur. Parsing the result gives the same set of triples.
    """
    page = _Page({(q.subject, q.predicate, q.object) for q in quads}, base)
    body = [*page.ontology(), *page.actors(), *page.articles(), *page.rest()]
    text = "\n".join(body)
    head = [*page.header(), *written_prefixes(text, page.prefixes), *page.relations_used(relations)]
    return "\n".join([*head, *body]).rstrip("\n") + "\n"


def _section(title: str) -> list[str]:
    return ["", f"# {title} ".ljust(_RULE_WIDTH, "-"), ""]


def _plain(text: str) -> str:
    """Text that is safe in a comment: one line, no characters that turn the direction of writing."""
    line = _LINE_BREAKS.sub(" ", text).strip()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


class _Page:
    """All subjects with their triples; each is written once, where a reader looks for it first."""

    def __init__(self, triples: set[tuple[object, object, object]], base: str) -> None:
        self.prefixes = v.prefixes(base)
        self._base = base
        self._size = len(triples)
        self._subjects: dict[str, list[tuple[str, object]]] = {}
        self._nodes: dict[str, object] = {}
        self._by_type: dict[str, list[str]] = {}
        for subject, predicate, value in sorted(triples, key=lambda t: tuple(map(str, t))):
            key = str(subject)
            self._nodes[key] = subject
            self._subjects.setdefault(key, []).append((str(predicate), value))
            if predicate == v.TYPE:
                self._by_type.setdefault(str(value), []).append(key)
        self._left = dict.fromkeys(self._subjects)

    def _values(self, subject: str, predicate: NamedNode) -> list[str]:
        """The objects of a property, as keys of subjects or as text."""
        found = [o for p, o in self._subjects.get(subject, []) if p == str(predicate)]
        return [o.value if isinstance(o, Literal) else str(o) for o in found]

    def _value(self, subject: str, predicate: NamedNode) -> str:
        return next(iter(self._values(subject, predicate)), "")

    def _named(self, subject: str) -> str:
        """A name for comments."""
        return _plain(self._value(subject, v.PREF_LABEL) or short_name(subject, self.prefixes))

    def _blocks(self, subjects: Iterable[str]) -> Iterator[str]:
        """The blocks of those subjects that are not written yet, each with an empty line after it."""
        for subject in subjects:
            if subject in self._left:
                del self._left[subject]
                yield render_block(subject, self._subjects[subject], self.prefixes)
                yield ""

    def _titled(self, title: str, blocks: Iterable[str]) -> Iterator[str]:
        found = list(blocks)
        if found:
            yield from _section(title)
            yield from found

    def _count(self, kind: NamedNode, one: str, many: str) -> str:
        number = len(self._by_type.get(str(kind), []))
        return f"{number:,} {one if number == 1 else many}"

    def header(self) -> list[str]:
        """What the file is and how much is in it."""
        counts = [
            self._count(v.ARTICLE_CLASS, "article", "articles"),
            self._count(v.CLAIM_CLASS, "claim", "claims"),
            self._count(v.EVIDENCE_CLASS, "piece of evidence", "pieces of evidence"),
            f"{self._size:,} triples",
        ]
        return [
            "# International relations in news articles: who does what to whom, and where it says so",
            f"# {', '.join(counts)}.",
            "# A plain edge (ent:A ir:relation ent:B) stands for claims that an article states as a fact;",
            "# each claim has its modality, and the sentences that it rests on as evidence.",
            "",
        ]

    def relations_used(self, relations: Mapping[str, Relation]) -> list[str]:
        """Comments that explain the relations of the claims, the most frequent ones first."""
        claims = self._by_type.get(str(v.CLAIM_CLASS), [])
        used = Counter(self._value(claim, v.PREDICATE) for claim in claims)
        known = {str(v.ontology_term(name)): relation for name, relation in relations.items()}
        rows = [
            (short_name(node, self.prefixes), known[node], number)
            for node, number in sorted(used.items(), key=lambda item: (-item[1], item[0])) if node in known
        ]  # fmt: skip
        if not rows:
            return []
        width = max(len(name) for name, _, _ in rows)
        lines = [
            f"#   {name.ljust(width)}  {number:>5,} x  {relation.root} {relation.goldstein:+.1f}  "
            f'"{_plain(relation.label)}"'
            for name, relation, number in rows
        ]
        return ["", "# Relations that the claims use: how often, PLOVER root, scale from -10 to +10", *lines]

    def ontology(self) -> Iterator[str]:
        """The terms of the ontology, where the triples hold them."""
        terms = sorted(s for s in self._left if s.startswith(f"<{ids.ONTOLOGY}"))
        return self._titled("Ontology", self._blocks(terms))

    def actors(self) -> Iterator[str]:
        """Entities by class, a person's tenures after the person."""
        tenures: dict[str, list[str]] = {}
        for tenure in self._by_type.get(str(v.TENURE_CLASS), []):
            tenures.setdefault(self._value(tenure, v.HOLDER), []).append(tenure)
        for tenures_of_one in tenures.values():
            tenures_of_one.sort(key=lambda t: (self._value(t, v.TENURE_START), t))
        for title, kinds in _ACTOR_SECTIONS:
            found = {s for kind in kinds for s in self._by_type.get(str(v.ontology_term(kind)), [])}
            order = (s for subject in sorted(found) for s in (subject, *tenures.get(subject, ())))
            yield from self._titled(title, self._blocks(order))

    def articles(self) -> Iterator[str]:
        """Articles by date, each with the claims that no earlier one made."""
        claims = self._claims_by_article()
        found = self._by_type.get(str(v.ARTICLE_CLASS), [])
        for article in sorted(found, key=lambda a: (self._value(a, v.ISSUED), a)):
            day, title = self._value(article, v.ISSUED), _plain(self._value(article, v.TITLE))
            name = title or _plain(self._value(article, v.IDENTIFIER))
            heading = f"Article: {name}, {day}" if day else f"Article: {name}"
            yield from self._titled(heading, self._blocks([article]))
            yield from self._pairs(claims.get(article, []))

    def _claims_by_article(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for claim in self._by_type.get(str(v.CLAIM_CLASS), []):
            for evidence in self._values(claim, v.HAS_EVIDENCE):
                for article in self._values(evidence, v.QUOTED_FROM):
                    found.setdefault(article, []).append(claim)
        return found

    def _pairs(self, claims: Iterable[str]) -> Iterator[str]:
        """Claims grouped by who and whom, with their evidence."""
        left = sorted({claim for claim in claims if claim in self._left}, key=self._claim_order)
        for (subject, target), group in groupby(left, key=lambda claim: self._claim_order(claim)[:2]):
            yield f"# {self._named(subject)} -> {self._named(target)}"
            yield ""
            for claim in group:
                yield from self._blocks([claim])
                yield from self._blocks(self._evidence(claim))

    def _claim_order(self, claim: str) -> tuple[str, ...]:
        parts = (v.SUBJECT, v.OBJECT, v.EVENT_DATE, v.PREDICATE, v.MODALITY)
        return (*(self._value(claim, part) for part in parts), claim)

    def _evidence(self, claim: str) -> Iterator[str]:
        """The evidence of a claim by date, article and place, each followed by its selectors."""
        placed = []
        for evidence in self._values(claim, v.HAS_EVIDENCE):
            selectors = self._values(evidence, v.HAS_SELECTOR)
            starts = [int(start) for s in selectors for start in self._values(s, v.START)]
            article = self._value(evidence, v.QUOTED_FROM)
            place = (self._value(article, v.ISSUED), article, min(starts, default=0), evidence)
            placed.append((place, sorted(selectors, reverse=True)))
        for place, selectors in sorted(placed):
            yield from (place[-1], *selectors)

    def rest(self) -> Iterator[str]:
        """Whatever has no other place: publishers, extractors, days."""
        return self._titled("Publishers, extractors, times", self._blocks(sorted(self._left)))
