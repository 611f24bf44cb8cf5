"""What admins do to the transition in chat, to its end."""

from tests.ferry import ADMIN, Ferry


async def moved(ferry: Ferry, wish: str) -> str:
    """/deadline, confirmed; what stands in the place of the question then."""
    [asked] = await ferry.hear(ADMIN, f"/deadline {wish}")
    await ferry.press(ADMIN, asked, "Move it")
    return str(ferry.written(ADMIN)[-1]["text"])
