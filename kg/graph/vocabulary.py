"""Every namespace, prefix and property that the graph uses. Nothing else in the package spells one out."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg import ids

ENTITY, CLAIM, EVIDENCE, ARTICLE, TENURE, GRAPH = "entity", "claim", "evidence", "article", "tenure", "graph"
EXTRACTOR, PUBLISHER, INTERVAL, DAY = "extractor", "publisher", "interval", "day"
"""Kinds of IRI that `ids.iri` makes under the data base."""

_DATA_PREFIXES = {
    "ent": ENTITY, "claim": CLAIM, "ev": EVIDENCE, "art": ARTICLE, "ten": TENURE, "graph": GRAPH,
    "extractor": EXTRACTOR, "publisher": PUBLISHER, "interval": INTERVAL, "day": DAY,
}  # fmt: skip
_OUTSIDE_PREFIXES = {
    "ir": ids.ONTOLOGY,
    "plover": f"{ids.CODEBOOKS}plover#",
    "cameo": f"{ids.CODEBOOKS}cameo#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "time": "http://www.w3.org/2006/time#",
    "sh": "http://www.w3.org/ns/shacl#",
    "wd": "http://www.wikidata.org/entity/",
}
WIKIDATA_BASE = "http://www.wikidata.org/"


def prefixes(base: str = ids.DEFAULT_BASE) -> dict[str, str]:
    """All prefixes known to queries and used in output, for data under `base`.

    >>> prefixes()["ent"]
    'https://w3id.org/irkg/entity/'
    """
    return _OUTSIDE_PREFIXES | {name: ids.iri(kind, "", base) for name, kind in _DATA_PREFIXES.items()}


PREFIXES = prefixes()
"""The prefixes for data under the default base."""


def shorten(iri: str, known: dict[str, str]) -> str:
    """Write an IRI with the longest prefix that fits, or leave it as it is.

    >>> shorten("https://w3id.org/irkg/entity/Iran", PREFIXES)
    'ent:Iran'
    """
    fitting = [(len(space), name) for name, space in known.items() if iri.startswith(space)]
    if not fitting:
        return iri
    length, name = max(fitting)
    return f"{name}:{iri[length:]}"


def term(curie: str) -> NamedNode:
    """The term that a prefixed name such as `ir:Claim` stands for.

    >>> term("ir:Claim").value
    'https://w3id.org/irkg/ontology#Claim'
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(_OUTSIDE_PREFIXES[prefix] + local)


TYPE = term("rdf:type")
SUBJECT, PREDICATE, OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
LABEL, PREF_LABEL, SAME_AS = term("rdfs:label"), term("skos:prefLabel"), term("owl:sameAs")
XSD_DATE, XSD_DECIMAL, XSD_INTEGER = term("xsd:date"), term("xsd:decimal"), term("xsd:integer")
XSD_STRING, XSD_ANY_URI = term("xsd:string"), term("xsd:anyURI")

CLAIM_CLASS, EVIDENCE_CLASS = term("ir:Claim"), term("ir:Evidence")
ARTICLE_CLASS, TENURE_CLASS = term("ir:Article"), term("ir:Tenure")
MODALITY, CONDITION, REASON, TOPIC, HAS_EVIDENCE = (
    term("ir:modality"), term("ir:condition"), term("ir:reason"), term("ir:topic"), term("ir:hasEvidence"),
)  # fmt: skip
EVENT_DATE, EVENT_DATE_END, HAS_TIME = term("ir:eventDate"), term("ir:eventDateEnd"), term("time:hasTime")
SCORE, SPEAKER = term("ir:score"), term("prov:wasAttributedTo")
QUOTED_FROM, GENERATED_BY, ACTIVITY = (
    term("prov:wasQuotedFrom"), term("prov:wasGeneratedBy"), term("prov:Activity"),
)  # fmt: skip
TRIGGER_SPAN = (term("ir:triggerStart"), term("ir:triggerEnd"))
SUBJECT_SPAN = (term("ir:subjectStart"), term("ir:subjectEnd"))
OBJECT_SPAN = (term("ir:objectStart"), term("ir:objectEnd"))

SPECIFIC_RESOURCE, HAS_SOURCE, HAS_SELECTOR = (
    term("oa:SpecificResource"), term("oa:hasSource"), term("oa:hasSelector"),
)  # fmt: skip
QUOTE_SELECTOR, EXACT, PREFIX, SUFFIX = (
    term("oa:TextQuoteSelector"), term("oa:exact"), term("oa:prefix"), term("oa:suffix"),
)  # fmt: skip
POSITION_SELECTOR, START, END = term("oa:TextPositionSelector"), term("oa:start"), term("oa:end")

TITLE, ISSUED, PUBLISHED_BY, SOURCE, IDENTIFIER = (
    term("dct:title"), term("dct:issued"), term("dct:publisher"), term("dct:source"), term("dct:identifier"),
)  # fmt: skip
ORGANIZATION = term("prov:Organization")
TEXT_SHA256, TEXT_FINGERPRINT, CONTENT_DIGEST = (
    term("ir:textSha256"), term("ir:fingerprint"), term("ir:contentDigest"),
)  # fmt: skip
VERSION = term("owl:versionInfo")

ISO3, STATE_CODE = term("ir:iso3"), term("ir:stateCode")
HOLDER, OFFICE, OFFICE_OF = term("ir:holder"), term("ir:office"), term("ir:officeOf")
HOLDS_OFFICE, REPRESENTS = term("ir:holdsOffice"), term("ir:represents")
TENURE_START, TENURE_END = term("ir:start"), term("ir:end")

INTERVAL_CLASS, INSTANT = term("time:ProperInterval"), term("time:Instant")
HAS_BEGINNING, HAS_END, IN_XSD_DATE = (
    term("time:hasBeginning"), term("time:hasEnd"), term("time:inXSDDate"),
)  # fmt: skip


def ontology_term(name: str) -> NamedNode:
    """The class or relation of the ontology with this name."""
    return NamedNode(ids.ONTOLOGY + name)


def background_graph(name: str, base: str = ids.DEFAULT_BASE) -> NamedNode:
    """The named graph for background knowledge: "ontology" (with the codebooks) or "actors"."""
    return NamedNode(ids.iri(GRAPH, name, base))
