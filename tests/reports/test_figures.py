"""The report's figures as a browser shows them: no letter is cut off, and every label is whole."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser

from bot.response_figures import draw
from bot.response_rates import DropOff, StepYield, row_of, wilson
from bot.response_report import Report
from tests.console.conftest import browser as browser  # a fixture

WAVE = {"pathway": "chronic-pain", "wave": "before-the-very-first-visit-of-all-12"}
ROW = replace(row_of([], {}), groups=WAVE, rr1=wilson(1200, 3000))
REPORT = Report(
    clinic="fjordby",
    since=date(2026, 1, 1),
    until=date(2027, 1, 1),
    made_at=datetime(2027, 1, 2, tzinfo=UTC),
    total=ROW,
    tables=((ROW,), (ROW, replace(ROW, rr1=wilson(3, 9)))),
    curve=((0, 0.1), (24, 0.3), (240, 0.6), (1200, 0.7)),
    steps=(StepYield(0, 12000, 4000), StepYield(1, 8000, 2000)),
    questions=tuple(DropOff("form", f"pain-intensity-{number}", 1200, 1190, 3) for number in range(8)),
    optional_offered=0,
    optional_taken=0,
    short_taken=0,
    by_others=0,
    work=(),
)
OUTSIDE = """svg => {
    const whole = svg.getBoundingClientRect()
    return [...svg.querySelectorAll('text')].filter(each => {
        const box = each.getBoundingClientRect()
        return box.width && (box.left < whole.left || box.right > whole.right
            || box.top < whole.top || box.bottom > whole.bottom)
    }).map(each => each.textContent)
}"""


@pytest.mark.browser
def test_nothing_is_cut_off(browser: Browser) -> None:
    page = browser.new_page()
    figures = draw(REPORT)
    assert figures.keys() == {"waves", "reply", "steps", "questions"}
    for name, svg in figures.items():
        page.set_content(svg)
        drawn = page.locator("svg").first
        assert drawn.evaluate(OUTSIDE) == [], name
        assert "…" not in (drawn.text_content() or ""), name
    page.set_content(figures["reply"])
    assert page.locator("svg").get_by_text("0.1", exact=True).count() == 1
    page.close()
