from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.views.network import render_network, render_notebook
from tests.views.synthetic import HOSTILE, crowd, dozen, hostile

Show = Callable[..., Any]

TALKS = "Iran\u2192United_States\u21923"
PIXELS = """
const canvas = document.querySelector('#canvas canvas');
const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
let drawn = 0;
for (let at = 3; at < pixels.length; at += 4) drawn += pixels[at] > 0;
return drawn;
"""
POINT = """
const edge = network.body.edges[arguments[0]];
const middle = network.canvasToDOM(edge.edgeType.getPoint(0.5));
const box = document.querySelector('#canvas canvas').getBoundingClientRect();
return [box.left + middle.x, box.top + middle.y];
"""
REQUESTS = """
return performance.getEntriesByType('resource').map((entry) => entry.name)
  .filter((name) => !name.startsWith('data:'));
"""
VISIBLE = "return network.body.data.edges.get({filter: (edge) => !edge.hidden}).map((edge) => edge.id)"


@pytest.fixture(scope="module")
def html() -> str:
    return render_network(*dozen(), title="A dozen")


@pytest.fixture(autouse=True)
def quiet(browser: Any) -> Iterator[None]:
    """After each test: the console is empty (errors, policy violations) and nothing was requested."""
    yield
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    assert browser.execute_script(REQUESTS) == []


def move(browser: Any, point: list[float], *, click: bool = False) -> None:
    """Move the mouse to a point of the page, and press it."""
    from selenium.webdriver.common.action_chains import ActionChains

    chain: Any = ActionChains(browser, duration=20)
    chain.w3c_actions.pointer_action.move_to_location(int(point[0]), int(point[1]))
    if click:
        chain.w3c_actions.pointer_action.click()
    chain.perform()


