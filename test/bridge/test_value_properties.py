"""Numbers, colours, axes, sound, words and stamps: what holds for all of them."""

import itertools
import re

import pytest
from geometry_msgs.msg import Point, Vector3
from hypothesis import example, given
from hypothesis import strategies as st
from std_msgs.msg import ColorRGBA

from furhat_ros.bridge.dialogue.words import WordFinder
from furhat_ros.bridge.expression import colors
from furhat_ros.bridge.policies.limits import FURTHEST, above_zero, number
from furhat_ros.bridge.sound.gaps import GAP
from furhat_ros.bridge.sound.sample_clock import MOST_SLEW, SampleClock
from furhat_ros.bridge.space import axes
from furhat_ros.bridge.streams import payload
from furhat_ros.errors import InvalidRequest, ProtocolViolation
from furhat_ros.protocol.users import Vector
from furhat_ros.virtual_robot import colours
from wire_values import BROKEN_TEXT

metres = st.floats(-FURTHEST, FURTHEST)
exact = st.integers(-1000, 1000).map(float)
turns = st.floats(-180.0, 180.0)
points = st.builds(Point, x=metres, y=metres, z=metres)
vectors = st.builds(Vector, x=exact, y=exact, z=exact)
chunks = st.lists(st.integers(1, 5000), min_size=1, max_size=40)


def refused(check, *arguments):
    try:
        check(*arguments)
    except InvalidRequest as refusal:
        return str(refusal)
    return ''


# --- limits


@given(st.floats(), st.tuples(*[st.floats(-10.0, 10.0)] * 2).map(sorted))
def test_number_passes_unchanged_if_it_lies_within_its_limits_and_else_is_refused(value, limits):
    lowest, highest = limits

    assert bool(refused(number, 'it', value, lowest, highest)) != (lowest <= value <= highest)
    if lowest <= value <= highest:
        assert number('it', value, lowest, highest) == value


@given(st.floats())
def test_refusal_of_a_number_names_it_and_its_value(value):
    for check in (number, above_zero):
        refusal = refused(check, 'height', value)
        assert not refusal or re.match(r'height must be .*; got (nan|-?inf|-?[\d.e+-]+)$', refusal)


@given(st.floats())
def test_number_above_zero_is_finite_and_above_zero(value):
    assert bool(refused(above_zero, 'it', value)) != (0.0 < value <= FURTHEST)


# --- axes


@given(points)
def test_place_is_the_same_after_going_to_the_robot_and_back(point):
    assert axes.point_from(axes.location_from(point)) == point


@given(vectors)
def test_place_is_the_same_after_coming_from_the_robot_and_going_back(location):
    assert axes.location_from(axes.point_from(location)) == location


@given(vectors, vectors)
def test_axes_are_turned_and_not_mirrored(one, other):
    """The cross product of two vectors stays what it is."""
    crossed = axes.point_from(Vector(*cross(one, other)))

    assert (crossed.x, crossed.y, crossed.z) == cross(axes.point_from(one), axes.point_from(other))


def cross(a, b):
    return (a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)


@given(st.builds(Vector, x=turns, y=turns, z=turns))
def test_rotation_comes_back_in_degrees_about_the_same_axes(rotation):
    turned = axes.rotation_from(rotation)

    back = [axes.degrees('it', each) for each in (turned.y, turned.z, turned.x)]
    assert back == pytest.approx([rotation.x, rotation.y, rotation.z])


@given(st.builds(Vector3, x=st.floats(), y=st.floats(), z=st.floats()))
def test_place_that_is_nowhere_is_refused(vector):
    anywhere = all(abs(each) <= FURTHEST for each in (vector.x, vector.y, vector.z))

    assert bool(refused(axes.location_from, vector)) != anywhere


# --- colours


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colour_of_eight_bits_arrives_as_it_is(parts):
    r, g, b = (part / 255 for part in parts)

    assert colors.from_message(ColorRGBA(r=r, g=g, b=b, a=1.0)) == '#{:02x}{:02x}{:02x}'.format(
        *parts
    )


@given(st.builds(ColorRGBA, *[]), st.floats(0.0, 1.0, width=32), st.floats(0.0, 1.0, width=32))
def test_less_alpha_is_never_brighter(color, one, other):
    color.r = color.g = color.b = 0.8
    dark, bright = sorted((one, other))

    color.a = dark
    darker = colors.from_message(color)
    color.a = bright

    assert darker <= colors.from_message(color)


@given(
    st.one_of(BROKEN_TEXT, st.from_regex(r'#[0-9a-gA-G]{5,7}'), st.sampled_from([*colours.NAMED]))
)
def test_colour_passes_unchanged_if_the_robot_may_know_it_and_else_is_refused(text):
    """A name, only the robot can judge."""
    known = colours.rgb(text) is not None and text.isascii()
    refusal = refused(colors.from_text, text)

    assert bool(refusal) != known or (not refusal and text.isalpha())
    assert refusal or colors.from_text(text) == text


