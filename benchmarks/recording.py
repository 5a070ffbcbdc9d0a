"""
Whether a recording holds all that the robot sent, and whether its export is the same to the sample.

A virtual robot, a bridge and a recorder run in processes of their own: 25 images, 50 chunks of sound of microphone and
speaker, 30 lists of users and 10 words a second, for ten minutes, into a bag (MCAP). The recorder subscribes to what
config/record.yaml says. Then the bag is exported by `furhat_ros.export` and compared.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rclpy
from ament_index_python.packages import get_package_share_directory
from rosbags.highlevel import AnyReader

from bag_recorder import BagRecorder
from document import write
from furhat_ros.bridge.record import recording
from furhat_ros.virtual_robot.sound import pcm, room
from programs import PATIENCE, NotSeen, bridge, machine

ROBOT = Path(__file__).with_name('recorded_robot.py')
CONFIG = Path(get_package_share_directory('furhat_ros')) / 'config' / 'record.yaml'
NAMESPACE = f'/recording_{os.getpid()}'
SECONDS = 600.0
STREAMS = {'audio_chunk': 0.02, 'camera_fps': 25.0, 'users_rate': 30.0, 'visitors': 2}
GROUPS = ('always', 'camera_compressed', 'sound')
NEEDED = {
    'words': 'turns',
    'microphone': 'microphone/audio_stamped',
    'speaker': 'speaker/audio_stamped',
    'camera': 'camera/image_raw/compressed',
    'users': 'users',
}
"""Topics by what they hold."""

EXPORTED = ('sound', 'dialogue', 'subtitles', 'elan', 'users', 'overview')


@dataclass(frozen=True)
class Balance:
    """What was sent, and what became of it."""

    seconds: float
    sent: dict[str, int]
    recorded: dict[str, int]
    words_in_order: bool
    same_samples: bool
    silences: int
    bag_size: int
    export_seconds: float


@contextmanager
def robot() -> Iterator['subprocess.Popen[str]']:
    """Run the robot for the time of a block."""
    process = subprocess.Popen(
        [sys.executable, ROBOT, json.dumps({**STREAMS, 'silent_visitors': True})],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def told(process: 'subprocess.Popen[str]') -> object:
    """Read what the robot says."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise NotSeen('the virtual robot has ended')
    return json.loads(line)


def measure(seconds: float, folder: Path, storage: str) -> Balance:
    """Record, export, compare."""
    profiles = recording.topics(CONFIG, NAMESPACE, GROUPS)
    bag = folder / 'bag'
    with (
        robot() as process,
        bridge(str(told(process)), NAMESPACE),
        BagRecorder(bag, storage, profiles) as recorder,
    ):
        needed = {f'{NAMESPACE}/{name}' for name in NEEDED.values()}
        _wait_for(lambda: not recorder.missing & needed, 'all topics')
        _wait_for(lambda: recorder.received[f'{NAMESPACE}/state'] > 0, 'the state')
        time.sleep(3.0)  # the robot has been asked for its streams, and its time stands still
        before = Counter(recorder.received)
        assert process.stdin is not None
        process.stdin.write(f'{seconds + 0.01}\n')
        process.stdin.flush()
        sent: dict[str, int] = told(process)  # type: ignore[assignment]
        time.sleep(2.0)
        received = {
            what: recorder.received[topic] - before[topic]
            for what, topic in ((what, f'{NAMESPACE}/{name}') for what, name in NEEDED.items())
        }
    begin = time.monotonic()
    out = folder / 'out'
    command = [sys.executable, '-m', 'furhat_ros.export', bag, out, '--only', *EXPORTED]
    subprocess.run(command, check=True)
    took = time.monotonic() - begin
    expected = pcm(room(0, sent['samples']))
    sound, silences = _sound_without_silence(out)
    size = sum(file.stat().st_size for file in bag.iterdir())
    words = [f'word{number}' for number in range(sent['words'])]
    same = sound == expected
    return Balance(seconds, sent, received, _words(bag) == words, same, silences, size, took)


