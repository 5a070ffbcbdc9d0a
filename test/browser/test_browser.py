"""The page as a person sees it, in a real browser."""

import http.server
import threading

import pytest

from furhat_ros.virtual_robot.thread import VirtualFurhatThread

pytestmark = pytest.mark.timeout(240)

SLOWLY = 6
"""How much longer gestures take here, so that also a browser that draws a frame per second shows them."""


@pytest.fixture
def still(program, browser):
    """A face that does nothing by itself, at rest."""
    program.send('face.config', microexpressions=False, blinking=False, head_sway=False)
    return browser.still_picture()


# Slow enough for a browser that is busy for a second now and then.
@pytest.mark.parametrize('thread', [{'speed': 0.2}], indirect=True, ids=['slow'])
def test_subtitles_appear_word_by_word(program, browser):
    browser.note_words()
    program.send('speak.text', text='extraordinary robots welcome everybody')
    steps = browser.words_until(4)
    said = ['extraordinary', 'robots', 'welcome', 'everybody']
    assert all(words == said[: len(words)] for words in steps)
    assert len(steps) > 2


def test_words_that_were_not_said_are_taken_back(program, browser):
    program.send('speak.text', text=' '.join(['one two three four five six seven'] * 6))
    browser.wait_until("() => document.querySelectorAll('#subtitle .word.said').length > 2")
    program.send('speak.stop')
    said = program.wait_for('speak.end')['text'].split()
    browser.wait_until("() => document.getElementById('subtitle').classList.contains('over')")
    assert len(browser.text('#subtitle').split()) <= len(said) + 1


def test_screen_readers_get_whole_sentences(program, browser):
    program.send('speak.text', text='nice to meet you')
    browser.wait_until(
        "() => document.getElementById('spoken').textContent.includes('nice to meet you')"
    )


def test_dragging_somebody_changes_what_the_robot_sees(thread, program, browser):
    thread.call(lambda robot: robot.users.add('ann', x=0.0, z=1.0))
    browser.page.wait_for_selector('#plan .person')
    browser.drag_person(right=1.1, down=0.5)
    thread.run(lambda robot: robot.wait_until(lambda robot: next(iter(robot.users)).x > 1.05, 20))
    program.send('users.once')
    [user] = program.wait_for('users.data')['users']
    assert user['location']['x'] == pytest.approx(1.1, abs=0.05)
    assert user['location']['z'] == pytest.approx(1.5, abs=0.05)


def test_arrow_keys_move_somebody(thread, browser):
    thread.call(lambda robot: robot.users.add('ann', x=0.0, z=1.0))
    browser.page.locator('#plan .person').focus()
    browser.page.keyboard.press('ArrowRight')
    browser.wait_until('() => furhat.state.sections.users[0].x === 0.1')
    browser.page.keyboard.press('ArrowDown')
    browser.wait_until('() => furhat.state.sections.users[0].z === 1.1')


def test_somebody_is_added_turned_away_and_removed(thread, browser):
    page = browser.page
    page.get_by_role('button', name='Add a person').click()
    page.get_by_role('button', name='Look away').click()
    browser.wait_until('() => furhat.state.sections.users[0].attending === 0')
    page.get_by_role('button', name='Look at the robot').click()
    browser.wait_until('() => furhat.state.sections.users[0].attending === 1')
    page.get_by_role('button', name='Remove', exact=True).click()
    browser.wait_until('() => furhat.state.sections.users.length === 0')
    assert thread.call(lambda robot: len(robot.users)) == 0


def test_sentence_that_is_typed_is_heard(thread, program, browser):
    thread.call(lambda robot: robot.users.add('ann'))
    program.send('listen.start')
    program.wait_for('listen.start')
    browser.let_say('hello robot')
    assert program.wait_for('hear.end')['text'] == 'hello robot'


def test_what_people_say_is_shown_with_their_name(thread, browser):
    thread.call(lambda robot: robot.users.add('ann'))
    thread.call(lambda robot: robot.ears.voice('good morning to you', 'ann'))
    browser.wait_until("() => document.querySelector('#subtitle.user .word.said')")
    assert browser.text('#subtitle .who') == 'ann'


def test_colour_of_the_leds_shows(program, browser, still, until):
    program.send('led.set', color='#00ff00')
    until(browser.has_green_ring)
    program.send('led.set', color='#000000')
    until(lambda: not browser.has_green_ring())