# --- payload


@given(st.binary())
def test_payload_is_the_same_after_being_sent(data):
    assert payload.decode(payload.encode(data), 'it') == data
    assert payload.field(data).tobytes() == data


@given(
    st.tuples(st.binary().map(payload.encode), st.text('Aa+/=-_ \n\ud83d', max_size=3)).map(
        ''.join
    )
)
def test_payload_is_read_if_it_is_base64_and_never_with_another_character_in_it(text):
    whole = bool(re.fullmatch(r'[A-Za-z0-9+/]*={0,2}', text)) and len(text) % 4 == 0
    foreign = bool(re.search(r'[^A-Za-z0-9+/=]', text))

    assert decodes(text) or not whole
    assert not (decodes(text) and foreign)


def decodes(text):
    try:
        payload.decode(text, 'it')
    except ProtocolViolation:
        return False
    return True


@given(st.one_of(BROKEN_TEXT, st.binary().map(payload.encode)))
def test_sound_is_whole_samples_or_a_violation_that_says_what_is_broken(text):
    try:
        pcm = payload.samples(text, 'a chunk')
    except ProtocolViolation as violation:
        pcm = b''
        assert str(violation).startswith('a chunk ')  # noqa: PT017  sound is right, too

    assert len(pcm) % payload.BYTES_PER_SAMPLE == 0


# --- words


@given(st.lists(st.from_regex(r'\w+', fullmatch=True), min_size=1, max_size=8))
def test_words_of_a_text_are_found_where_they_are(words):
    finder = WordFinder(' '.join(words))

    ends = [*itertools.accumulate(len(word) + 1 for word in words)]
    assert [finder.find(word) for word in words] == [
        (end - 1 - len(word), end - 1) for word, end in zip(words, ends)
    ]


@given(BROKEN_TEXT, st.lists(BROKEN_TEXT))
def test_word_is_found_after_the_one_before_or_not_at_all(text, words):
    finder = WordFinder(text)
    last = 0
    for word in words:
        begin, end = finder.find(word)
        if (begin, end) != (0, 0):
            assert last <= begin < end <= len(text)
            assert end - begin == len(word)
            last = end


# --- stamps


def stamps(lengths, delays, rate=16000):
    """Stamp chunks of some lengths; each arrives after its delay, but not before the one that it follows."""
    clock, begin, now = SampleClock(rate), 10**18, 0
    for length, delay in zip(lengths, delays):
        end = begin + length * 10**9 // rate
        now = max(now, end + delay)
        yield begin, clock.stamp(now, length), clock
        begin = end


@given(chunks, st.lists(st.integers(-(10**10), 10**10), min_size=40, max_size=40))
def test_stamps_run_forwards_whenever_chunks_arrive(lengths, delays):
    found = [stamp for _, stamp, _ in stamps(lengths * 20, delays * 20)]

    assert all(before < after for before, after in zip(found, found[1:]))


@given(chunks, st.lists(st.integers(0, GAP), min_size=40, max_size=40))
def test_stamp_is_never_early_and_never_later_than_the_worst_delay(lengths, delays):
    for true, stamp, clock in stamps(lengths * 20, delays * 20):
        assert -(10**4) <= stamp - true <= max(delays) + 10**4  # ns of rounding
        assert clock.gaps == 0


@given(
    st.sampled_from([160, 320, 1600, 8000]),
    st.integers(-200, 200),
    st.lists(st.integers(0, 100_000_000), min_size=40, max_size=40),
)
@example(length=8000, ppm=-200, delays=[100_000_000] * 40)
@example(length=160, ppm=200, delays=[100_000_000] * 40)
def test_stamps_are_apart_by_the_samples_between_them_to_less_than_a_millisecond(
    length, ppm, delays
):
    """Whatever the delays and the clock of the robot are; no delay lasts, which would be a gap."""
    lengths = [length] * 800
    late = [delay if number % 5 != 1 else 0 for number, delay in enumerate(delays * 20)]
    slow = [delay + number * length * 62_500 * ppm // 10**6 for number, delay in enumerate(late)]
    found = [stamp for _, stamp, clock in stamps(lengths, slow)]

    for before, after in zip(found, found[1:]):
        assert abs(after - before - length * 62_500) < 10**6


@given(chunks, st.lists(st.integers(0, GAP), min_size=40, max_size=40))
def test_stamps_follow_the_samples_but_for_a_few_percent(lengths, delays):
    found = [stamp for _, stamp, _ in stamps(lengths * 20, delays * 20)]

    for before, after, length in zip(found, found[1:], lengths * 20):
        duration = length * 10**9 // 16000
        assert abs(after - before - duration) <= duration // MOST_SLEW + 1
