"""The ELAN document."""

import xml.etree.ElementTree as ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from furhat_ros.export.clean_text import clean

from .conftest import RATE, SECOND, BagWriter, noise

ONLY = ('elan',)

ORDER = ('HEADER', 'TIME_ORDER', 'TIER', 'LINGUISTIC_TYPE')
"""Of the elements of a document, as its schema has it."""


def check(document):
    """Compare a document with what the schema of EAF 3.0 demands of the elements that we use."""
    assert document.tag == 'ANNOTATION_DOCUMENT'
    assert {'AUTHOR', 'DATE', 'VERSION', 'FORMAT'} <= set(document.keys())
    tags = [child.tag for child in document]
    assert tags == sorted(tags, key=ORDER.index)
    assert document.find('HEADER').get('TIME_UNITS') == 'milliseconds'
    for media in document.iter('MEDIA_DESCRIPTOR'):
        assert media.get('MEDIA_URL').startswith('file:///')
        assert {'MIME_TYPE', 'RELATIVE_MEDIA_URL'} <= set(media.keys())
    slots = [
        (each.get('TIME_SLOT_ID'), int(each.get('TIME_VALUE')))
        for each in document.iter('TIME_SLOT')
    ]
    times = dict(slots)
    assert len(times) == len(slots)
    assert [time for _, time in slots] == sorted(times.values())
    types = {each.get('LINGUISTIC_TYPE_ID') for each in document.iter('LINGUISTIC_TYPE')}
    names, used = [], []
    for tier in document.iter('TIER'):
        assert tier.get('LINGUISTIC_TYPE_REF') in types
        free = 0
        for annotation in tier.iter('ALIGNABLE_ANNOTATION'):
            names.append(annotation.get('ANNOTATION_ID'))
            ends = [annotation.get(f'TIME_SLOT_REF{which}') for which in (1, 2)]
            used += ends
            start, end = (times[each] for each in ends)
            assert free <= start < end
            free = end
            assert [child.tag for child in annotation] == ['ANNOTATION_VALUE']
    assert len(set(names)) == len(names)
    assert sorted(used) == sorted(times)
    assert document.find('HEADER/PROPERTY').text == str(len(names))


def document_of(done):
    document = ElementTree.parse(done.folder / 'dialogue.eaf').getroot()
    check(document)
    return document


def annotations(document):
    times = {
        each.get('TIME_SLOT_ID'): int(each.get('TIME_VALUE'))
        for each in document.iter('TIME_SLOT')
    }
    return {
        tier.get('TIER_ID'): [
            (
                times[each.get('TIME_SLOT_REF1')],
                times[each.get('TIME_SLOT_REF2')],
                each.findtext('ANNOTATION_VALUE'),
            )
            for each in tier.iter('ALIGNABLE_ANNOTATION')
        ]
        for tier in document.iter('TIER')
    }


def test_every_kind_of_interval_has_its_tier_in_milliseconds(bag, export):
    with bag:
        bag.attention('user-1', 0)
        bag.turn(0, 0, 'Hello')
        bag.turn(1, SECOND // 4, 'Hello')
        bag.turn(2, SECOND, 'Hello')
        bag.turn(6, SECOND)
        bag.turn(3, SECOND)
        bag.turn(5, 2 * SECOND, 'good day')
        bag.turn(7, 3 * SECOND, cause='speech_end')
    assert annotations(document_of(export(bag.path))) == {
        'robot': [(0, 1000, 'Hello')],
        'words': [(250, 1000, 'Hello')],
        'user': [(1000, 2000, 'good day')],
        'listening': [(1000, 3000, 'listening')],
        'attention': [(0, 3000, 'user-1')],
    }


def test_document_names_the_sound_that_lies_beside_it(bag, export):
    with bag:
        bag.info()
        bag.sound(noise(RATE))
        bag.turn(0, 0, 'Hello')
    done = export(bag.path, '--only', 'sound', 'elan')
    (media,) = document_of(done).iter('MEDIA_DESCRIPTOR')
    assert media.get('RELATIVE_MEDIA_URL') == './microphone.wav'
    assert media.get('MEDIA_URL') == (done.folder / 'microphone.wav').as_uri()
    assert media.get('MIME_TYPE') == 'audio/x-wav'


def test_intervals_that_last_no_time_stay_apart(bag, export):
    with bag:
        for text in ('one', 'two', 'three'):
            bag.turn(0, SECOND, text)
            bag.turn(2, SECOND, text)
    found = annotations(document_of(export(bag.path)))['robot']
    assert [text for _, _, text in found] == ['one', 'two', 'three']


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    events=st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 3_000_000_000),
            st.text(st.characters(exclude_categories=['Cs']), max_size=20),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_events_with_any_text_make_a_document_that_holds(tmp_path_factory, events):
    from furhat_ros.export.command import main

    folder = tmp_path_factory.mktemp('any')
    bag = BagWriter(folder / 'bag', 'sqlite3')
    with bag:
        bag.users(0)
        for kind, at, text in events:
            bag.turn(kind, at, text, cause=text)
    assert main([str(bag.path), str(folder / 'out'), '--only', 'elan', 'users']) == 0
    path = folder / 'out' / 'dialogue.eaf'
    if path.exists():
        document = ElementTree.parse(path).getroot()
        check(document)
        texts = {clean(text) for _, _, text in events}
        found = {each.text or '' for each in document.iter('ANNOTATION_VALUE')}
        assert found <= texts | {'', 'listening'}
