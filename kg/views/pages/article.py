"""What the pages of an article and of a publisher show."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.views.pages.listing import PAGE_SIZE, ClaimList, Window
from kg.views.pages.records import ArticleNote, Named, Records, read_claims
from kg.views.pages.source import Source, as_node


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with its claims in the order of its text."""

    article: ArticleNote
    identifier: str
    claims: ClaimList


@dataclass(frozen=True, slots=True)
class PublisherPage:
    """A publisher with its articles, the latest first."""

    publisher: Named
    articles: tuple[ArticleNote, ...]
    total: int
    page: int

    @property
    def left(self) -> int:
        """How many articles come after this page."""
        return max(0, self.total - (self.page - 1) * PAGE_SIZE - len(self.articles))


def describe_article(source: Source, iri: str, window: Window | None = None) -> ArticlePage:
    """Gather what the page of an article shows; `window` chooses the page of its claims."""
    chosen, node = window or Window(), as_node(iri)
    own = source.own([iri])
    publishers = [t.object.value for t in own if isinstance(t.object, NamedNode)]
    records = Records([*own, *source.naming(publishers)], source.base)
    pattern = f"?proof prov:wasQuotedFrom {node} . ?claim ir:hasEvidence ?proof"
    total = source.number(f"SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {pattern} }}")
    found = source.nodes(
        f"SELECT ?claim (MIN(?at) AS ?place) WHERE {{ {pattern} . ?proof ir:triggerStart ?at }} "
        f"GROUP BY ?claim ORDER BY ?place ?claim LIMIT {PAGE_SIZE} OFFSET {(chosen.page - 1) * PAGE_SIZE}"
    )
    read, unreadable = read_claims(source, found)
    claims = ClaimList(claims=tuple(read), unreadable=tuple(unreadable), total=total, window=chosen)
    identifier = next(iter(records.texts(iri, "dct:identifier")), "")
    return ArticlePage(records.article(iri), identifier, claims)


def describe_publisher(source: Source, iri: str, window: Window | None = None) -> PublisherPage:
    """Gather what the page of a publisher shows; `window` chooses the page of its articles."""
    chosen, node = window or Window(), as_node(iri)
    total = source.number(f"SELECT (COUNT(?a) AS ?n) WHERE {{ ?a dct:publisher {node} }}")
    found = source.nodes(
        f"SELECT ?a WHERE {{ ?a dct:publisher {node} OPTIONAL {{ ?a dct:issued ?day }} }} "
        f"ORDER BY DESC(?day) ?a LIMIT {PAGE_SIZE} OFFSET {(chosen.page - 1) * PAGE_SIZE}"
    )
    records = Records([*source.own(found), *source.naming([iri])], source.base)
    return PublisherPage(records.name(iri), tuple(map(records.article, found)), total, chosen.page)
