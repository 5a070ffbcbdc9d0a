"""What a browser gets by HTTP."""

import asyncio
import http.client
import json
import re
from html.parser import HTMLParser

import pytest

from furhat_ros.virtual_robot import gesture, mouth, page
from furhat_ros.virtual_robot.face import CHARACTERS

FILES = sorted(page.FOLDER.iterdir())


async def get(robot, path, **headers):
    def fetch():
        browser = http.client.HTTPConnection('127.0.0.1', robot.port, timeout=10)
        browser.request('GET', path, headers=headers)
        answer = browser.getresponse()
        return answer.status, answer.headers, answer.read()

    return await asyncio.to_thread(fetch)


def data(name):
    return json.loads((page.FOLDER / name).read_text(encoding='utf-8'))


@pytest.mark.parametrize('file', FILES, ids=lambda file: file.name)
async def test_every_file_of_the_page_is_served_as_what_it_is(robot, file):
    path = '/v1/index.html' if file.name == 'index.html' else f'/v1/page/{file.name}'
    status, headers, body = await get(robot, path)
    assert (status, body) == (200, file.read_bytes())
    assert headers['Content-Type'] == page.KINDS[file.suffix]


async def test_page_may_load_nothing_from_elsewhere(robot):
    _, headers, _ = await get(robot, '/v1/index.html')
    policy = headers['Content-Security-Policy']
    assert "default-src 'none'" in policy
    assert set(re.findall(r"'[a-z-]+'|https?:\S+|\*|data:", policy)) == {"'none'", "'self'"}


@pytest.mark.parametrize('file', FILES, ids=lambda file: file.name)
def test_nothing_in_the_page_is_from_elsewhere(file):
    addresses = re.findall(r'https?://[^\s"\'`)]+', file.read_text(encoding='utf-8'))
    # The name of a language, which nobody fetches.
    assert set(addresses) <= {'http://www.w3.org/2000/svg'}


async def test_what_has_not_changed_is_not_sent_again(robot):
    _, headers, _ = await get(robot, '/v1/page/main.js')
    assert headers['Cache-Control'] == 'no-cache'
    status, _, body = await get(robot, '/v1/page/main.js', **{'If-None-Match': headers['ETag']})
    assert (status, body) == (304, b'')


@pytest.mark.parametrize(
    'path',
    [
        '/v1/page/', '/v1/page/../page.py', '/v1/page/%2e%2e/page.py', '/v1/page/nothing.js', '/v1/page.py',
        '/page/main.js', '/v1/page//etc/passwd', '/v1/page/index.html/main.js',
    ],
)  # fmt: skip
async def test_nothing_else_is_served(robot, path):
    assert (await get(robot, path))[0] == 404


async def test_page_is_not_served_to_who_was_led_here_by_a_foreign_name(robot):
    status, _, body = await get(robot, '/v1/index.html', Host='evil.example')
    assert status == 403
    assert b'--allow-host' in body


async def test_name_that_is_allowed_is_no_foreign_name(start):
    robot = await start(allow_host=('Lab.example',))
    assert (await get(robot, '/v1/index.html', Host=f'lab.example:{robot.port}'))[0] == 200


def test_every_control_of_the_page_has_a_name():
    nameless = []

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attributes):
            attributes = dict(attributes)
            if tag in {'input', 'select', 'svg', 'canvas'}:
                named = {'aria-label', 'aria-hidden'} & set(attributes) or 'label' in self.open
                if not named and f'for="{attributes.get("id")}"' not in html:
                    nameless.append((tag, attributes))
            if tag not in {'input', 'meta', 'link'}:
                self.open.append(tag)

        def handle_endtag(self, tag):
            while self.open.pop() != tag:
                pass

    html = (page.FOLDER / 'index.html').read_text(encoding='utf-8')
    Reader().feed(html)
    assert nameless == []


def test_every_gesture_of_the_robot_has_keyframes_and_no_other():
    assert set(data('gestures.json')) == set(gesture.NATURAL)


@pytest.mark.parametrize('name', gesture.NATURAL)
def test_keyframes_of_a_gesture_go_on_to_its_natural_length(name):
    moments = [moment for moment, _ in data('gestures.json')[name]]
    assert moments == sorted(moments)
    assert moments[-1] == gesture.NATURAL[name][1]


@pytest.mark.parametrize('name', gesture.NATURAL)
def test_keyframes_use_parameters_that_the_robot_has(name):
    used = {parameter for _, parameters in data('gestures.json')[name] for parameter in parameters}
    assert used
    assert used <= set(data('parameters.json'))


def test_big_smile_is_as_the_vendor_describes_it():
    peak = {'BROW_UP_LEFT': 1, 'BROW_UP_RIGHT': 1, 'SMILE_OPEN': 0.4, 'SMILE_CLOSED': 0.7}
    assert data('gestures.json')['BigSmile'] == [[0.32, peak], [0.64, peak], [0.96, {}]]


