"""What is lost of the streams when nothing is wrong."""

import time

from bridge_process import BridgeProcess
from findings import Finding, Section
from place import Place
from robot_process import RobotProcess
from streams import Streams
from waiting import wait_until

TITLE = 'Streams in quiet operation'

SECONDS = 120.0


def run(scale: float, seed: int) -> Section:
    """Let the streams run for a while, and count."""
    seconds = max(3.0, SECONDS * scale)
    with (
        RobotProcess(visitors=2) as robot,
        Place() as place,
        BridgeProcess(place.namespace, robot.port) as bridge,
    ):
        place.wait_for_link()
        streams = Streams(place)
        wait_until(lambda: all(streams.counts().values()), 'all streams')
        time.sleep(seconds)  # not to wait: how long it goes on is the input
        balance = streams.balance(robot)
        dropped = {
            name: count
            for name, count in place.fresh_diagnostics().items()
            if name.startswith('dropped: ')
        }
        backwards = streams.steps_back
        problems = bridge.problems
    findings = [
        Finding(
            f'{name} sent, received, lost',
            f'{sent}, {come}, {sent - come}',
            '0 lost',
            sent == come,
        )
        for name, (sent, come) in balance.items()
    ]
    counts = ', '.join(f'{name} {count}' for name, count in dropped.items())
    findings += [
        Finding(
            'as the bridge tells', counts, 'all 0', all(count == '0' for count in dropped.values())
        ),
        Finding('stamps of the sound that went back', f'{backwards}', 'none', not backwards),
        Finding('mistakes in the log of the bridge', f'{len(problems)}', 'none', not problems),
    ]
    return Section(
        TITLE,
        f'Lists of users, images and sound of the microphone for {seconds:g} s, from the robot to a subscriber.',
        findings,
    )
