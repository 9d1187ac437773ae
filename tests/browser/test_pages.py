"""The pages of things in a real browser: in both widths and themes, nothing is cut off or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kg.graph.store import Store
from kg.views.pages import CONTENT_SECURITY_POLICY, Addresses, Source, describe, render_page
from tests.views.pages_graph import fill, many, source_of

PATHS = ("entity/Iran", "article/tehran", "ontology/rejectsTalksWith", "ontology", "codebooks/cameo")


@pytest.fixture(scope="module")
def source() -> Source:
    return source_of(fill(Store(), many(60)))


def page_of(source: Source, path: str) -> str:
    """The page with its policy in the file, since a file has no headers."""
    at = Addresses()
    found = source.existing(at.candidates(path))
    assert found is not None
    policy = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
    return render_page(describe(source, found), at, found).replace("<head>", f"<head>{policy}", 1)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", [(1200, 900), (360, 740)], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page(show: Callable[..., Any], source: Source, path: str, size: tuple[int, int], theme: str) -> None:
    browser = show(page_of(source, path), size=size, theme=theme)
    assert browser.get_log("browser") == []
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= size[0]
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(253, 253, 252)", "dark": "rgb(20, 23, 27)"}[theme]
    cut = browser.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => e.closest('.hidden') === null &&"
        " e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert cut == []


def test_the_keyboard_skips_to_the_content(show: Callable[..., Any], source: Source) -> None:
    from selenium.webdriver.common.keys import Keys

    browser = show(page_of(source, "entity/Iran"))
    skip = browser.switch_to.active_element
    skip.send_keys(Keys.TAB)
    focused = browser.switch_to.active_element
    assert focused.text == "Skip to the content"
    assert focused.rect["x"] >= 0
    focused.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#content")
