"""Charts are drawn by another process, and whatever goes wrong there stays there."""

import asyncio
import logging
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.charts import Chart, Series, Shape, Tone, drawer
from bot.charts.drawer import Drawer

ROOT = Path(__file__).parents[3]
HOSTILE = "<script>alert(1)</script> $x_1$ \u202e\x00\x1b & \"'"


def chart(shape: Shape, name: str = "Opened") -> Chart:
    values = [None, 3, 0, 12] if shape is not Shape.SHARES else [7]
    return Chart(
        shape,
        f"Title {name}",
        [f"{name} {number}" for number in range(len(values))],
        [Series(name, Tone.BLUE, values), Series("Resolved", Tone.GREEN, [0] * len(values))],
    )


async def test_every_shape_is_drawn_as_an_element_that_a_page_may_hold() -> None:
    drawn = await Drawer().vectors([chart(shape, HOSTILE) for shape in Shape])
    assert len(drawn) == len(Shape)
    ids: list[str] = []
    for svg in drawn:
        assert "style=" not in svg  # the policy of pages forbids it
        assert "<script" not in svg
        root = ElementTree.fromstring(svg)  # noqa: S314
        assert root.get("role") == "img"
        assert (root.get("aria-label") or "").startswith("Title <script>")
        assert all(
            name in {"class", "id", "href"} or not name.startswith("on") for one in root.iter() for name in one.attrib
        )
        ids += [one.get("id") or "" for one in root.iter() if one.get("id")]
        assert any(one.get("class") for one in root.iter() if one.tag == "text")
    assert len(ids) == len(set(ids))


async def test_text_stays_text_in_any_language() -> None:
    [svg] = await Drawer().vectors([chart(Shape.BARS, "域名 $5")])
    assert "域名 $5 3" in svg


async def test_a_picture_for_a_chat_is_a_png() -> None:
    drawn = await Drawer().picture([chart(Shape.BARS), chart(Shape.DAYS, "新增")], [chart(Shape.DAYS)])
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) < 1_000_000


async def test_what_was_drawn_is_not_drawn_again_and_not_all_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []

    async def counted(asked: bytes) -> bytes:
        drawn.append(asked)
        await asyncio.sleep(0)
        return b"[]"

    monkeypatch.setattr(drawer, "_draw", counted)
    one = Drawer()
    await asyncio.gather(*(one.vectors([chart(Shape.BARS)]) for _ in range(5)))
    assert len(drawn) == 1
    for number in range(drawer.KEPT + 1):
        await one.vectors([chart(Shape.BARS, str(number))])
    assert len(one._kept) == drawer.KEPT
    assert await one.vectors([]) == []


async def test_who_takes_too_long_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert await Drawer(patience_seconds=0.05).vectors([chart(Shape.BARS)]) == []
    assert "took too long" in caplog.text


async def test_a_process_that_fails_costs_the_picture_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Chart(Shape.DAYS, "x", ["a"], [Series("x", "no colour", [1])])  # type: ignore[arg-type]
    assert await Drawer().vectors([broken]) == []
    assert "no colour" in caplog.text
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert await Drawer().picture([chart(Shape.DAYS)], [chart(Shape.DAYS)]) is None


def test_the_program_itself_never_imports_matplotlib() -> None:
    """Only the modules of the other process do, and nobody but they import those."""
    drawing = {"matplotlib", "bot.charts.__main__", "bot.charts.fonts", "bot.charts.shapes", "bot.charts.vector"}
    found = set()
    for folder in ("bot", "handlers", "broadcasts", "desk", "sandbox"):
        for path in (ROOT / folder).rglob("*.py"):
            for line in path.read_text("utf-8").splitlines():
                word, _, rest = line.strip().partition(" ")
                if word in {"import", "from"} and (rest.startswith("matplotlib") or rest.split(" ")[0] in drawing):
                    found.add(path.relative_to(ROOT).as_posix())
    here = {f"bot/charts/{name}.py" for name in ("__main__", "fonts", "shapes", "vector")}
    # The rehearsal's report has a process of its own, too.
    assert found == here | {"sandbox/rehearsal/drawing.py"}