def wait(browser: Any, script: str) -> Any:
    """Wait until a script gives something true."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(f"return {script}"))


def press(browser: Any, *keys: str) -> None:
    """Type keys wherever the focus is."""
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def text(browser: Any, selector: str) -> str:
    """Text of an element."""
    return str(browser.execute_script("return document.querySelector(arguments[0]).innerText", selector))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1400, 900), (420, 860)])
def test_page_draws(show: Show, html: str, theme: str, size: tuple[int, int]) -> None:
    browser = show(html, size=size, theme=theme)
    wait(browser, "window.network && document.getElementById('status').textContent !== ''")
    assert browser.execute_script(PIXELS) > 3000
    assert browser.execute_script("return document.documentElement.dataset.theme") == theme
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]
    assert browser.execute_script("return document.compatMode") == "CSS1Compat"


def test_crowd_draws_every_line(show: Show) -> None:
    browser = show(render_network(*crowd()))
    drawn = browser.execute_script(VISIBLE)
    assert len(drawn) == browser.execute_script("return network.body.data.edges.length")
    assert browser.execute_script(PIXELS) > 10000


def test_widths_before_and_after_painting_agree(show: Show, html: str) -> None:
    browser = show(html)
    pairs = browser.execute_script(
        "const given = JSON.parse(document.getElementById('data').textContent).network.edges;"
        "return given.map((edge) => [edge.width, network.body.data.edges.get(edge.id).width])"
    )
    assert all(abs(before - after) < 0.02 for before, after in pairs)


def test_click_on_a_line_shows_its_sentence(show: Show, html: str) -> None:
    browser = show(html)
    move(browser, browser.execute_script(POINT, TALKS), click=True)
    wait(browser, "!document.getElementById('pane').hidden")
    pane = text(browser, "#pane")
    for part in (
        "rejects talks with", "actual", "25 Feb 2025", "as long as sanctions remain in force",
        "The Harbour Post",
        "Iran refuses direct talks with the United States", "diplomatic",
    ):  # fmt: skip
        assert part.replace(" ", "") in pane.replace("\u00a0", "").replace(" ", "")
    marks = browser.execute_script(
        "return [...document.querySelectorAll('#pane mark')].map((m) => m.textContent)"
    )
    assert marks == ["Iran", "refuses", "United States"]
    link = browser.execute_script(
        "const a = document.querySelector('#pane a'); return [a.href, a.rel, a.target]"
    )
    assert link == ["https://news.example/0", "noopener noreferrer", "_blank"]


def test_hover_shows_relation_modality_date_and_sentence(show: Show, html: str) -> None:
    browser = show(html)
    line = "Iran\u2192United_States\u21921"
    move(browser, browser.execute_script(POINT, line))
    wait(browser, "!document.getElementById('tip').hidden")
    tip = " ".join(text(browser, "#tip").split())
    for part in ("Iran \u2013 United States", "meets with", "hypothetical", "12 Apr 2025", "Iran could meet"):
        assert part in tip
    move(browser, [700, 60])
    wait(browser, "document.getElementById('tip').hidden")


def test_every_line_is_one_click_from_its_evidence(show: Show, html: str) -> None:
    browser = show(html)
    for line in browser.execute_script(VISIBLE):
        browser.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [arguments[0]]})", line)
        assert browser.execute_script("return document.querySelectorAll('#pane blockquote').length") > 0


def test_search_focuses_an_actor_by_keyboard(show: Show, html: str) -> None:
    browser = show(html)
    press(browser, "/", "atomic")
    wait(browser, "!document.getElementById('hits').hidden")
    assert "International Atomic Energy Agency" in text(browser, "#hits")
    press(browser, "\ue007")  # Enter
    wait(browser, "!document.getElementById('pane').hidden")
    assert text(browser, "#pane h2") == "International Atomic Energy Agency"
    far = browser.execute_script(
        "const spot = network.getPositions(['IAEA']).IAEA, view = network.getViewPosition();"
        "return Math.hypot(spot.x - view.x, spot.y - view.y)"
    )
    assert far < 1
    press(browser, "\ue00c")  # Escape
    wait(browser, "document.getElementById('pane').hidden")


def test_search_finds_a_code_and_survives_nonsense(show: Show, html: str) -> None:
    browser = show(html)
    press(browser, "/", "nor")
    assert wait(browser, "document.querySelector('#hits li')?.innerText").startswith("Norway")
    press(browser, "zzz")
    wait(browser, "document.getElementById('hits').innerText.includes('Nobody')")
    press(browser, "\ue007")
    assert browser.execute_script("return document.getElementById('pane').hidden")


def test_filter_by_relation_hides_its_lines(show: Show, html: str) -> None:
    browser = show(html)
    assert TALKS in browser.execute_script(VISIBLE)
    browser.execute_script(
        "document.querySelector('input[data-facet=r][value=\"3 rejectsTalksWith\"]').click()"
    )
    assert TALKS not in browser.execute_script(VISIBLE)
    assert "18 of 19" in text(browser, "#summary")
    browser.execute_script("document.querySelector('[data-key=reset]').click()")
    assert TALKS in browser.execute_script(VISIBLE)


def test_filters_by_quadrant_and_modality_and_their_counts(show: Show, html: str) -> None:
    browser = show(html)
    browser.execute_script("document.querySelector('[data-key=\"only m alleged\"]').click()")
    assert len(browser.execute_script(VISIBLE)) == 2
    row = "document.querySelector('input[value=\"4\"]').closest('.row')"
    count = f"return {row}.querySelector('.count').innerText"
    assert browser.execute_script(count) == "2"
    browser.execute_script("document.querySelector('input[data-facet=quad][value=\"4\"]').click()")
    assert browser.execute_script(VISIBLE) == []


def test_table_holds_the_same_relations_and_opens_evidence(show: Show, html: str) -> None:
    browser = show(html)
    press(browser, "t")
    assert browser.execute_script("return document.querySelectorAll('#table tbody tr').length") == 19
    browser.execute_script("document.querySelector('#table .relation').focus()")
    press(browser, "\ue007")
    wait(
        browser,
        "!document.getElementById('pane').hidden && document.querySelector('#pane blockquote') !== null",
    )
    press(browser, "\ue00c")
    focused = "document.activeElement.classList.contains('relation')"
    assert browser.execute_script(f"return {focused}")


def test_actor_pane_lists_partners(show: Show, html: str) -> None:
    browser = show(html)
    browser.execute_script("network.body.emitter.emit('click', {nodes: ['Iran'], edges: []})")
    partners = text(browser, "#pane .partners")
    for name in ("United States", "Russia", "France", "International Atomic Energy Agency"):
        assert name in partners
    browser.execute_script("document.querySelector('#pane .partners button').click()")
    assert browser.execute_script("return document.querySelectorAll('#pane .claim').length") == 4


def test_theme_button_repaints(show: Show, html: str) -> None:
    browser = show(html)
    colour = "return network.body.data.edges.get(arguments[0]).color.color"
    assert browser.execute_script(colour, TALKS) == "#c67a00"
    browser.execute_script("document.getElementById('theme').click()")
    wait(browser, f"network.body.data.edges.get('{TALKS}').color.color === '#ffcf66'")


def test_narrow_screen_has_the_filter_in_a_sheet(show: Show, html: str) -> None:
    browser = show(html, size=(420, 860))
    shown = "getComputedStyle(document.getElementById('legend')).display"
    assert browser.execute_script(f"return {shown}") == "none"
    browser.execute_script("document.getElementById('filters').click()")
    assert browser.execute_script(f"return {shown}") == "block"


def test_hostile_text_runs_nothing(show: Show) -> None:
    title = f"safe {HOSTILE[0]}"
    browser = show(render_network(*hostile(), title=title))
    before = browser.title
    assert before == title
    for node in browser.execute_script("return network.body.data.nodes.getIds()"):
        browser.execute_script("network.body.emitter.emit('click', {nodes: [arguments[0]], edges: []})", node)
        browser.execute_script(
            "network.body.emitter.emit('hoverNode', {node: arguments[0], event: {clientX: 9, clientY: 9}})",
            node,
        )
    for edge in browser.execute_script(VISIBLE):
        browser.execute_script("network.body.emitter.emit('click', {nodes: [], edges: [arguments[0]]})", edge)
        browser.execute_script(
            "network.body.emitter.emit('hoverEdge', {edge: arguments[0], event: {clientX: 9, clientY: 9}})",
            edge,
        )
    browser.execute_script("document.getElementById('as-table').click()")
    press(browser, "/", "script")
    assert browser.title == before
    assert browser.execute_script("return document.scripts.length") == 4
    links = browser.execute_script("return [...document.querySelectorAll('a')].map((link) => link.href)")
    assert [link for link in links if not link.startswith("http")] == []
    assert browser.execute_script("return document.querySelectorAll('img:not(.flag)').length") == 0


def test_empty_graph_is_a_friendly_page(show: Show) -> None:
    browser = show(render_network([], []))
    assert "No relations yet" in text(browser, "#nothing")


def test_page_works_in_a_notebook_frame(show: Show, html: str) -> None:
    browser = show(f"<!doctype html><title>notebook</title>{render_notebook(html)}")
    browser.switch_to.frame(0)
    wait(browser, "window.network && document.getElementById('status').textContent !== ''")
    assert browser.execute_script(PIXELS) > 3000
    browser.switch_to.default_content()
