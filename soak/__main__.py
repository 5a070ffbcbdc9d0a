"""
How long the bridge stays up when everything goes wrong: `make soak`.

cuts      the link is cut a thousand times
hostile   a million frames that no robot should send
signals   the bridge is started and stopped 200 times
quiet     streams when nothing is wrong
network   five minutes over a bad network (root and iproute2)
suites    all tests 20 times in a row on both ROS 2, for hours, and on from where it was stopped; only if it is named
"""

import argparse
import importlib
import os
import platform
import re
import signal
import sys
import textwrap
import time
from importlib.metadata import version
from pathlib import Path

import place
from findings import Finding, Section
from waiting import NotSeen

DOCUMENT = Path(__file__).parents[1] / 'docs' / 'reliability.md'

MODULES = {
    'quiet': 'quiet',
    'cuts': 'cuts',
    'hostile': 'hostile',
    'signals': 'signals',
    'network': 'bad_network',
    'suites': 'suites',
}

ONLY_IF_NAMED = ('suites',)

HEAD = """\
# Reliability

Written by `make soak ARGS=--write`; `make soak` alone prints it. The robot is the virtual one, in a process of its own,
as are the bridge and the observer; they talk over real sockets and real DDS. The bars are those that the bridge must
reach: {verdict}.
"""

MEASURED = 'Measured on {machine}; `--seed {seed}`{note}.\n'


def main() -> int:
    """Run the parts and tell; give the exit status: 1 if a bar was missed."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog='soak', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('parts', nargs='*', metavar='PART', help='default: all but suites')
    parser.add_argument('--scale', type=float, default=1.0, help='e.g. 0.01 for a quick look')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--write', action='store_true', help='write docs/reliability.md as well')
    options = parser.parse_args()
    if unknown := set(options.parts) - MODULES.keys():
        parser.error(f'no such part: {", ".join(sorted(unknown))}')
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)  # a script's background ignores SIGINT
    sections: list[Section] = []
    try:
        with place.ros():
            for name in options.parts or [each for each in MODULES if each not in ONLY_IF_NAMED]:
                sections.append(_run(name, options.scale, options.seed))
                print(sections[-1].text, flush=True)
    except KeyboardInterrupt:
        return 130
    if options.write:
        _write(sections, options.scale, options.seed)
    return 0 if all(section.holds for section in sections) else 1


def _run(name: str, scale: float, seed: int) -> Section:
    begin = time.monotonic()
    part = importlib.import_module(MODULES[name])
    try:
        section: Section = part.run(scale, seed)
    except NotSeen as problem:
        section = Section(
            part.TITLE, 'Given up.', [Finding('given up', str(problem), 'never', holds=False)]
        )
    minutes = (time.monotonic() - begin) / 60
    section.done += f' This took {minutes:.1f} minutes.'
    return section


def _write(sections: list[Section], scale: float, seed: int) -> None:
    """Write the page; parts that did not run now stay as they are."""
    old = DOCUMENT.read_text(encoding='utf-8') if DOCUMENT.exists() else ''
    texts = {
        text.split('\n', 1)[0]: f'## {text}'
        for text in re.split(r'^## ', old, flags=re.MULTILINE)[1:]
    }
    note = '' if scale == 1.0 else f' with `--scale {scale:g}`, a short run'
    machine = (
        f'{platform.system()} {platform.machine()}, {os.cpu_count()} cores, '
        f'Python {platform.python_version()}, ROS 2 {os.environ.get("ROS_DISTRO", "unknown")}, '
        f'websockets {version("websockets")}'
    )
    for section in sections:
        texts[section.title] = (
            f'{section.text}\n{MEASURED.format(machine=machine, seed=seed, note=note)}'
        )
    missed = sum(text.count('**no**') for text in texts.values())
    verdict = f'**it missed {missed} of them**' if missed else 'it reached all of them'
    titles = [importlib.import_module(module).TITLE for module in MODULES.values()]
    parts = [HEAD.format(verdict=verdict)]
    parts += [f'{texts[title].strip()}\n' for title in titles if title in texts]
    DOCUMENT.write_text(_wrapped('\n'.join(parts)), encoding='utf-8')


def _wrapped(text: str) -> str:
    """Break the lines of prose."""
    lines = text.splitlines()
    return ''.join(f'{line if line.startswith("|") else _PROSE.fill(line)}\n' for line in lines)


_PROSE = textwrap.TextWrapper(width=120, break_long_words=False, break_on_hyphens=False)


if __name__ == '__main__':
    sys.exit(main())
