"""One reader for all tests of actors."""

from __future__ import annotations

import pytest

from tests.actors.reading import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
