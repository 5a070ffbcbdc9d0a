"""The subtitles."""

import re

from .conftest import SECOND

ONLY = ('subtitles',)

CUE = re.compile(
    r'(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})\n<v (Robot|User)>([^<>\n]*)\n'
)


def cues(done):
    """Give start, end, voice and text of each cue; there must be nothing else in the file."""
    head, *blocks = (done.folder / 'dialogue.vtt').read_text(encoding='utf-8').split('\n\n')
    assert head == 'WEBVTT'
    found = [CUE.fullmatch(block if block.endswith('\n') else f'{block}\n') for block in blocks]
    assert all(found), blocks
    return [each.groups() for each in found]


def test_both_speakers_have_subtitles_at_their_times(bag, export):
    with bag:
        bag.turn(0, 0, 'Hello')
        bag.turn(1, 0, 'Hello')
        bag.turn(2, SECOND, 'Hello')
        bag.turn(3, 3_661 * SECOND)
        bag.turn(5, 3_662 * SECOND + 500_000_000, 'hi')
    assert cues(export(bag.path)) == [
        ('00:00:00.000', '00:00:01.000', 'Robot', 'Hello'),
        ('01:01:01.000', '01:01:02.500', 'User', 'hi'),
    ]


def test_text_cannot_break_out_of_its_subtitle(bag, export):
    evil = 'a\n\n00:00:00.000 --> 00:00:09.000\n<b>b</b> & c'
    with bag:
        bag.turn(0, 0, evil)
        bag.turn(2, SECOND, evil)
    ((_, _, _, text),) = cues(export(bag.path))
    assert text == 'a 00:00:00.000 --&gt; 00:00:09.000 &lt;b&gt;b&lt;/b&gt; &amp; c'


def test_subtitle_that_lasts_no_time_lasts_a_millisecond(bag, export):
    with bag:
        bag.turn(0, SECOND, 'now')
        bag.turn(2, SECOND, 'now')
    assert cues(export(bag.path)) == [('00:00:00.000', '00:00:00.001', 'Robot', 'now')]


def test_silence_makes_no_file(bag, export):
    with bag:
        bag.users(0)
    assert not (export(bag.path).folder / 'dialogue.vtt').exists()