BASIC = """
EXPR_ANGER EXPR_DISGUST EXPR_FEAR EXPR_SAD SMILE_CLOSED SMILE_OPEN SURPRISE BLINK_LEFT BLINK_RIGHT
BROW_DOWN_LEFT BROW_DOWN_RIGHT BROW_IN_LEFT BROW_IN_RIGHT BROW_UP_LEFT BROW_UP_RIGHT EYE_SQUINT_LEFT
EYE_SQUINT_RIGHT LOOK_DOWN LOOK_LEFT LOOK_RIGHT LOOK_UP LOOK_DOWN_LEFT LOOK_DOWN_RIGHT LOOK_LEFT_LEFT
LOOK_LEFT_RIGHT LOOK_RIGHT_LEFT LOOK_RIGHT_RIGHT LOOK_UP_LEFT LOOK_UP_RIGHT PHONE_AAH PHONE_B_M_P PHONE_BIGAAH
PHONE_CH_J_SH PHONE_D_S_T PHONE_EE PHONE_EH PHONE_F_V PHONE_I PHONE_K PHONE_N PHONE_OH PHONE_OOH_Q PHONE_R
PHONE_TH PHONE_W NECK_TILT NECK_PAN NECK_ROLL GAZE_PAN GAZE_TILT
""".split()  # noqa: SIM905  as the vendor lists them

ARKIT = """
BROW_DOWN_LEFT BROW_DOWN_RIGHT BROW_INNER_UP BROW_OUTER_UP_LEFT BROW_OUTER_UP_RIGHT CHEEK_PUFF
CHEEK_SQUINT_LEFT CHEEK_SQUINT_RIGHT EYE_BLINK_LEFT EYE_BLINK_RIGHT EYE_LOOK_DOWN_LEFT EYE_LOOK_DOWN_RIGHT
EYE_LOOK_IN_LEFT EYE_LOOK_IN_RIGHT EYE_LOOK_OUT_LEFT EYE_LOOK_OUT_RIGHT EYE_LOOK_UP_LEFT EYE_LOOK_UP_RIGHT
EYE_SQUINT_LEFT EYE_SQUINT_RIGHT EYE_WIDE_LEFT EYE_WIDE_RIGHT JAW_FORWARD JAW_LEFT JAW_OPEN JAW_RIGHT
MOUTH_CLOSE MOUTH_DIMPLE_LEFT MOUTH_DIMPLE_RIGHT MOUTH_FROWN_LEFT MOUTH_FROWN_RIGHT MOUTH_FUNNEL MOUTH_LEFT
MOUTH_LOWER_DOWN_LEFT MOUTH_LOWER_DOWN_RIGHT MOUTH_PRESS_LEFT MOUTH_PRESS_RIGHT MOUTH_PUCKER MOUTH_RIGHT
MOUTH_ROLL_LOWER MOUTH_ROLL_UPPER MOUTH_SHRUG_LOWER MOUTH_SHRUG_UPPER MOUTH_SMILE_LEFT MOUTH_SMILE_RIGHT
MOUTH_STRETCH_LEFT MOUTH_STRETCH_RIGHT MOUTH_UPPER_UP_LEFT MOUTH_UPPER_UP_RIGHT NOSE_SNEER_LEFT
NOSE_SNEER_RIGHT TONGUE_OUT
""".split()  # noqa: SIM905  as the vendor lists them


@pytest.mark.parametrize('names', [BASIC, ARKIT], ids=['BASIC', 'ARKit'])
def test_every_parameter_that_is_known_moves_the_face(names):
    parameters = data('parameters.json')
    assert [name for name in names if not parameters.get(name)] == []


def test_left_and_right_mirror_each_other():
    parameters = data('parameters.json')
    for name, controls in parameters.items():
        if name.endswith('_LEFT') and name.startswith(
            ('BROW', 'BLINK', 'EYE_WIDE', 'MOUTH_S', 'CHEEK')
        ):
            swap = {
                each[:-1] + 'R' if each.endswith('L') else each: value
                for each, value in controls.items()
            }
            assert parameters[name.removesuffix('LEFT') + 'RIGHT'] == swap, name


def test_every_shape_of_the_mouth_is_shown():
    script = (page.FOLDER / 'lips.js').read_text(encoding='utf-8')
    shown = dict(re.findall(r"(\w+): '(PHONE_\w+)'", script))
    assert set(shown) == set(mouth.SHAPES) - {mouth.REST}
    assert set(shown.values()) <= set(data('parameters.json'))


def test_every_character_of_the_robot_has_a_look():
    script = (page.FOLDER / 'characters.js').read_text(encoding='utf-8')
    table = script.partition('const CHARACTERS = {')[2].partition('\n};')[0]
    assert tuple(re.findall(r'^  (\w+): \{', table, re.MULTILINE)) == CHARACTERS
