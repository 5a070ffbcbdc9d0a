"""Where the access key comes from."""

import pytest

from furhat_ros.bridge.auth_key import key_source
from furhat_ros.errors import InvalidRequest


@pytest.fixture
def warnings():
    return []


@pytest.fixture
def file(tmp_path):
    path = tmp_path / 'key'
    path.write_text('  s3cret\n')
    path.chmod(0o600)
    return path


def test_key_is_read_from_the_file_without_the_space_around_it(file, warnings):
    assert key_source(str(file), warnings.append)() == 's3cret'
    assert not warnings


def test_without_a_file_the_key_comes_from_the_environment(monkeypatch, warnings):
    monkeypatch.setenv('FURHAT_AUTH_KEY', 's3cret')
    assert key_source('', warnings.append)() == 's3cret'


@pytest.mark.parametrize('value', [None, ''])
def test_without_file_and_environment_there_is_no_key(monkeypatch, warnings, value):
    monkeypatch.delenv('FURHAT_AUTH_KEY', raising=False)
    if value is not None:
        monkeypatch.setenv('FURHAT_AUTH_KEY', value)
    assert key_source('', warnings.append)() is None


def test_missing_file_is_refused_at_once(tmp_path, warnings):
    with pytest.raises(InvalidRequest, match='cannot be read: No such file'):
        key_source(str(tmp_path / 'none'), warnings.append)


def test_empty_file_is_refused_at_once(file, warnings):
    file.write_text('\n')
    with pytest.raises(InvalidRequest, match='is empty'):
        key_source(str(file), warnings.append)


def test_binary_file_is_refused_without_showing_it(file, warnings):
    file.write_bytes(b'\xff\xfe s3cret')
    with pytest.raises(InvalidRequest, match='it is no text') as refusal:
        key_source(str(file), warnings.append)
    assert 's3cret' not in str(refusal.value)


def test_changed_file_gives_the_new_key(file, warnings):
    find = key_source(str(file), warnings.append)
    file.write_text('changed')
    assert find() == 'changed'


def test_file_that_vanishes_later_leaves_the_old_key(file, warnings):
    find = key_source(str(file), warnings.append)
    file.unlink()
    assert find() == 's3cret'
    assert 'using the key that was read before' in warnings[0]


def test_file_that_others_can_read_is_a_warning_with_the_cure(file, warnings):
    file.chmod(0o644)
    key_source(str(file), warnings.append)
    assert 'chmod 600' in warnings[0]
    assert 's3cret' not in warnings[0]
