"""Everything that articles are read from; `read_sources` finds the reader by entry point.

Sources know nothing of language or graphs. A new one is a module with a `Source` in the entry point group
`kg.sources`.
"""

from kg.sources.reading import read_sources
from kg.sources.source import Input, OnError, Source

__all__ = ["Input", "OnError", "Source", "read_sources"]
