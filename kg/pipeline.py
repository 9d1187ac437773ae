"""Joins the stages: from articles to claims, and from claims to a graph.

Sentences of many articles go through the parser in one stream, in order; those that cannot hold a claim
are not parsed. An article that cannot be coded is reported, and the others go on.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Quad
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc

from kg.actors.gazetteer import read_gazetteer
from kg.actors.names import Name, NameFinder
from kg.actors.references import ArticleActors
from kg.background import digest_knowledge
from kg.coding.arbitration import Judge
from kg.coding.claims import Coder
from kg.errors import DataError, KgError
from kg.graph.triples import article_fingerprint, encode_article, merge_claims
from kg.graph.validation import check_article
from kg.knowledge import KnowledgeGraph
from kg.language.pipeline import DEFAULT_PIPELINE, read_pipeline
from kg.language.sentences import split_sentences
from kg.model import Article, Claim, Mention, Tenure
from kg.ontology import root_of
from kg.report import BuildReport
from kg.selection import TOO_FEW_ACTORS, find_capitalised, may_hold_claim, skip_reason
from kg.store_url import Address

_Result = TypeVar("_Result")
_Item = TypeVar("_Item")
_log = logging.getLogger(__name__)

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "ʼ": "'"})
"""The parser, trained on straight quotation marks, takes "government’s plans" for a compound."""
ARTICLES_AT_ONCE = 32
"""Articles whose sentences are held and parsed together."""
SENTENCES_AT_ONCE = 64
"""Sentences in one batch of the parser."""

Sources = Iterable[str | os.PathLike[str] | Article] | str | os.PathLike[str] | Article
"""Files, folders, "-" for standard input, and articles; one alone or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a build may be told.

    `pipeline` is an installed spaCy pipeline. `base` is the base IRI of the data, None for that of the store
    (a new store has `kg.ids.DEFAULT_BASE`). `actors` are files of the user's own: actors, names and offices
    that extend or correct those of the program, in Turtle or as a table of offices. `wait` is how many
    seconds to wait for another process that has the store open.
    """

    pipeline: str = DEFAULT_PIPELINE
    base: str | None = None
    actors: tuple[Path, ...] = ()
    wait: float = 0.0

    @property
    def config(self) -> str:
        """What the claims depend on besides the articles: pipeline, versions, and the files of knowledge."""
        meta = read_pipeline(self.pipeline).meta
        names = (f"{meta['lang']}_{meta['name']}-{meta['version']}", f"spacy-{spacy_version}")
        return " ".join((*names, f"irkg-{version('irkg')}", f"knowledge-{digest_knowledge(self.actors)}"))


DEFAULT_OPTIONS = BuildOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one article says: claims in the order of the text, and who held which office."""

    article: Article
    claims: tuple[Claim, ...]
    tenures: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class _Stages:
    """What is loaded once for a pipeline."""

    pipeline: Language
    finder: NameFinder
    coder: Coder


@dataclass(slots=True)
class _Sentence:
    """A sentence; `doc` is tokenised at first, and parsed later if it may hold a claim."""

    doc: Doc
    offset: int
    names: list[Name]
    may_hold_claim: bool = False
    mentions: list[Mention] = field(default_factory=list)
    judge: Judge | None = None


@dataclass(slots=True)
class _Draft:
    """An article on its way through the stages."""

    article: Article
    names: list[Name] = field(default_factory=list)
    sentences: list[_Sentence] = field(default_factory=list)
    tenures: tuple[Tenure, ...] = ()
    report: BuildReport = field(default_factory=BuildReport)


def build(
    sources: Sources,
    *,
    store: Address | None = None,
    options: BuildOptions | None = None,
    progress: Callable[[Article], None] | None = None,
) -> KnowledgeGraph:
    """Read articles into a graph: in the folder or on the server `store`, or in memory if None.

    An article that is in the store already, word for word, is left as it is; a corrected one replaces what
    the old one said. `progress` is called with each article that is dealt with: what it says is stored then,
    whatever happens to this process. A build that was interrupted goes on where it was when it is run again.
    A new store is loaded in bulk, so its articles come to `progress` in groups, some half a minute late. The
    graph is open for writing and should be closed; its `report` says what became of the input. Raises KgError
    for sources that cannot be read and stores that cannot be written.
    """
    options = options or DEFAULT_OPTIONS
    graph = KnowledgeGraph.create(store, base=options.base, actors=options.actors, wait=options.wait)
    try:
        _build_into(graph, _read(sources), options, progress or _ignore)
    except BaseException:
        graph.close()
        raise
    return graph


