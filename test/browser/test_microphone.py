"""The browser's microphone as that of the robot; what it hears is the beep with which Chromium stands in for one."""

import array
import base64
import time

import pytest

from chromium_page import PATIENCE

pytestmark = pytest.mark.timeout(240)

ALLOWED = {'permissions': ['microphone']}

LOUD = 1000
"""Of 32767; the room is far below."""


def switch(browser, name='Microphone on'):
    browser.page.get_by_role('button', name=name).click()


def beeps(program):
    """Tell of each chunk of the robot's microphone whether there is a beep in it, for as long as anybody waits."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        samples = array.array('h', base64.b64decode(program.wait_for('audio.data')['microphone']))
        yield max(map(abs, samples)) > LOUD
    pytest.fail('it did not happen')


def test_microphone_of_the_browser_is_what_the_robot_hears(thread, program, open_page):
    browser = open_page(thread, **ALLOWED)
    program.send('audio.start')
    switch(browser)
    assert any(beeps(program))
    switch(browser, 'Microphone is on')
    browser.wait_until("() => document.getElementById('microphone').ariaPressed === 'false'")


def test_microphone_is_heard_no_more_when_the_page_is_closed(thread, program, open_page):
    browser = open_page(thread, **ALLOWED)
    program.send('audio.start')
    switch(browser)
    assert any(beeps(program))
    browser.page.close()
    thread.run(lambda robot: robot.wait_until(lambda robot: len(robot.stage) == 0, 20))
    # The beep comes once a second, and nothing that was said waits longer than that.
    quiet = 0
    for beep in beeps(program):
        quiet = 0 if beep else quiet + 1
        if quiet == 15:
            break


def test_page_says_that_the_browser_does_not_allow_it(thread, open_page):
    browser = open_page(thread)
    switch(browser)
    browser.wait_until("() => document.getElementById('microphone-note').textContent")
    assert 'does not allow this page the microphone' in browser.text('#microphone-note')
    assert browser.page.get_by_role('button', name='Microphone on').is_enabled()


# As browsers have it on a page from another computer that is not https.
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


def test_page_says_where_browsers_have_a_microphone(thread, open_page):
    browser = open_page(thread, script=INSECURE)
    switch(browser)
    assert 'localhost, 127.0.0.1 or https' in browser.text('#microphone-note')


@pytest.mark.parametrize('thread', [{'speed': 2}], indirect=True, ids=['fast'])
def test_page_says_that_the_time_of_the_robot_is_another(thread, open_page):
    browser = open_page(thread, **ALLOWED)
    switch(browser)
    assert '2 times the speed' in browser.text('#microphone-note')


def test_second_microphone_is_told_that_there_is_one(thread, program, open_page):
    first, second = open_page(thread, **ALLOWED), open_page(thread, **ALLOWED)
    program.send('audio.start')
    switch(first)
    assert any(beeps(program))
    switch(second)
    second.page.get_by_text('the microphone of another page is on').wait_for()
    second.page.get_by_role('button', name='Microphone on').wait_for()