@pytest.mark.parametrize('name', ['BigSmile', 'ExpressAnger', 'Nod'])
def test_gesture_changes_the_face_and_it_returns(program, browser, still, name, difference, until):
    program.send('gesture.start', name=name, duration=SLOWLY)
    until(lambda: difference(still, browser.picture()) > 1)
    until(lambda: difference(still, browser.picture()) < 0.05)


def test_mouth_moves_with_speech(program, browser, still, difference, until):
    program.send('speak.text', text='oh ' * 30)
    until(lambda: difference(still, browser.picture()) > 0.3)


def test_face_that_is_hidden_is_blank(program, browser, still, difference, until):
    program.send('face.config', visibility=False)
    until(lambda: difference(still, browser.picture()) > 5)


def test_parameters_stay_until_they_are_reset(program, browser, still, difference, until):
    program.send('face.params', params={'JAW_OPEN': 1.0, 'BROW_INNER_UP': 1.0})
    until(lambda: difference(still, browser.picture()) > 1)
    program.send('face.reset')
    until(lambda: difference(still, browser.picture()) < 0.05)


def test_head_turns_to_whom_the_robot_attends(thread, program, browser):
    thread.call(lambda robot: robot.users.add('ann', x=1.0, y=0.0, z=1.0))
    program.send('attend.user', user_id='ann')
    browser.wait_until('() => furhat.view.pose.yaw > 30')
    assert browser.text('#attending') == 'attending ann'


def test_sound_of_the_speaker_is_played_after_a_click(program, browser):
    page = browser.page
    page.get_by_role('button', name='Sound on').click()
    page.evaluate(
        """() => {
            window.played = 0;
            const { prototype } = AudioScheduledSourceNode;
            const { start } = prototype;
            prototype.start = function (...when) { window.played += 1; return start.apply(this, when); };
            const buffers = AudioBufferSourceNode.prototype;
            const startBuffer = buffers.start;
            buffers.start = function (...when) { window.played += 1; return startBuffer.apply(this, when); };
        }"""
    )
    program.send('speak.text', text='can you hear me')
    browser.wait_until('() => played > 0')


def test_requests_and_events_are_logged_and_sifted(program, browser):
    program.send('led.set', color='red')
    program.send('voice.status', voice_list=False)
    page = browser.page
    page.wait_for_selector('#lines .event:has-text("voice.status")')
    assert page.locator('#lines .request:has-text("led.set")').is_visible()
    page.get_by_label('Show only lines with this text').fill('voice')
    assert not page.locator('#lines .request:has-text("led.set")').is_visible()
    page.get_by_role('checkbox', name='requests').uncheck()
    assert page.locator('#lines li:visible').count() == 1


def test_pictures_are_one_line_that_counts(program, browser):
    program.send('camera.start')
    browser.page.wait_for_selector('#lines .stream .note:has-text("in all")')
    assert browser.page.locator('#lines .stream').count() == 1
    program.send('camera.stop')


def test_log_that_is_paused_shows_nothing_more(thread, program, browser):
    page = browser.page
    page.get_by_role('button', name='Pause').click()
    program.send('led.set', color='red')
    browser.wait_until("() => furhat.state.sections.led[0] === '#ff0000'")
    assert page.locator('#lines li').count() == 0


def test_log_keeps_only_so_many_lines(program, browser):
    for number in range(320):
        program.send('led.set', color=f'#{number:06x}')
    browser.wait_until("() => furhat.state.sections.led[0] === '#00013f'")
    browser.wait_until(
        "() => [...document.querySelectorAll('#lines li')].pop()?.textContent.includes('#00013f')"
    )
    assert browser.page.locator('#lines li').count() == 300


def test_page_says_that_the_robot_is_away_and_finds_it_again(open_page, chromium, free_port):
    with VirtualFurhatThread(port=free_port) as thread:
        browser = open_page(thread)
    browser.page.wait_for_selector('#away:visible')
    assert 'Trying again' in browser.text('#away')
    with VirtualFurhatThread(port=free_port) as thread:
        thread.call(lambda robot: robot.users.add('ann'))
        browser.page.wait_for_selector('#plan .person', state='attached')
        assert not browser.page.locator('#away').is_visible()
    # That nobody answered is what the browser itself reports.
    browser.complaints = [
        each for each in browser.complaints if 'WebSocket connection' not in each
    ]


