"""Reads English: the spaCy pipeline, sentences, phrases of the parse, dates."""
