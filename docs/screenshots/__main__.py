"""
Take the pictures of the page that the documentation shows: `make screenshots`.

Needs playwright and a Chromium of the system, but no ROS; the pictures come from a real robot in a real browser.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import websockets

try:
    from playwright import sync_api
except ImportError:
    sync_api = None

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from furhat_ros.virtual_robot.robot import VirtualFurhat  # noqa: E402
from furhat_ros.virtual_robot.thread import VirtualFurhatThread  # noqa: E402

PICTURES = ROOT / 'docs' / 'pictures'
SIZE = {'width': 1280, 'height': 860}


def main() -> None:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(
        prog='python docs/screenshots', description=__doc__.split('\n')[1]
    )
    parser.add_argument('names', nargs='*', help=f'some of: {", ".join(SCENES)} (default: all)')
    parser.add_argument('--to', type=Path, default=PICTURES, help='folder (default: %(default)s)')
    given = parser.parse_args()
    if sync_api is None:
        parser.exit(1, 'there is no playwright: pip install playwright\n')
    chromium = next(
        filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None
    )
    if chromium is None:
        parser.exit(1, 'there is no Chromium: apt install chromium\n')
    given.to.mkdir(parents=True, exist_ok=True)
    options = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']
    if os.geteuid() == 0:
        options.append('--no-sandbox')
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        for name in given.names or SCENES:
            prepare, how = SCENES[name]
            path = given.to / f'page_{name}.png'
            take(browser, prepare, path, **{'viewport': SIZE, **how})
            sys.stdout.write(f'{path}\n')
        browser.close()


def take(browser: Any, prepare: 'Prepare', path: Path, **how: Any) -> None:
    """Take one picture of a robot of its own."""
    # So slowly that what is waited for is still there when the picture is taken.
    with VirtualFurhatThread(speed=0.2) as thread:
        program, page = Program(thread), browser.new_page(**how)
        page.set_default_timeout(120_000)
        page.goto(f'{thread.page_url}v1/index.html?quality=0')
        page.wait_for_function(AWAKE)
        program.request('face.config', microexpressions=False, blinking=False)
        page.wait_for_function('() => !furhat.view.drawn && furhat.view.pose.pitch === 0')
        prepare(thread, program, page)
        page.evaluate('scrollTo(0, 0)')
        page.screenshot(path=path)
        page.close()


SEES = """() => {
    const { speech } = furhat.state.sections;
    const now = furhat.state.now() - speech?.start;
    const shape = speech?.visemes.filter(([from]) => from <= now).pop()?.[1];
    return document.querySelectorAll('#subtitle .word.said').length > 6 && shape === 'wide';
}"""
"""In the middle of the word `see`."""

AWAKE = '() => window.furhat?.state.isThere && furhat.view.shown === 1 && furhat.view.closed === 0'


class Program:
    """A client of the API, in the thread of the robot."""

    def __init__(self, thread: VirtualFurhatThread) -> None:
        self._thread = thread
        self._socket = thread.run(self._connect)

    def request(self, name: str, **fields: Any) -> None:
        """Send a request."""
        frame = json.dumps({'type': f'request.{name}', **fields})
        self._thread.run(lambda robot: self._socket.send(frame))

    async def _connect(self, robot: VirtualFurhat) -> Any:
        return await websockets.connect(robot.url)


def idle(thread: VirtualFurhatThread, program: Program, page: Any) -> None:
    """Somebody is there, and the robot looks at them."""
    thread.call(lambda robot: robot.users.add('ann', x=0.12, y=0.0, z=1.3))
    program.request('led.set', color='#2a8cff')
    program.request('attend.user')
    settle(page)


def smile(thread: VirtualFurhatThread, program: Program, page: Any) -> None:
    """The robot smiles while it speaks."""
    thread.call(lambda robot: robot.users.add('ann', x=-0.35, y=0.0, z=1.3))
    program.request('led.set', color='#ff9d2e')
    program.request('attend.user')
    program.request('face.params', params={'SMILE_CLOSED': 0.7, 'SMILE_OPEN': 0.25})
    settle(page)
    program.request(
        'speak.text', text='Hello Ann! It is so good to see you here, what a lovely day.'
    )
    page.wait_for_function(SEES)


def three_users(thread: VirtualFurhatThread, program: Program, page: Any) -> None:
    """Three people are there, one of them speaks, and the robot listens to her."""

    def come(robot: VirtualFurhat) -> None:
        robot.users.add('ann', x=0.75, y=0.0, z=1.5)
        robot.users.add('bob', x=-0.8, y=0.1, z=1.9)
        robot.users.add('cho', x=-0.05, y=0.0, z=2.4, attending=0.0)

    thread.call(come)
    program.request('led.set', color='#1fc77e')
    program.request('attend.user', user_id='ann')
    program.request('listen.start', partial=True)
    program.request(
        'face.params', params={'BROW_UP_LEFT': 0.5, 'BROW_UP_RIGHT': 0.5, 'SMILE_CLOSED': 0.3}
    )
    settle(page)
    page.locator('#list .chip', has_text='ann').click()
    page.evaluate(
        "furhat.line.send({ do: 'say', id: 'ann', text: 'Robot, do you know where the library is?' })"
    )
    page.wait_for_function("() => document.querySelectorAll('#subtitle .word.said').length > 5")


def settle(page: Any) -> None:
    """Wait until nothing moves any more."""
    page.wait_for_timeout(500)
    page.wait_for_function('() => !furhat.view.drawn')


Prepare = Callable[[VirtualFurhatThread, Program, Any], None]

SCENES: dict[str, tuple[Prepare, dict[str, Any]]] = {
    'idle': (idle, {}),
    'smile': (smile, {}),
    'three_users': (three_users, {}),
    'phone': (three_users, {'viewport': {'width': 390, 'height': 844}, 'color_scheme': 'dark'}),
}

if __name__ == '__main__':
    main()
