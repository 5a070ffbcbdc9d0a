"""Bags that do not tell their types, as those of Humble in SQLite."""

import sqlite3
from contextlib import closing

import pytest

from furhat_ros.export.definitions import Definitions

from .conftest import MESSAGES, RATE, SECOND, STORE, BagWriter, noise, rows, user

ONLY = ('sound', 'dialogue', 'users')


@pytest.fixture
def old(tmp_path):
    """A bag as Humble writes it."""
    bag = BagWriter(tmp_path / 'bag', 'sqlite3')
    with bag:
        bag.info()
        bag.sound(noise(RATE))
        bag.users(0, user('one'))
        bag.turn(0, 0, 'Hello')
        bag.turn(2, SECOND, 'Hello')
        bag.attention('one', 0)
    with closing(sqlite3.connect(bag.file)) as database:
        database.execute('DROP TABLE message_definitions')
        database.execute('UPDATE schema SET schema_version = 3')
        database.commit()
    return bag


def test_bag_that_does_not_tell_its_types_is_read_by_those_of_this_package(old, export):
    done = export(old.path)
    assert (done.status, done.warned) == (0, '')
    assert rows(done.folder / 'users.csv')[0]['id'] == 'one'
    assert rows(done.folder / 'dialogue.csv')[0]['text'] == 'Hello'
    assert (done.folder / 'microphone.wav').exists()


def test_every_message_of_this_package_is_known():
    known = Definitions([])._known
    for file in MESSAGES.glob('*.msg'):
        name = f'furhat_ros/msg/{file.stem}'
        assert known.fielddefs[name] == STORE.fielddefs[name]
