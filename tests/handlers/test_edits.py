"""An edit of what was erased brings nothing back."""

from tests.ferry import ANN, Ferry
from tests.handlers.test_privacy import erase, everything


async def test_what_is_edited_after_the_erasure_is_not_kept_again(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The walrus server is down")
    written = next(number for number, said in ferry.chat(ANN).messages.items() if "walrus" in str(said))
    await erase(ferry)
    ferry.sandbox.world.edit(ANN, written, "The walrus server is up again")
    await ferry.quiet()
    assert (await ferry.outcomes())[-1] == "ignored: edit of what was erased"
    assert "walrus" not in await everything(ferry)
