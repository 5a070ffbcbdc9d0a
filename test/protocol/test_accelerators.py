"""JSON and base64 by faster libraries, where they are installed: nobody sees a difference, but for the time."""

import base64
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.protocol import accelerators

SMALLEST, LARGEST = -(2**63), 2**64 - 1

texts = st.text(st.characters(codec='utf-8'))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(SMALLEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
broken = st.text(
    st.sampled_from('{}[]",:\\/0123456789.eE+-nultrfasNI \n\u00e9\ud800\x00'), max_size=19
)
coded = st.text(st.sampled_from('AQgw+/=- \n_\u00e9'), max_size=13)


def outcome(read, text):
    """Give what comes out: the value and its types, or that nothing does."""
    try:
        return repr(read(text))
    except (ValueError, RecursionError):
        return 'refused'


@pytest.fixture
def without(monkeypatch):
    for name in ('orjson', 'pybase64'):
        monkeypatch.setattr(accelerators, name, None)


def pythons_json(text):
    def refuse(constant):
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def pythons_base64(text):
    return base64.b64decode(text, validate=True)


@given(values, st.sampled_from([0, accelerators.LONG]))
def test_json_is_read_as_by_python(value, length):
    text = json.dumps(value).ljust(length)
    assert outcome(accelerators.read_json, text) == outcome(pythons_json, text)
    assert outcome(accelerators.read_json, text.encode()) == outcome(pythons_json, text)


@given(st.integers())
def test_short_text_is_read_to_the_last_digit(number):
    assert accelerators.read_json(f'[{number}]') == [number]


@given(broken, st.sampled_from([0, accelerators.LONG]))
def test_whatever_is_no_json_for_python_is_refused(text, length):
    assert outcome(accelerators.read_json, text.ljust(length)) == outcome(pythons_json, text)


@pytest.mark.parametrize(
    'text', ['NaN', '[Infinity]', '-Infinity', '[' * 100_000, '{"a":1}x', '', '\ufeff{}', '"\x01"']
)
def test_no_json_is_refused(text):
    assert outcome(accelerators.read_json, text) == 'refused'
    assert outcome(accelerators.read_json, text.ljust(accelerators.LONG)) == 'refused'


@pytest.mark.parametrize('text', ['"\\ud800"', '1e400', '-1e400', '{"a": 1, "a": 2}', '1' * 400])
def test_what_only_python_reads_is_read(text):
    expected = outcome(pythons_json, text)
    assert outcome(accelerators.read_json, text.ljust(accelerators.LONG)) == expected != 'refused'


@given(st.binary())
def test_base64_gives_the_bytes(data):
    assert accelerators.read_base64(base64.b64encode(data).decode()) == data


@given(coded)
def test_base64_is_read_as_by_python(text):
    assert outcome(accelerators.read_base64, text) == outcome(pythons_base64, text)


@pytest.mark.usefixtures('without')
def test_all_the_same_without_them():
    assert accelerators.in_use() == {'JSON': 'Python', 'base64': 'Python'}
    assert accelerators.read_json('{"a": [1, 2.5, "x"]}') == {'a': [1, 2.5, 'x']}
    assert accelerators.read_base64('AAEC') == b'\x00\x01\x02'
    assert outcome(accelerators.read_json, '[NaN]') == 'refused'
    assert outcome(accelerators.read_base64, 'AAE') == 'refused'


def in_use(**environment):
    program = 'from furhat_ros.protocol.accelerators import in_use; print(in_use())'
    done = subprocess.run(
        [sys.executable, '-c', program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, 'PYTHONPATH': os.pathsep.join(sys.path), **environment},
    )
    return done.stdout.strip()


def test_environment_switches_them_off():
    assert in_use(FURHAT_ACCELERATORS='off') == "{'JSON': 'Python', 'base64': 'Python'}"


def test_library_that_does_not_load_is_none(tmp_path):
    (tmp_path / 'orjson.py').write_text('raise OSError("built for another processor")')
    path = os.pathsep.join([str(tmp_path), *sys.path])
    assert "'JSON': 'Python'" in in_use(PYTHONPATH=path)
