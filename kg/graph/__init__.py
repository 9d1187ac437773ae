"""The graph: claims as triples, the store that holds them, SPARQL over it, and its validation."""