@pytest.fixture
def foreign_address():
    """Serve an empty page at another port."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header('Content-Type', 'text/html')
            self.end_headers()

        def log_message(self, *about):
            pass

    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answer) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f'http://127.0.0.1:{server.server_port}/'
        server.shutdown()


CONNECT = """(url) => new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve('let in');
    socket.onclose = () => resolve('refused');
})"""


@pytest.mark.parametrize(('path', 'outcome'), [('/v1/stage', 'refused'), ('/v1/events', 'let in')])
def test_foreign_page_cannot_reach_the_stage(thread, chromium, foreign_address, path, outcome):
    """The API itself is open to every program, as on the robot: its port can be reached, the stage cannot."""
    page = chromium.new_page()
    page.goto(foreign_address)
    found = page.evaluate(CONNECT, thread.url.replace('/v1/events', path))
    page.close()
    assert found == outcome


WITHOUT_WEBGL = """() => {
    const { prototype } = HTMLCanvasElement;
    const { getContext } = prototype;
    prototype.getContext = function (kind, ...rest) {
        return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
    };
}"""


def test_browser_without_webgl_shows_the_face_too(program, thread, open_page, difference, until):
    browser = open_page(thread, script=f'({WITHOUT_WEBGL})()')
    program.send('face.config', microexpressions=False, blinking=False)
    browser.wait_until('() => furhat.view.shown === 1 && !furhat.view.drawn')
    before = browser.picture()
    program.send('face.params', params={'SMILE_OPEN': 1.0})
    until(lambda: difference(before, browser.picture()) > 0.3)
    program.send('led.set', color='#00ff00')
    until(browser.has_green_ring)


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_page_fits_a_phone(thread, open_page, scheme):
    thread.call(lambda robot: [robot.users.add() for _ in range(3)])
    phone = open_page(
        thread, viewport={'width': 360, 'height': 740}, color_scheme=scheme, has_touch=True
    )
    phone.page.wait_for_selector('#plan .person', state='attached')
    phone.page.locator('#list .chip').first.click()
    assert phone.page.evaluate('document.documentElement.scrollWidth') <= 360
    wide = """() => [...document.querySelectorAll('main *')].filter((element) => {
        const { right, width } = element.getBoundingClientRect();
        return width > 0 && right > 361 && !element.closest('svg, #lines, #spoken');
    }).map((element) => element.outerHTML.slice(0, 80))"""
    assert phone.page.evaluate(wide) == []


def test_who_wants_little_motion_gets_a_calm_face(thread, open_page):
    calm = open_page(thread, reduced_motion='reduce')
    calm.wait_until(
        '() => !furhat.view.drawn && furhat.view.shown === 1 && furhat.view.closed === 0'
    )
    frames = calm.page.evaluate('furhat.view.frames')
    calm.page.wait_for_timeout(1500)
    assert calm.page.evaluate('furhat.view.frames') == frames


FOCUSED = """() => {
    const { id, className, name } = document.activeElement;
    return id || className.baseVal || className || name;
}"""


def test_every_control_has_a_name_and_is_reached_by_the_keyboard(thread, browser):
    thread.call(lambda robot: robot.users.add('ann'))
    page = browser.page
    page.locator('#list .chip').click()
    nameless = """() => [...document.querySelectorAll('button, input, select, [tabindex]')]
        .filter((control) => control.offsetParent !== null || control.ownerSVGElement)
        .filter((control) => !control.textContent.trim() && !control.ariaLabel && !control.labels?.length)
        .map((control) => control.outerHTML)"""
    assert page.evaluate(nameless) == []
    page.evaluate('document.activeElement.blur()')
    reached = set()
    for _ in range(60):
        page.keyboard.press('Tab')
        reached.add(page.evaluate(FOCUSED))
    assert {'sound', 'add', 'person', 'filter', 'lines', 'pause'} <= {
        name.split(' ')[0] for name in reached if name
    }


def test_key_is_asked_for_from_another_machine(open_page, chromium, monkeypatch):
    monkeypatch.setattr('furhat_ros.virtual_robot.server.is_this_machine', lambda address: False)
    with VirtualFurhatThread(auth_key='open sesame') as thread:
        page = chromium.new_page()
        page.goto(thread.url.replace('ws:', 'http:').replace('/v1/events', '/'))
        page.get_by_label('This robot asks for its access key.').fill('open sesame')
        page.get_by_role('button', name='Unlock').click()
        page.wait_for_function('() => furhat.state.isThere')
        page.close()