def extract(
    sources: Sources, *, options: BuildOptions | None = None, report: BuildReport | None = None
) -> Iterator[Claim]:
    """Yield the claims of each article, in the order of articles and text, and store nothing.

    `report` is filled with what became of the input. Raises KgError for sources that cannot be read.
    """
    counts = BuildReport() if report is None else report
    for extraction in extract_articles(_read(sources), options or DEFAULT_OPTIONS, counts):
        yield from extraction.claims


def label(
    records: Iterable[Mapping[str, Any]], *, options: BuildOptions | None = None
) -> Iterator[dict[str, object]]:
    """Say for each record what one given actor does to another; there is always an answer.

    A record has `id`, `text`, and the spans `source` and `target` as [start, end] in characters of the text.
    An answer has `id`, `root` (a category of PLOVER), `relation` and `score` (0 to 1).
    """
    stages = _load_stages(options or DEFAULT_OPTIONS)
    pairs = ((str(record["text"]).translate(_STRAIGHT), record) for record in records)
    for doc, record in stages.pipeline.pipe(pairs, as_tuples=True, batch_size=SENTENCES_AT_ONCE):
        source, target = ((int(record[key][0]), int(record[key][1])) for key in ("source", "target"))
        found = stages.coder.label(doc, source, target)
        yield {
            "id": record["id"],
            "root": found.root,
            "relation": found.relation.id,
            "score": round(found.score, 4),
        }


def link(article: str | Article, *, options: BuildOptions | None = None) -> list[Mention]:
    """Find who is meant in a text: every mention of an actor, with the readings that were weighed and why.

    Names that were linked to nobody are there with no entities, and with the reason among their candidates;
    private people without a name are left out.
    Mentions are in the order of the text; spans are offsets into it.
    """
    stages = _load_stages(options or DEFAULT_OPTIONS)
    source = Article(id="text", text=article) if isinstance(article, str) else article
    spans = list(split_sentences(source.text))
    docs = list(stages.pipeline.pipe(_read_sentence(source.text[start:end], stages) for start, end in spans))
    names = [stages.finder.find_names(doc) for doc in docs]
    actors = _actors_of(source, stages, [name for found in names for name in found])
    mentions = list(actors.read_dateline())
    for (start, _), doc, found in zip(spans, docs, names, strict=True):
        mentions += actors.show_mentions(doc, start, found)
    return sorted(mentions, key=lambda mention: mention.span)


def extract_articles(
    articles: Iterable[Article], options: BuildOptions, report: BuildReport
) -> Iterator[Extraction]:
    """Yield what each article says, in order, and count in `report` what became of it.

    An article that cannot be coded is left out and stands in `report.failed`.
    """
    stages = _load_stages(options)
    waiting: list[_Draft] = []
    for group in _grouped(articles, ARTICLES_AT_ONCE):
        drafts = _attempt_all(partial(_draft, stages=stages), group, report)
        _parse(drafts, stages.pipeline)
        drafts = [d for d in drafts if _attempt(partial(_find_actors, d, stages), d.article, report)]
        yield from _code_all(waiting, stages, report)  # while the classifier reads the new ones
        waiting = drafts
    yield from _code_all(waiting, stages, report)


def _attempt_all(
    step: Callable[[Article], _Draft], articles: Iterable[Article], report: BuildReport
) -> list[_Draft]:
    """What a step makes of each article, without those that failed."""
    made = (_attempt(partial(step, article), article, report) for article in articles)
    return [draft for draft in made if draft is not None]


