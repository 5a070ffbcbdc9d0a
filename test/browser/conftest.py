"""A real browser that looks at a real robot; both are real time, so that everything is waited for."""

import io
import json
import os
import shutil
import time

import pytest
import websockets
from PIL import Image, ImageChops

from furhat_ros.virtual_robot.thread import VirtualFurhatThread

try:
    from playwright import sync_api as playwright
except ImportError:
    playwright = None

CHROMIUM = next(
    filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None
)

PATIENCE = 45
"""Seconds; a loaded machine without a graphics card draws a frame per second."""

IGNORED = ('GPU stall due to ReadPixels', 'Automatic fallback to software WebGL')
"""What the browser says about the machine, not about the page."""


class Program:
    """A client of the API; its socket lives in the thread of the robot."""

    def __init__(self, thread):
        self._thread = thread
        self._socket = thread.run(lambda robot: self._connect(robot.url))

    def send(self, type, **fields):
        self._thread.run(
            lambda robot: self._socket.send(json.dumps({'type': f'request.{type}', **fields}))
        )

    def wait_for(self, type):
        """Receive until an event of a type comes."""
        return self._thread.run(lambda robot: self._wait_for(f'response.{type}'), PATIENCE)

    def close(self):
        self._thread.run(lambda robot: self._socket.close())

    async def _connect(self, url):
        return await websockets.connect(url)

    async def _wait_for(self, type):
        while True:
            event = json.loads(await self._socket.recv())
            if event['type'] == type:
                return event


class Browser:
    """One page of the browser, and what it complains about."""

    def __init__(self, page):
        self.page = page
        self.complaints = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on('pageerror', lambda error: self.complaints.append(str(error)))
        page.on('console', self._hear)
        page.on('request', self._see)

    def open(self, thread):
        # The least quality, and no other: a picture that gets less sharp in the middle of a test is another picture.
        address = thread.url.replace('ws:', 'http:').replace('/v1/events', '/v1/index.html')
        self.page.goto(f'{address}?quality=2')
        self.wait_until('() => window.furhat?.state.isThere && furhat.view.frames > 0')
        return self

    def wait_until(self, condition):
        self.page.wait_for_function(condition)

    def text(self, selector):
        return self.page.inner_text(selector)

    def picture(self, share=0.78):
        """Give the robot as it can be seen, from above, by default without what is written below."""
        box = self.page.locator('#body').bounding_box()
        height = box['height'] * share
        png = self.page.screenshot(clip={**box, 'height': height})
        return Image.open(io.BytesIO(png)).convert('RGB')

    def _hear(self, message):
        if message.type in {'error', 'warning'} and not any(
            each in message.text for each in IGNORED
        ):
            self.complaints.append(message.text)

    def _see(self, request):
        if not request.url.startswith(('http://127.0.0.1:', 'ws://127.0.0.1:')):
            self.complaints.append(f'the page asks for {request.url}')


@pytest.fixture
def difference():
    """Tell how much two pictures differ: the share of their pixels that can be told apart, in percent."""

    def difference(first, second):
        apart = ImageChops.difference(first, second).convert('L').point(lambda level: level > 12)
        return 100 * apart.histogram()[1] / (first.width * first.height)

    return difference


@pytest.fixture
def until():
    """Wait until something is true."""

    def until(condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, 'it did not happen'
            time.sleep(0.05)

    return until


# Not for longer: while Playwright runs, no test that is asyncio can.
@pytest.fixture(scope='module')
def chromium():
    if playwright is None:
        pytest.skip('playwright is not installed: pip install playwright')
    if CHROMIUM is None:
        pytest.skip('there is no Chromium: apt install chromium')
    options = [
        '--enable-unsafe-swiftshader',
        '--autoplay-policy=user-gesture-required',
    ]
    if os.geteuid() == 0:
        options.append('--no-sandbox')
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture
def thread(request):
    """A robot; a test chooses its options by `indirect` parameters."""
    with VirtualFurhatThread(**getattr(request, 'param', {})) as thread:
        yield thread


@pytest.fixture
def program(thread):
    program = Program(thread)
    yield program
    program.close()


@pytest.fixture
def open_page(chromium):
    """Open the page of a robot; whatever the page complains about fails the test."""
    opened = []

    def open_page(thread, script='', **how):
        how = {'viewport': {'width': 920, 'height': 600}, 'reduced_motion': 'no-preference', **how}
        context = chromium.new_context(**how)
        context.add_init_script(script)
        opened.append((context, Browser(context.new_page())))
        return opened[-1][1].open(thread)

    yield open_page
    complaints = [complaint for _, browser in opened for complaint in browser.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def browser(open_page, thread):
    return open_page(thread)
