"""Which path of the server shows which IRI, and which IRIs a path may mean.

A thing under the data's base IRI has its own path below the server: `<base>entity/Iran` is at
`/entity/Iran`. Terms of the ontology and the codebooks, whose IRIs end in a fragment that no browser sends,
have a path each as well: `ontology#condemns` is at `/ontology/condemns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from kg import ids
from kg.graph import vocabulary as v

MEMBERSHIP, NAME = "membership", "name"
"""Kinds of IRI that only the files of actors use."""
DATA_KINDS = (
    v.ENTITY, v.CLAIM, v.EVIDENCE, v.ARTICLE, v.TENURE, MEMBERSHIP, NAME, v.PUBLISHER, v.EXTRACTOR,
    v.INTERVAL, v.DAY, v.GRAPH,
)  # fmt: skip
"""First parts of the paths that stand for things under the base."""
VOCABULARIES = ("ontology", "codebooks")
"""First parts of the paths that stand for terms."""

_PLACES = ((ids.ONTOLOGY, "ontology/"), (ids.CODEBOOKS, "codebooks/"), (ids.ONTOLOGY[:-1], "ontology"))
_KEPT = "%/_-.~,'()!*&+:;=@"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Paths of a server that is mounted at `root` ("" or a path without its last slash)."""

    base: str = ids.DEFAULT_BASE
    root: str = ""

    def path(self, iri: str) -> str | None:
        """The path at which the server shows the IRI, None for what is elsewhere.

        >>> Addresses().path("https://w3id.org/irkg/ontology#condemns")
        '/ontology/condemns'
        """
        for start, place in _PLACES:
            if iri.startswith(start):
                return f"{self.root}/{place}{quote(iri[len(start) :].replace('#', '/'), safe=_KEPT)}"
        kind, _, rest = iri.removeprefix(self.base).partition("/")
        if not iri.startswith(self.base) or kind not in DATA_KINDS or not rest:
            return None
        return f"{self.root}/{kind}/{quote(rest, safe=_KEPT)}"

    def link(self, iri: str) -> str | None:
        """Where a link to the IRI leads: a path of this server or the web, None for anything else."""
        own = self.path(iri)
        return own if own is not None or not iri.startswith(("http://", "https://")) else iri

    def candidates(self, path: str) -> tuple[str, ...]:
        """The IRIs that a decoded path without its first slash may mean, the likeliest first.

        The second is for IRIs of a user's own file that are not written as `ids.iri` writes them.

        >>> Addresses().candidates("entity/Côte_d'Ivoire")[0]
        "https://w3id.org/irkg/entity/C%C3%B4te_d'Ivoire"
        """
        kind, _, rest = path.partition("/")
        if kind in DATA_KINDS and rest:
            return ids.iri(kind, rest, self.base), f"{self.base}{kind}/{rest}"
        if kind == "ontology":
            return (f"{ids.ONTOLOGY}{rest}",) if rest else (ids.ONTOLOGY[:-1],)
        if kind == "codebooks" and rest:
            scheme, _, name = rest.partition("/")
            return (f"{ids.CODEBOOKS}{scheme}#{name}",) if name else (f"{ids.CODEBOOKS}{scheme}",)
        return ()