def _code_all(drafts: list[_Draft], stages: _Stages, report: BuildReport) -> Iterator[Extraction]:
    """The extractions of articles whose actors are known."""
    for draft in drafts:
        extraction = _attempt(partial(_code, draft, stages), draft.article, report)
        if extraction is not None:
            report.merge(draft.report)
            yield extraction


def _build_into(
    graph: KnowledgeGraph,
    articles: Iterator[Article],
    options: BuildOptions,
    progress: Callable[[Article], None],
) -> None:
    store = graph.store
    inflow = _Inflow(graph, options, progress)
    if store.is_new:
        store.add_all(inflow.read(articles), inflow.note_stored)
        return
    for article_id, quads in inflow.read(articles):
        store.replace_article(article_id, quads)
        inflow.note_stored(article_id)


class _Inflow:
    """Articles on their way into a store: each is reported when it is stored, and not before."""

    def __init__(
        self, graph: KnowledgeGraph, options: BuildOptions, progress: Callable[[Article], None]
    ) -> None:
        self._store, self._report, self._progress = graph.store, graph.report, progress
        self._options, self._config = options, options.config
        self._waiting: dict[str, list[Article]] = {}
        """Coded articles that are not stored yet, by id; several where the input has several versions."""
        self._copies: dict[str, list[Article]] = {}
        """Word for word the same as one that is waiting."""

    def read(self, articles: Iterable[Article]) -> Iterator[tuple[str, list[Quad]]]:
        """The quads of each article that is not stored already."""
        for found in extract_articles(self._changed(articles), self._options, self._report):
            article = found.article
            encode = partial(
                encode_article,
                article,
                found.claims,
                found.tenures,
                base=self._store.base,
                config=self._config,
            )
            quads = _attempt(partial(_encode_checked, encode, self._store.base), article, self._report)
            if quads is None:
                self._progress(article)
                continue
            self._report.articles_replaced += self._known(article.id) is not None
            self._waiting.setdefault(article.id, []).append(article)
            yield article.id, quads

    def _changed(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            if self._known(article.id) != article_fingerprint(article, self._config):
                yield article
                continue
            self._report.articles_unchanged += 1
            if article.id in self._waiting:
                self._copies.setdefault(article.id, []).append(article)
            else:
                self._progress(article)

    def _known(self, article_id: str) -> str | None:
        """The fingerprint of the article as it is stored, or will be."""
        waiting = self._waiting.get(article_id)
        if waiting:
            return article_fingerprint(waiting[-1], self._config)
        return self._store.article_fingerprint(article_id)

    def note_stored(self, article_id: str) -> None:
        """Report that the article which was read first under this id is stored."""
        waiting = self._waiting[article_id]
        self._report.articles += 1
        self._progress(waiting.pop(0))
        if not waiting:
            del self._waiting[article_id]
            for copy in self._copies.pop(article_id, ()):
                self._progress(copy)


def _encode_checked(encode: Callable[[], list[Quad]], base: str) -> list[Quad]:
    """The graph of an article. Raises DataError if it breaks a shape, which is a mistake of the program."""
    quads = encode()
    violation = next((v for v in check_article(quads, base) if v.severity == "Violation"), None)
    if violation is not None:
        raise DataError(
            f"its graph would break a shape, so nothing of it is stored: {violation.focus}: "
            f"{violation.message}; please report this article"
        )
    return quads


def _ignore(_: Article) -> None:
    """Show no progress."""


def _attempt(step: Callable[[], _Result], article: Article, report: BuildReport) -> _Result | None:
    """Do one step for one article; whatever goes wrong is reported, and other articles go on."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - the boundary: one article must not end the run
        _log.debug("article %s failed", article.id, exc_info=True)
        known = isinstance(error, KgError)
        report.fail(article.id, str(error) if known else f"{type(error).__name__}: {error}")
        return None


def _read(sources: Sources) -> Iterator[Article]:
    from kg.sources import read_sources

    if isinstance(sources, str | os.PathLike | Article):
        return read_sources([sources])
    return read_sources(sources)


@cache
def _load_stages(options: BuildOptions) -> _Stages:
    loaded = read_pipeline(options.pipeline)
    return _Stages(loaded, NameFinder(read_gazetteer(*options.actors)), Coder())


def _draft(article: Article, stages: _Stages) -> _Draft:
    """Split an article into sentences and choose those to parse."""
    draft = _Draft(article)
    skipped = draft.report.sentences_skipped
    sentences = []
    for start, end in split_sentences(article.text):
        text = article.text[start:end]
        if reason := skip_reason(text):
            skipped[reason] += 1
            continue
        doc = _read_sentence(text, stages)
        sentences.append(_Sentence(doc, start, stages.finder.find_names(doc)))
    draft.names = [name for sentence in sentences for name in sentence.names]
    capitalised = find_capitalised(sentence.doc for sentence in sentences)
    for sentence in sentences:
        sentence.may_hold_claim = may_hold_claim(sentence.doc, sentence.names, capitalised)
    draft.sentences = sentences
    draft.report.sentences_read = sum(sentence.may_hold_claim for sentence in sentences)
    if draft.report.sentences_read < len(sentences):
        skipped[TOO_FEW_ACTORS] += len(sentences) - draft.report.sentences_read
    return draft


def _read_sentence(text: str, stages: _Stages) -> Doc:
    """A tokenised sentence: with straight quotation marks, and a headline in capitals as if it were none.

    The text that is read is as long as the article's, so that places in it are places in the article.
    """
    doc = stages.pipeline.make_doc(text.translate(_STRAIGHT))
    plain = stages.finder.restore_case(doc)
    return doc if plain == doc.text else stages.pipeline.make_doc(plain)


def _parse(drafts: list[_Draft], pipeline: Language) -> None:
    sentences = [sentence for draft in drafts for sentence in draft.sentences if sentence.may_hold_claim]
    docs = pipeline.pipe((sentence.doc for sentence in sentences), batch_size=SENTENCES_AT_ONCE)
    for sentence, doc in zip(sentences, docs, strict=True):
        sentence.doc = doc


def _find_actors(draft: _Draft, stages: _Stages) -> _Draft:
    """Find who is meant in each sentence of a parsed article, and set the classifier to work on it."""
    actors = _actors_of(draft.article, stages, draft.names)
    draft.report.mentions_linked += len(list(actors.read_dateline()))
    for sentence in draft.sentences:
        if not sentence.may_hold_claim:
            actors.glance(sentence.names)
            continue
        sentence.mentions = actors.find_mentions(sentence.doc, sentence.offset, sentence.names)
        sentence.judge = stages.coder.ask(sentence.doc, sentence.mentions, sentence.offset)
        draft.report.mentions_linked += sum(not mention.modifier for mention in sentence.mentions)
    draft.report.mentions_unlinked.update(actors.unlinked)
    draft.tenures = tuple(dict.fromkeys(actors.tenures))
    return draft


def _code(draft: _Draft, stages: _Stages) -> Extraction:
    """Find the claims of an article whose actors are known."""
    article, report = draft.article, draft.report
    claims: list[Claim] = []
    for sentence in draft.sentences:
        if sentence.judge is not None:
            claims += stages.coder.code_sentence(
                sentence.doc,
                sentence.mentions,
                sentence.judge,
                article=article,
                offset=sentence.offset,
                rejected=report.rejected,
            )
    merged = sorted(merge_claims(claims), key=_place)
    report.claims_by_root.update(root_of(claim.relation, claim.modality) for claim in merged)
    report.claims_by_modality.update(claim.modality.value for claim in merged)
    return Extraction(article=article, claims=tuple(merged), tenures=draft.tenures)


def _actors_of(article: Article, stages: _Stages, names: list[Name]) -> ArticleActors:
    """The memory of an article, which knows already what its title and dateline name."""
    title = stages.finder.find_names(stages.pipeline.make_doc(article.title or ""))
    return ArticleActors(stages.finder, article.text, article.date, [*title, *names], article.id)


def _place(claim: Claim) -> tuple[int, tuple[int, int], tuple[str, ...]]:
    first = claim.evidence[0]
    return first.start, first.trigger, claim.key


def _grouped(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    group: list[_Item] = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
