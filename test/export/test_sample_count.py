"""Where chunks of sound are put, whatever the order in which they come."""

from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.export.sample_count import SECOND, SampleCount

RATE = 16000
LENGTH = 320
STEP = LENGTH * SECOND // RATE


def test_first_chunk_is_where_its_stamp_is():
    assert SampleCount(5, RATE).place('microphone', 5 + SECOND, LENGTH) == RATE


def test_chunk_that_began_before_the_start_has_a_position_below_zero():
    assert SampleCount(SECOND, RATE).place('microphone', 0, LENGTH) == -RATE


def test_sources_whose_chunks_are_not_of_the_same_moments_do_not_disturb_each_other():
    count = SampleCount(0, RATE)
    for number in range(100):
        assert count.place('microphone', number * STEP, LENGTH) == number * LENGTH
        stamp = number * STEP + STEP // 2
        assert count.place('speaker', stamp, LENGTH) == number * LENGTH + LENGTH // 2


@given(
    lost=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60),
    steps=st.lists(st.integers(-500_000, 500_000), min_size=60, max_size=60),
    behind=st.integers(0, 30),
)
def test_chunks_of_one_moment_have_one_position_whatever_was_lost(lost, steps, behind):
    stamps = [0]
    for step in steps:
        stamps.append(stamps[-1] + STEP + step)
    count = SampleCount(0, RATE)
    places = {'microphone': {}, 'speaker': {}}
    for number in range(len(lost) + behind):
        # The speaker's chunks are recorded after the microphone's, up to half a second.
        for source, at in (('microphone', number), ('speaker', number - behind)):
            if 0 <= at < len(lost) and not lost[at][source == 'speaker']:
                places[source][at] = count.place(source, stamps[at], LENGTH)
    both = places['microphone'].keys() & places['speaker'].keys()
    assert [places['microphone'][at] for at in both] == [places['speaker'][at] for at in both]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(['microphone', 'speaker']),
            st.integers(-2 * SECOND, 10 * SECOND),
            st.integers(0, 2000),
        ),
        max_size=80,
    )
)
def test_no_chunk_of_a_source_is_ever_put_upon_another(chunks):
    count = SampleCount(0, RATE)
    ends = {}
    for source, stamp, length in chunks:
        position = count.place(source, stamp, length)
        assert position >= ends.get(source, position)
        ends[source] = position + length
