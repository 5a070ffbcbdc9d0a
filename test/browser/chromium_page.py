"""The page of a virtual robot in a real Chromium: fixtures for tests with ROS and without (test/conftest.py)."""

import io
import os
import shutil
import time

import pytest
from PIL import Image, ImageChops

CHROMIUM = next(
    filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None
)

PATIENCE = 45
"""Seconds; a loaded machine without a graphics card draws a frame per second."""

IGNORED = ('GPU stall due to ReadPixels', 'Automatic fallback to software WebGL')
"""What the browser says about the machine, not about the page."""

PLAN = 4.4
"""Metres that the plan is wide."""

NOTE_WORDS = """() => {
    window.seen = [];
    new MutationObserver(() => {
        const words = [...document.querySelectorAll('#subtitle .word.said')].map((word) => word.textContent);
        if (words.join() !== (seen[seen.length - 1] ?? []).join()) seen.push(words);
    }).observe(document.getElementById('subtitle'), { subtree: true, childList: true, attributes: true });
}"""

IS_STILL = """() => {
    const { state, view } = furhat;
    const isStill = !state.sections.face.idle.blinking && view.shown === 1 && view.closed === 0 && !view.drawn;
    return isStill && view.pose.pitch === 0;
}"""


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

    def note_words(self):
        """From now on, note the words of the subtitles that are said whenever they change."""
        self.page.evaluate(NOTE_WORDS)

    def words_until(self, number):
        """Give what was noted until so many words were said."""
        enough = f'(words) => words.length === {number}'
        self.wait_until(f'() => seen.some({enough})')
        return self.page.evaluate(f'seen.slice(0, seen.findIndex({enough}) + 1)')

    def drag_person(self, right, down):
        """Drag the first person on the plan; in metres."""
        page = self.page
        page.locator('#plan').scroll_into_view_if_needed()
        spot = page.locator('#plan .person .face').bounding_box()
        scale = page.locator('#plan').bounding_box()['width'] / PLAN
        x, y = spot['x'] + spot['width'] / 2, spot['y'] + spot['height'] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        for share in (0.5, 1):
            page.mouse.move(x + share * right * scale, y + share * down * scale, steps=4)
        page.mouse.up()

    def let_say(self, text):
        """Let the first person say something that is typed."""
        page = self.page
        page.locator('#list .chip').click()
        page.get_by_label('What this person says').fill(text)
        page.get_by_role('button', name='Say').click()

    def still_picture(self):
        """Wait until a face that does nothing by itself is at rest, and give its picture."""
        self.wait_until(IS_STILL)
        return self.picture()

    def picture(self, share=0.78):
        """Give the robot as it can be seen, from above, by default without what is written below."""
        box = self.page.locator('#body').bounding_box()
        height = box['height'] * share
        png = self.page.screenshot(clip={**box, 'height': height})
        return Image.open(io.BytesIO(png)).convert('RGB')

    def has_green_ring(self):
        """Tell whether the brightest colour in the front of the ring of light is green."""
        picture = self.picture(1.0)
        rows = range(int(picture.height * 0.84), int(picture.height * 0.95))
        column = [picture.getpixel((picture.width // 2, row)) for row in rows]
        red, green, blue = max(column, key=lambda pixel: max(pixel) - min(pixel))
        return green > 150 and max(red, blue) < 120

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
    playwright = pytest.importorskip(
        'playwright.sync_api', reason='playwright is not installed: pip install playwright'
    )
    if CHROMIUM is None:
        pytest.skip('there is no Chromium: apt install chromium')
    options = [
        '--enable-unsafe-swiftshader',
        '--autoplay-policy=user-gesture-required',
        # A beep each second instead of a microphone; a page still has to be allowed it.
        '--use-fake-device-for-media-stream',
    ]
    if os.geteuid() == 0:
        options.append('--no-sandbox')
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


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