def _sound_without_silence(out: Path) -> tuple[bytes, int]:
    """Give the samples of the microphone without what sound.csv lists as silence, and how many silences are inside."""
    with wave.open(str(out / 'microphone.wav')) as file:
        sound = bytearray(file.readframes(file.getnframes()))
    with (out / 'sound.csv').open(encoding='utf-8', newline='') as table:
        rows = [row for row in csv.DictReader(table) if row['source'] == 'microphone']
    for row in sorted(rows, key=lambda row: -int(row['first_sample'])):
        begin = 2 * int(row['first_sample'])
        del sound[begin : begin + 2 * int(row['samples'])]
    return bytes(sound), sum(row['where'] == 'inside' for row in rows)


def _words(bag: Path) -> list[str]:
    with AnyReader([bag]) as reader:
        turns = [each for each in reader.connections if each.topic == f'{NAMESPACE}/turns']
        return [
            reader.deserialize(data, each.msgtype).text  # type: ignore[attr-defined]
            for each, _, data in reader.messages(turns)
        ]


def _wait_for(condition: object, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise NotSeen(f'not seen within {PATIENCE:g} s: {what}')
        time.sleep(0.05)


def report(balance: Balance, storage: str) -> str:
    """Describe what was measured, in Markdown."""
    sent = {**balance.sent, 'microphone': balance.sent['sound'], 'speaker': balance.sent['sound']}
    rows = '\n'.join(
        f'| {what} | {sent[what]} | {balance.recorded[what]} | {sent[what] - balance.recorded[what]} |'
        for what in NEEDED
    )
    return _REPORT.format(
        seconds=balance.seconds,
        storage=storage,
        rows=rows,
        words='in the order in which they were sent'
        if balance.words_in_order
        else '**not in order**',
        samples=balance.sent['samples'],
        same='are the same' if balance.same_samples else '**are not the same**',
        silences=balance.silences,
        size=balance.bag_size / 1e6,
        export=balance.export_seconds,
        memory=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        machine=machine(),
    )


def holds(balance: Balance) -> bool:
    """Tell whether nothing of sound and events is missing."""
    sent = {**balance.sent, 'microphone': balance.sent['sound'], 'speaker': balance.sent['sound']}
    exact = all(
        sent[what] == balance.recorded[what] for what in ('words', 'microphone', 'speaker')
    )
    return exact and balance.words_in_order and balance.same_samples


def main() -> int:
    """Measure and tell; give the exit status: 1 if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument('--seconds', type=float, default=SECONDS, help='how long to record')
    parser.add_argument('--storage', default='mcap', choices=['mcap', 'sqlite3'])
    parser.add_argument('--write', action='store_true', help='write docs/benchmarks.md as well')
    options = parser.parse_args()
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    rclpy.init()
    try:
        with tempfile.TemporaryDirectory(prefix='furhat_recording_') as folder:
            balance = measure(options.seconds, Path(folder), options.storage)
    except NotSeen as problem:
        print(f'Not measured: {problem}.', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        rclpy.try_shutdown()
    section = report(balance, options.storage)
    print(section, end='')
    if options.write:
        write(section)
    return 0 if holds(balance) else 1


_REPORT = """\
## A recording, from the robot to the exported files

{seconds:g} s of 25 images, 50 chunks of sound of both sources, 30 lists of users and 10 words a second; recorded by a
reliable subscriber into a bag ({storage}), exported with `furhat_ros.export`.

| | sent by the robot | in the bag | lost |
|---|---|---|---|
{rows}

The words are in the bag {words}. The {samples} samples that the microphone sent and those in the exported WAV {same};
silence that was filled in: {silences}. The bag has {size:.0f} MB; the export without the video took {export:.1f} s, and
at most {memory:.0f} MB of memory.

Measured on {machine}.
"""

if __name__ == '__main__':
    sys.exit(main())
