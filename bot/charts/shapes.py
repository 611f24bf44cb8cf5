"""How charts look: few lines, direct numbers, colours that the desk's pages have too."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure, FigureBase
from matplotlib.ticker import MaxNLocator

from bot.charts import Chart, Series, Shape, Tone

INK, SOFT, LINE = "#172033", "#566177", "#dfe4ec"
COLOURS = {
    Tone.BLUE: "#2f6df6",
    Tone.GREEN: "#1f9d5c",
    Tone.GREY: "#8892a3",
    Tone.AMBER: "#d98a1f",
    Tone.RED: "#d0453b",
}
WIDTH = 4.4
"""Inches, of which a page makes its own width."""
HEIGHT = 2.4
BAR = 0.32
"""Inches for each lying bar."""
TITLE = 0.35
FONT = 9.5
MOST_LABELS = 6
LONGEST_LABEL = 16
Numbers = Sequence[float]


def draw(chart: Chart) -> Figure:
    """Without its title: what is around it says what it shows."""
    figure = Figure(figsize=(WIDTH, _height(chart)), layout="constrained")
    _fill(figure, chart)
    return figure


def draw_titled(charts: Sequence[Chart]) -> Figure:
    """Several in one picture, the first on top."""
    heights = [_height(chart) + TITLE for chart in charts]
    figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
    for part, chart in zip(
        figure.subfigures(len(charts), 1, height_ratios=heights, squeeze=False)[:, 0], charts, strict=True
    ):
        part.suptitle(chart.title, fontsize=FONT + 3, color=INK, fontweight="bold")
        _fill(part, chart)
    return figure


def _height(chart: Chart) -> float:
    return {Shape.BARS: 0.35 + BAR * len(chart.labels), Shape.SHARES: 1.0}.get(chart.shape, HEIGHT)


def _fill(figure: FigureBase, chart: Chart) -> None:
    axes = figure.subplots()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=SOFT, labelsize=FONT)
    {Shape.DAYS: _days, Shape.COLUMNS: _columns, Shape.BARS: _bars, Shape.SHARES: _shares}[chart.shape](axes, chart)


def _days(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    for number, series in enumerate(chart.series):
        values, colour = _values(series), COLOURS[series.tone]
        if number == 0:
            axes.bar(places, values, width=0.7, color=colour, label=series.name)
        else:
            dot = 3.5 if len(places) <= 31 else 0
            axes.plot(places, values, color=colour, linewidth=1.8, marker="o", markersize=dot, label=series.name)
    step = -(-len(chart.labels) // MOST_LABELS) or 1
    axes.set_xticks(places[::step], chart.labels[::step])
    _upright(axes)
    _legend(axes, len(chart.series))


def _columns(axes: Axes, chart: Chart) -> None:
    for series in chart.series:
        drawn = axes.bar(range(len(chart.labels)), _values(series), width=0.7, color=COLOURS[series.tone])
        axes.bar_label(drawn, labels=_numbers(series), padding=2, fontsize=FONT, color=INK)
    axes.set_xticks(range(len(chart.labels)), chart.labels)
    axes.set_yticks([])
    axes.margins(y=0.15)


def _bars(axes: Axes, chart: Chart) -> None:
    for series in chart.series:
        drawn = axes.barh(range(len(chart.labels)), _values(series), height=0.62, color=COLOURS[series.tone])
        axes.bar_label(drawn, labels=_numbers(series), padding=3, fontsize=FONT, color=INK)
    axes.set_yticks(range(len(chart.labels)), [_short(label) for label in chart.labels])
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.margins(x=0.12)


def _shares(axes: Axes, chart: Chart) -> None:
    since = 0.0
    for series in chart.series:
        value = _values(series)[0]
        # The legend tells the number too: a thin part has no room for it.
        axes.barh([0], [value], left=since, height=0.5, color=COLOURS[series.tone], label=f"{series.name}: {value:,}")
        since += value
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(0, since or 1)
    _legend(axes, 2 if len(chart.series) > 3 else 3)


def _upright(axes: Axes) -> None:
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.set_ylim(bottom=0, top=None if axes.get_ylim()[1] > 1 else 1)


def _legend(axes: Axes, columns: int) -> None:
    handles, names = axes.get_legend_handles_labels()
    # Columns first, as they come in the chart.
    told = sorted(zip(handles, names, strict=True), key=lambda one: not isinstance(one[0], BarContainer))
    axes.legend(
        *zip(*told, strict=True),
        **{"loc": "lower left", "bbox_to_anchor": (0, 1.0), "ncols": columns, "frameon": False},
        **{"fontsize": FONT, "labelcolor": SOFT, "borderaxespad": 0.2, "handlelength": 1.1, "columnspacing": 1.4},
    )


def _values(series: Series) -> list[float]:
    return [float("nan") if value is None else value for value in series.values]


def _numbers(series: Series) -> list[str]:
    return [f"{value:,}" if value else "" if value is None else "0" for value in series.values]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
