"""The command line: what is exported from which bag to where, and what is said."""

import io
import sys

import pytest

from furhat_ros.export.command import main
from furhat_ros.export.progress import with_bar

from .conftest import RATE, SECOND, BagWriter, make, noise, rows, user

ONLY = ('sound', 'dialogue', 'users')


def fill(bag, namespace='/furhat', seed=1):
    bag.sound(noise(RATE, seed), namespace=namespace)
    bag.turn(0, 0, f'I am {namespace}', namespace=namespace)
    bag.turn(2, SECOND, f'I am {namespace}', namespace=namespace)


def test_single_file_of_a_bag_is_a_bag_too(bag, export):
    with bag:
        fill(bag)
    done = export(bag.file)
    assert done.status == 0
    assert (done.folder / 'dialogue.csv').exists()


def test_only_what_was_asked_for_is_written(bag, export):
    with bag:
        fill(bag)
    done = export(bag.path, '--only', 'dialogue', '--only', 'subtitles')
    assert {path.name for path in done.folder.iterdir()} == {'dialogue.csv', 'dialogue.vtt'}


def test_two_robots_have_a_folder_each_and_one_clock(bag, export):
    with bag:
        fill(bag, '/lab/anna', 1)
        fill(bag, '/berta', 2)
    done = export(bag.path)
    assert done.status == 0
    texts = {
        folder.name: rows(folder / 'dialogue.csv')[0]['text'] for folder in done.folder.iterdir()
    }
    assert texts == {'lab_anna': 'I am /lab/anna', 'berta': 'I am /berta'}
    assert 'berta/microphone.wav' in done.said


def test_one_of_two_robots_can_be_chosen(bag, export):
    with bag:
        fill(bag, '/anna')
        fill(bag, '/berta')
    done = export(bag.path, '--namespace', 'berta')
    assert rows(done.folder / 'dialogue.csv')[0]['text'] == 'I am /berta'


def test_robot_without_a_namespace_is_found(bag, export):
    with bag:
        fill(bag, '')
    assert export(bag.path).status == 0


def test_namespace_of_a_hostile_bag_leads_nowhere_else(bag, export, tmp_path):
    with bag:
        fill(bag, '/../../up')
        fill(bag, '/..')
    done = export(bag.path, out='deep/out')
    assert done.status == 0
    assert {path.name for path in tmp_path.iterdir()} == {'bag', 'deep'}
    assert len(list(done.folder.iterdir())) == 2


def foreign(bag):
    message = make('std_msgs/String', data='hello')
    bag.write('/chatter', 'std_msgs/String', message, 0)


def test_foreign_bag_is_refused_with_what_it_has(bag, export):
    with bag:
        foreign(bag)
    done = export(bag.path)
    assert done.status == 1
    assert 'holds nothing of a Furhat; it has /chatter' in done.warned
    assert not done.folder.exists()


def test_namespace_that_is_not_there_is_told(bag, export):
    with bag:
        fill(bag)
    done = export(bag.path, '--namespace', '/other')
    assert done.status == 1
    assert 'nothing of a Furhat in the namespace /other' in done.warned


def test_what_exists_is_not_overwritten(bag, export):
    with bag:
        fill(bag)
    first = export(bag.path)
    before = (first.folder / 'dialogue.csv').stat().st_mtime_ns
    again = export(bag.path)
    assert again.status == 1
    assert 'is not empty; --force replaces' in again.warned
    assert (again.folder / 'dialogue.csv').stat().st_mtime_ns == before


def test_force_replaces_an_older_export_and_nothing_else(bag, export, tmp_path):
    with bag:
        fill(bag)
    first = export(bag.path)
    (first.folder / 'notes.txt').write_text('mine')
    (first.folder / 'users.csv').write_text('old')
    done = export(bag.path, '--force')
    assert done.status == 0
    assert (done.folder / 'notes.txt').read_text() == 'mine'
    assert not (done.folder / 'users.csv').exists()


def test_folder_that_is_a_file_is_told(bag, export, tmp_path):
    (tmp_path / 'out').write_text('')
    with bag:
        fill(bag)
    done = export(bag.path)
    assert (done.status, 'is no folder' in done.warned) == (1, True)


def test_bag_that_does_not_exist_is_told(export, tmp_path):
    done = export(tmp_path / 'nothing')
    assert (done.status, 'there is no' in done.warned) == (1, True)


def test_folder_that_is_no_bag_is_told(export, tmp_path):
    (tmp_path / 'photos').mkdir()
    done = export(tmp_path / 'photos')
    assert done.status == 1
    assert 'is no bag: it has neither a metadata.yaml nor' in done.warned


def test_file_that_is_no_bag_is_told(export, tmp_path):
    (tmp_path / 'song.mp3').write_bytes(noise(100))
    done = export(tmp_path / 'song.mp3')
    assert done.status == 1
    assert 'no file of a bag of rosbag2' in done.warned


def test_bag_without_what_was_wanted_is_told(bag, export):
    with bag:
        fill(bag)
    done = export(bag.path, '--only', 'users')
    assert (done.status, 'no file was written' in done.warned) == (1, True)


def test_unknown_part_is_refused_with_those_there_are(export, tmp_path):
    done = export(tmp_path, '--only', 'smell')
    assert done.status == 2
    assert 'smell' in done.warned


def test_without_rosbags_it_is_said_what_to_install(export, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, 'rosbags', None)
    monkeypatch.setitem(sys.modules, 'rosbags.rosbag2', None)
    done = export(tmp_path)
    assert done.status == 1
    assert 'pip install rosbags' in done.warned


def test_message_of_a_newer_version_of_this_package_costs_itself_alone(bag, export):
    with bag:
        fill(bag)
        bag.users(0, user('one'))
        message = make('std_msgs/String', data='not what it says')
        bag.write('/furhat/state', 'std_msgs/String', message, 0)
    done = export(bag.path)
    assert done.status == 0
    assert len(rows(done.folder / 'users.csv')) == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_bar_shows_how_far_it_is_and_goes_away(monkeypatch):
    seconds = iter(range(100))
    monkeypatch.setattr('furhat_ros.export.progress.time.monotonic', lambda: next(seconds))
    terminal = Terminal()
    assert list(with_bar(range(10), 10, terminal)) == list(range(10))
    shown = terminal.getvalue()
    assert ' 50 %' in shown
    assert shown.endswith('\r')


def test_bar_is_for_terminals_alone():
    target = io.StringIO()
    assert list(with_bar('abc', 3, target)) == ['a', 'b', 'c']
    assert target.getvalue() == ''


def test_bag_of_several_files_is_read_in_their_order(tmp_path, export):
    parts = [BagWriter(tmp_path / f'part_{number}', 'mcap') for number in (2, 10)]
    for number, part in enumerate(parts):
        with part:
            part.turn(0, number * SECOND, f'text {number}')
            part.turn(2, number * SECOND + SECOND // 2, f'text {number}')
    joined = tmp_path / 'joined'
    joined.mkdir()
    for part in parts:
        part.file.rename(joined / part.file.name)
    done = export(joined)
    assert [row['text'] for row in rows(done.folder / 'dialogue.csv')] == ['text 0', 'text 1']
    assert 'metadata.yaml is missing' in done.warned
    assert done.status == 3


def test_help_names_every_part(capsys):
    with pytest.raises(SystemExit):
        main(['--help'])
    told = capsys.readouterr().out
    assert 'sound, video, dialogue, subtitles, elan, users, overview' in ' '.join(told.split())
