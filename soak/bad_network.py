"""Sound over a network that loses and delays, on hosts of its own."""

import itertools
import sys
from pathlib import Path

from findings import Finding, Section

# The tests have the hosts and the network between them.
sys.path.append(str(Path(__file__).parents[1] / 'test'))

TITLE = 'A bad network'

SECONDS, LOSS, JITTER = 300.0, 0.02, 0.1


def run(scale: float, seed: int) -> Section:
    """Record the microphone, and compare."""
    from network.emulator import Conditions
    from network.hosts import missing
    from network.microphone import BYTES_PER_SAMPLE, record

    seconds = max(3.0, SECONDS * scale)
    section = Section(
        TITLE,
        f'Sound of the microphone for {seconds:g} s from one host to another: network namespaces of this machine, and'
        f' between them a cable that loses {LOSS:.0%} of the packets and delays each by up to {1000 * JITTER:.0f} ms,'
        ' so that they also overtake each other.',
    )
    if lack := missing():
        section.findings.append(Finding('not run', lack, 'run', holds=False))
        return section
    recording = record(seconds, Conditions(loss=LOSS, jitter=JITTER), seed)
    stamps = [chunk.stamp for chunk in recording.chunks]
    backwards = sum(after <= before for before, after in itertools.pairwise(stamps))
    slew = max(map(abs, recording.slews), default=0) / 1e6
    alike = recording.sent == recording.received
    sent, received = (
        len(sound) // BYTES_PER_SAMPLE for sound in (recording.sent, recording.received)
    )
    section.findings += [
        Finding(
            'packets lost, overtaken',
            f'{recording.packets_lost}, {recording.packets_overtaken}',
        ),
        Finding('links', f'{recording.connects}', '1', recording.connects == 1),
        Finding(
            'samples sent, received',
            f'{sent}, {received}{", all alike" if alike else ""}',
            'the same',
            alike,
        ),
        Finding('stamps that went back', f'{backwards}', 'none', not backwards),
        Finding('most between a stamp and where its samples would have it', f'{slew:.2f} ms'),
    ]
    return section
