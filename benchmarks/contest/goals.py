"""How long a goal takes to the robot, and the robot's answer back to the client."""

from contextlib import ExitStack
from dataclasses import dataclass

from .contestants import OURS, bridge
from .processes import new_namespace, python, running

BARE = 'bare'


@dataclass
class Times:
    """Of each goal, in ms."""

    to_the_wire: list[float]
    from_the_wire: list[float]


def run(name: str, goals: int) -> Times:
    """Send goals to one contestant, one after the other."""
    namespace = new_namespace()
    with ExitStack() as stack:
        robot = stack.enter_context(running(python('traffic')))
        port = robot.answer()
        if name == OURS:
            stack.enter_context(bridge(port, [namespace]))
        else:
            url = f'ws://127.0.0.1:{port}/v1/events'
            stack.enter_context(running(python('bare_action', url, namespace))).answer()
        client = stack.enter_context(running(python('goals', namespace, goals)))
        sent_and_ended = client.answer()
        came = [at for kind, at in robot.ask('requests') if kind == 'request.gesture.start']
        came, ends = came[-goals:], robot.ask('ends')[-goals:]  # the client has tried before
    to_the_wire = [(at - sent) / 1e6 for at, (sent, _) in zip(came, sent_and_ended, strict=True)]
    if name != OURS:  # it waits for no answer
        return Times(to_the_wire, [])
    from_the_wire = [
        (ended - at) / 1e6 for at, (_, ended) in zip(ends, sent_and_ended, strict=True)
    ]
    return Times(to_the_wire, from_the_wire)
