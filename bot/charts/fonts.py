"""Letters of charts: Chinese where a font of this machine has them."""

import matplotlib
from matplotlib import font_manager

from bot.charts import Chart

CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Droid Sans Fallback"),
    *("Noto Serif CJK SC", "Noto Serif CJK JP", "AR PL UMing CN", "Arial Unicode MS"),
)


def use() -> str | None:
    """Sets how letters are drawn; the name of the font with Chinese ones, where there is one."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    chinese = next((name for name in CHINESE if name in there), None)
    matplotlib.rcParams |= {
        "font.family": ["DejaVu Sans", *([chinese] if chinese else [])],
        # Text stays text, which the reader's browser has fonts for; and a dollar sign is one.
        "svg.fonttype": "none",
        "text.parse_math": False,
    }
    return chinese


def letters(chart: Chart) -> bool:
    """Whether it has some that the usual font lacks."""
    texts = (chart.title, *chart.labels, *(series.name for series in chart.series))
    return any(ord(letter) >= 0x2E80 for text in texts for letter in text)
