"""Every error that a user of `kg` can act on.

    KgError
    ├── SourceError      an input file, line or record that cannot be read
    ├── PipelineError    a spaCy pipeline that is missing or unfit
    ├── StoreError       a store that cannot be opened, read or written
    ├── QueryError       a SPARQL query that does not parse or cannot be answered
    └── DataError        a row under `ontologies/` (or a user's own file) that is wrong

Each message says what is wrong, where, and what to do next.
"""

from __future__ import annotations


class KgError(Exception):
    """Root of all errors raised on purpose; the command line prints them without a traceback."""


class SourceError(KgError):
    """An input file, line or record cannot be read."""


class PipelineError(KgError):
    """The spaCy pipeline is not installed or lacks a component that extraction needs."""


class StoreError(KgError):
    """The graph store cannot be opened, read or written."""


class QueryError(KgError):
    """The SPARQL text does not parse or cannot be answered."""


class DataError(KgError):
    """Knowledge data (ontology, gazetteer, lexicon) is inconsistent."""
