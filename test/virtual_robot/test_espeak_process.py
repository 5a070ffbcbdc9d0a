"""What a text can do to the process that makes its sound; the library is a stub that does its worst."""

import textwrap
from pathlib import Path

import pytest

from furhat_ros.virtual_robot import espeak
from furhat_ros.virtual_robot.espeak import Espeak, NoEspeakError
from furhat_ros.virtual_robot.words import wording

BAD_LIBRARY = """
    import importlib.util, os, time

    spec = importlib.util.spec_from_file_location('espeak_process', {path!r})
    process = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(process)


    class Library:
        rate, version, said = 8000, '0.0', 0

        def __init__(self, path, data):
            if path == 'missing':
                raise OSError('it is missing')

        def say(self, text, voices, volume):
            self.said += 1
            if text == 'break':
                os.abort()
            if text == 'leave':
                os._exit(3)
            if text == 'hang':
                time.sleep(600)
            if text == 'error':
                raise ValueError('it gives the error 1')
            os.write(1, b'a library that talks')
            os.write(2, b'or complains')
            return {{'voice': str(self.said), 'marks': []}}, bytes(1600)


    process.LONGEST_WORK = 1
    process.Library = Library
    process.main()
"""


@pytest.fixture
def places(tmp_path, monkeypatch):
    script = tmp_path / 'bad_library.py'
    script.write_text(textwrap.dedent(BAD_LIBRARY).format(path=str(espeak.PROCESS)))
    monkeypatch.setattr(espeak, 'PROCESS', script)
    return [('there', '')]


@pytest.fixture
def engine(places):
    engine = Espeak(places)
    engine.open().result()
    yield engine
    engine.close().result()


def say(engine, text):
    return engine.say(wording(text), ['en-us'], 100).result()


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('break', 'signal 6'),
        ('leave', 'it ended'),
        ('hang', 'it takes longer than 1 s'),
        ('error', 'it gives the error 1'),
    ],
)
def test_text_that_breaks_the_library_is_told_and_the_next_one_is_said(engine, text, reason):
    with pytest.raises(ValueError, match=f'cannot say a text of {len(text)} letters: {reason}'):
        say(engine, text)
    assert len(say(engine, 'hello').sound.samples) == 800


def test_library_is_as_new_for_each_text(engine):
    assert [say(engine, 'hello').voice for _ in range(3)] == ['1', '1', '1']


def test_library_that_is_missing_is_named(places):
    with pytest.raises(NoEspeakError, match='missing: it is missing'):
        Espeak([('missing', '')]).open().result()


def test_next_place_is_tried_if_one_is_missing(places):
    engine = Espeak([('missing', ''), *places])
    engine.open().result()
    assert engine.version == '0.0'
    engine.close().result()


def test_process_that_cannot_start_is_told(monkeypatch):
    monkeypatch.setattr(espeak, 'PROCESS', Path('/nowhere/espeak_process.py'))
    with pytest.raises(NoEspeakError, match='its process has ended'):
        Espeak([]).open().result()


def test_end_does_not_wait_for_a_text(places):
    engine = Espeak(places)
    work = engine.say(wording('hang'), ['en-us'], 100)
    engine.close().result(5)
    assert work.cancelled() or work.exception()
