"""What admins do to the transition in chat, to its end."""

from tests.ferry import ADMIN, Ferry, buttons


async def moved(ferry: Ferry, wish: str) -> str:
    """/deadline, confirmed; what stands in the place of the question then."""
    heard = await ferry.hear(ADMIN, f"/deadline {wish}")
    [asked] = [message for message in heard if "Move it" in buttons(message)]
    await ferry.press(ADMIN, asked, "Move it")
    [done] = [message for message in ferry.written(ADMIN) if message["message_id"] == asked["message_id"]]
    return str(done["text"])
