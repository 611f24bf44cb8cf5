"""Broadcasts against a strict limit of 30 a second: `python -m benchmarks.broadcasts_at_limit`.

The server takes at most 30 messages in any rolling second, by its own clock as they arrive, answers after 50 ms, and
refuses all others with 429. One way after the other, each in a process of its own, until its time is over.
"""

import argparse
import time

from rich.progress import track

from benchmarks.crowdapi import Bot, seen, serving
from benchmarks.rivals import PER_SECOND, WAYS, missing, sending

TOKEN = "42:" + "benchmark" * 4
LATENCY_SECONDS = 0.05
PATIENCE_SECONDS = 60
"""Until the first message, from which on the seconds count."""


def measured(name: str, seconds: int) -> Bot:
    with (
        serving(latency_seconds=LATENCY_SECONDS, per_second=PER_SECOND) as api,
        sending(name, TOKEN, api, (seconds + PATIENCE_SECONDS) * PER_SECOND),
    ):
        for _ in range(PATIENCE_SECONDS):
            if seen(api, TOKEN).taken_at:
                break
            time.sleep(1)
        for _ in track(range(seconds + 1), name, transient=True):
            time.sleep(1)
        return seen(api, TOKEN)


def main(seconds: int) -> None:
    ideal = seconds * PER_SECOND
    left_out = {name: library for name in WAYS if (library := missing(name)) is not None}
    found = {name: measured(name, seconds) for name in WAYS if name not in left_out}
    print(f"| {seconds} s at {PER_SECOND} a second | accepted, of {ideal:,} | answers of 429 | of all answers |")
    print("| --- | ---: | ---: | ---: |")
    for name, bot in found.items():
        taken, refused = (sum(at < seconds for at in those) for those in (bot.taken_at, bot.refused_at))
        if taken:
            print(f"| {name} | {taken:,} ({taken / ideal:.1%}) | {refused:,} | {refused / (taken + refused):.2%} |")
        else:
            print(f"| {name} | did not begin | | |")
    for name, library in left_out.items():
        print(f"\n{name}: left out, {library} is not installed")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="a few seconds: to see that it works")
    given = parser.parse_args()
    main(5 if given.quick else given.seconds)
