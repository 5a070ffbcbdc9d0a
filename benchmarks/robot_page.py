"""The page of the virtual robot in headless Chromium: how often it draws, and what that costs."""

import asyncio
import os
import shutil
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from processor import family, seconds_between
from programs import NotSeen

QUALITIES = (0, 1, 2)
SIZE = {'width': 1280, 'height': 800}
CHROMIUM = ('chromium', 'chromium-browser', 'google-chrome')
RENDERER = """() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'none';
}"""


@dataclass(frozen=True)
class Shown:
    """What a page has done at a quality: pictures of the robot in a second, and shares of a core; a value a round."""

    quality: int
    frames: list[float]
    shares: list[float]


@dataclass(frozen=True)
class Shows:
    """All qualities, and what draws."""

    renderer: str
    shown: list[Shown]


async def measure(page_url: str, rounds: int, seconds: float) -> Shows:
    """Open the page at each quality; NotSeen says what is missing for that."""
    try:
        from playwright import async_api as playwright
    except ImportError:
        raise NotSeen('Playwright is not installed (`pip install playwright`)') from None
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise NotSeen('there is no Chromium (`apt install chromium`)')
    options = ['--enable-unsafe-swiftshader']
    if os.geteuid() == 0:
        options.append('--no-sandbox')
    async with playwright.async_playwright() as started:
        browser = await started.chromium.launch(executable_path=chromium, args=options)
        try:
            shown = [await _show(browser, page_url, each, rounds, seconds) for each in QUALITIES]
            page = await browser.new_page()
            return Shows(await page.evaluate(RENDERER), shown)
        finally:
            await browser.close()


async def _show(browser: Any, page_url: str, quality: int, rounds: int, seconds: float) -> Shown:
    page = await browser.new_page(viewport=SIZE)
    await page.goto(f'{page_url}v1/index.html?quality={quality}')
    await page.wait_for_function('() => window.furhat?.state.isThere && furhat.view.shown === 1')
    frames, shares = [], []
    for _ in range(rounds):
        first, begin, before = await _frames(page), time.monotonic(), _processes()
        await asyncio.sleep(seconds)
        after, last, end = _processes(), await _frames(page), time.monotonic()
        frames.append((last - first) / (end - begin))
        shares.append(seconds_between(before, after) / (end - begin))
    await page.close()
    return Shown(quality, frames, shares)


async def _frames(page: Any) -> int:
    return int(await page.evaluate('furhat.view.frames'))


def _processes() -> dict[int, float]:
    """Give the processes of the browser, which the driver of Playwright has started."""
    return family(os.getpid(), 'chrom')


def rows(shows: Shows) -> str:
    """Give a line of a table for each quality."""
    return '\n'.join(
        f'| `?quality={each.quality}` | {median(each.frames):.1f} |'
        f' {min(each.frames):.1f} to {max(each.frames):.1f} | {100 * median(each.shares):.0f} % |'
        for each in shows.shown
    )
