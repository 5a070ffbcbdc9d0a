"""What a robot is told again after its link was lost."""

import pytest

from furhat_ros.client import lasting
from furhat_ros.client.lasting import MOST_PARAMS, Lasting
from furhat_ros.protocol.attend import AttendLocation, AttendNobody, AttendUser
from furhat_ros.protocol.codec import RawRequest
from furhat_ros.protocol.face import FaceConfig, FaceHeadpose, FaceParams, FaceReset
from furhat_ros.protocol.gesture import GestureStart
from furhat_ros.protocol.led import LedSet, LedSetIndividual
from furhat_ros.protocol.listen import ListenConfig, ListenStart
from furhat_ros.protocol.speak import SpeakText
from furhat_ros.protocol.system import SystemConfig
from furhat_ros.protocol.voice import VoiceConfig


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(lasting, 'SETTLE', 0.0)


async def said_again(*requests):
    """Give what a new link begins with after these requests."""
    memory = Lasting()
    for request in requests:
        memory.take(request)
    said = []

    async def send(request):
        said.append(request.to_wire())

    await memory.apply(send)
    return said


@pytest.mark.parametrize(
    'request_',
    [
        AttendUser('user-1', speed='fast'),
        AttendLocation(1.0, 2.0, 3.0),
        AttendNobody(),
        FaceConfig(face_id='adult - Alex'),
        FaceHeadpose(yaw=10.0, speed='slow'),
        FaceParams({'SMILE_OPEN': 0.5}),
        LedSet('red'),
        LedSetIndividual({'0': '#ff0000'}),
        ListenConfig(('sv-SE',), ('hej',)),
        SystemConfig(40),
        VoiceConfig(name='Matthew', input_language=False),
        RawRequest(extra={'type': 'request.led.set', 'color': 'red', 'new': 1}),
    ],
    ids=lambda request: type(request).__name__,
)
async def test_setting_is_said_again_as_it_was_said(request_):
    assert await said_again(request_) == [request_.to_wire()]


@pytest.mark.parametrize('request_', [SpeakText('hello'), GestureStart('Nod'), ListenStart()])
async def test_what_happens_once_is_not_said_again(request_):
    assert await said_again(request_) == []


async def test_id_of_a_request_is_not_used_twice():
    assert await said_again(LedSet('red', request_id='1')) == [LedSet('red').to_wire()]


@pytest.mark.parametrize(
    ('older', 'newer'),
    [
        (LedSet('red'), LedSetIndividual({'0': '#ff0000'})),
        (LedSetIndividual({'0': '#ff0000'}), LedSet('red')),
        (VoiceConfig(name='Matthew', language='en-US'), VoiceConfig(language='sv-SE')),
        (AttendUser('user-1'), AttendNobody()),
        (FaceHeadpose(yaw=10.0), FaceHeadpose(pitch=5.0, relative=True)),
        (FaceHeadpose(yaw=10.0), AttendUser('user-1')),
        (SystemConfig(40), SystemConfig(50)),
    ],
)
async def test_newer_setting_takes_the_place_of_the_older(older, newer):
    assert await said_again(older, newer) == [newer.to_wire()]


@pytest.mark.parametrize(
    'settings',
    [
        (VoiceConfig(language='en-US'), ListenConfig(('sv-SE',))),
        (ListenConfig(('sv-SE',)), VoiceConfig(language='en-US')),
        (
            ListenConfig(('sv-SE',)),
            VoiceConfig(language='en-US'),
            VoiceConfig(language='de-DE', input_language=False),
        ),
    ],
)
async def test_languages_to_listen_for_are_set_last_by_what_set_them_last(settings):
    assert await said_again(*settings) == [each.to_wire() for each in settings]


async def test_head_pose_follows_the_attention_that_it_was_set_after():
    pose, attention = FaceHeadpose(yaw=10.0), AttendNobody()
    assert await said_again(attention, pose) == [attention.to_wire(), pose.to_wire()]


async def test_face_parameters_add_up_by_name():
    said = await said_again(FaceParams({'A': 0.1, 'B': 0.2}), FaceParams({'B': 0.3}))
    assert said == [FaceParams({'A': 0.1, 'B': 0.3}).to_wire()]


async def test_face_parameters_are_forgotten_with_a_reset():
    assert await said_again(FaceParams({'A': 0.1}), FaceReset()) == []


async def test_face_parameters_do_not_grow_without_end():
    (said,) = await said_again(
        *(FaceParams({f'P{number}': 1.0}) for number in range(MOST_PARAMS + 1))
    )
    assert len(said['params']) == MOST_PARAMS
    assert 'P0' not in said['params']


async def test_behaviours_are_said_after_the_face_that_resets_them():
    said = await said_again(FaceConfig(blinking=False, face_id='adult - Alex', visibility=True))
    assert said == [
        FaceConfig(face_id='adult - Alex', visibility=True).to_wire(),
        FaceConfig(blinking=False).to_wire(),
    ]


async def test_behaviours_of_an_older_face_are_forgotten():
    said = await said_again(FaceConfig(blinking=False), FaceConfig(face_id='adult - Alex'))
    assert said == [FaceConfig(face_id='adult - Alex').to_wire()]


@pytest.mark.parametrize('again', ['adult - Alex', 'KEEP'])
async def test_behaviours_stay_when_the_active_face_is_selected_again(again):
    settings = [FaceConfig(face_id='adult - Alex'), FaceConfig(blinking=False)]
    said = await said_again(*settings, FaceConfig(face_id=again))
    assert said == [each.to_wire() for each in settings]


async def test_behaviours_add_up():
    said = await said_again(FaceConfig(blinking=False), FaceConfig(head_sway=True))
    assert said == [FaceConfig(blinking=False, head_sway=True).to_wire()]


async def test_raw_request_with_broken_parameters_is_no_trouble():
    broken = RawRequest(extra={'type': 'request.face.params', 'params': 7})
    assert await said_again(broken, FaceParams({'A': 0.1})) == [FaceParams({'A': 0.1}).to_wire()]
