"""The share that has answered by each day, as one SVG: a panel for a set of assumptions, a line for a schedule."""

import altair as alt
import vl_convert

from bot.simulation_comparison import Comparison
from bot.simulation_outcome import SIMULATED

# Distinct without colour too: each schedule has a dash of its own. The colours are Okabe and Ito's, for every eye.
_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3]]


def draw_curves(comparison: Comparison) -> str:
    """SVG; the same comparison gives the same bytes."""
    rows = [
        {"schedule": run.schedule, "assumptions": f"{run.outcome.choice} assumptions", "day": day, "share": share}
        for run in comparison.runs
        for day, share in enumerate(run.outcome.overall.curve)
    ]
    names = list(comparison.schedules)
    colour = alt.Color("schedule:N", title="schedule", scale=alt.Scale(domain=names, range=_COLOURS[: len(names)]))
    dash = alt.StrokeDash("schedule:N", title="schedule", scale=alt.Scale(domain=names, range=_DASHES[: len(names)]))
    chart = (
        alt.Chart(alt.InlineData(values=rows), width=340, height=260)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            alt.X("day:Q", title="days since the wave was due", axis=alt.Axis(tickMinStep=1)),
            alt.Y(
                "share:Q", title="answered, of all invited", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
            ),
            colour,
            dash,
            alt.Column("assumptions:N", title=None, sort=[f"{choice} assumptions" for choice in comparison.choices]),
        )
        .properties(title=alt.TitleParams(_title(), subtitle=_told(comparison), anchor="start", offset=12))
        .configure_view(stroke="#bbb")
        .configure_legend(orient="bottom")
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _title() -> str:
    return f"Share answered by day: {SIMULATED}"


def _told(comparison: Comparison) -> str:
    return f"{comparison.subject}, all waves, {comparison.patients} patients a wave, seed {comparison.seed}"
