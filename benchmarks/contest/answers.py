"""How the programs of the contest are asked: a line in, a name; a line out, JSON. The first one says they are ready."""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


async def answer_questions(ready: object, questions: Mapping[str, Callable[[], Any]]) -> None:
    """Say that all is ready, and answer until the input ends."""
    say(ready)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        say(questions[line.strip()]())


def say(answer: object) -> None:
    """Write a line."""
    sys.stdout.write(json.dumps(answer) + '\n')
    sys.stdout.flush()
