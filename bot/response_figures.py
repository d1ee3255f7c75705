"""The report's figures as SVG, drawn by Altair."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from bot.response_rates import DropOff, Row, StepYield
from bot.response_report import Report

WIDTH = 320
BLUE = "#1f5f8b"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def draw(report: Report) -> dict[str, str]:
    """Name → SVG; a figure of nothing is left out."""
    charts = {
        "waves": _by_wave(report.tables[1]),
        "reply": _curve(report.curve),
        "steps": _steps(report.steps),
        "questions": _questions(report.questions),
    }
    return {name: _svg(chart) for name, chart in charts.items() if chart is not None}


def _svg(chart: Any) -> str:
    # The renderer measures text by a face of its own; where a browser has only a wider one, the longest label needs a
    # sixth more, and titles some more at their ends.
    room = {"left": WIDTH // 6, "right": 10, "top": 8, "bottom": 12}
    svg: str = vl_convert.vegalite_to_svg(chart.properties(padding=room).configure(font=FONT).to_dict())
    return svg


def _by_wave(rows: Sequence[Row]) -> Any:
    """Response with its interval, one line a wave."""
    values = [
        {"wave": f"{row.groups['pathway']}: {row.groups['wave']} ({row.rr1.count}/{row.rr1.of})"}
        | {"share": row.rr1.share, "low": row.rr1.low, "high": row.rr1.high}
        for row in rows
        if row.rr1.of
    ]
    if not values:
        return None
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("wave:N", title=None, sort=None, axis=alt.Axis(labelLimit=WIDTH))
    )
    percent = alt.Axis(format="%")
    line = base.mark_rule(color=BLUE).encode(
        x=alt.X("low:Q", title="complete, with 95 % interval", axis=percent, scale=alt.Scale(domain=[0, 1])),
        x2="high:Q",
    )
    return (line + base.mark_point(color=BLUE, filled=True, size=60).encode(x="share:Q")).properties(
        width=WIDTH, title="Response by wave"
    )


def _curve(points: Sequence[tuple[float, float]]) -> Any:
    if not points:
        return None
    values = [{"days": hours / 24, "share": share} for hours, share in points]
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(color=BLUE, interpolate="step-after")
        .encode(
            x=alt.X(
                "days:Q",
                title="days after the first message",
                scale=alt.Scale(type="symlog", constant=0.05),
                axis=alt.Axis(values=[0, 0.1, 1, 3, 7, 14, 30, 60], format="~g"),
            ),
            y=alt.Y("share:Q", title="replied", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        )
        .properties(width=WIDTH, height=170, title="Time to the first reply")
    )


def _steps(steps: Sequence[StepYield]) -> Any:
    if not steps:
        return None
    names = {0: "first message"}
    values = [
        {"step": f"{names.get(step.step, f'reminder {step.step}')} ({step.replied}/{step.sent})"}
        | {"share": step.replied / step.sent if step.sent else 0}
        for step in steps
    ]
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(color=BLUE)
        .encode(
            y=alt.Y("step:N", title=None, sort=None, axis=alt.Axis(labelLimit=WIDTH)),
            x=alt.X("share:Q", title="replied before the next", axis=alt.Axis(format="%")),
        )
        .properties(width=WIDTH, title="What each message brought")
    )


def _questions(questions: Sequence[DropOff]) -> Any:
    """How many were asked each question and how many answered it, in order."""
    values = [
        {"question": f"{n}. {each.link_id}", "count": count, "what": what}
        for n, each in enumerate(questions, start=1)
        for what, count in (("asked", each.reached), ("answered", each.answered))
    ]
    if not values:
        return None
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(point=True)
        .encode(
            x=alt.X("question:N", title=None, sort=None, axis=alt.Axis(labelAngle=-40, labelLimit=140)),
            y=alt.Y("count:Q", title="patients"),
            color=alt.Color("what:N", title=None, scale=alt.Scale(range=[BLUE, "#c97b2d"])),
        )
        .properties(width=WIDTH, height=170, title="Question by question")
    )
