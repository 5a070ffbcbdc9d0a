"""What is wrong with a scenario is told, all at once, each with its line."""

import contextlib
import re
import subprocess
import sys
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from furhat_ros.errors import InvalidScenario
from furhat_ros.virtual_robot.scenario import language, scenario, sounds
from furhat_ros.virtual_robot.scenario.scenario import Scenario
from furhat_ros.virtual_robot.wav import LARGEST_FILE

ANN = 'steps:\n- enter: {id: ann}\n'


def mistakes(text):
    """Give the complaints about a text, none if it is a scenario."""
    try:
        Scenario.of(text, 'file')
    except InvalidScenario as error:
        return [line.removeprefix('file:') for line in str(error).split('\n')]
    return []


@pytest.mark.parametrize(
    ('step', 'complaint'),
    [
        ('- walk: {id: ann}', "walk: 'to' is missing; it takes x, y, z in metres"),
        ('- walk: {id: ann, to: 3}', "walk: 'to' takes x, y, z in metres"),
        ('- walk: {id: ann, to: {}}', "walk: 'to' takes x, y, z in metres"),
        ('- walk: {id: ann, to: []}', "walk: 'to' takes x, y, z in metres"),
        ('- walk: {id: ann, to: {w: 3}}', "walk: 'to': there is no 'w' here; there are x, y, z"),
        ('- walk: {id: ann, to: [{x: a}]}', "walk: 'to': 'x' takes a number of metres from -20"),
        ('- walk: {id: ann, to: {x: .nan}}', "walk: 'to': 'x' takes a number of metres from -20"),
        ('- walk: {id: ann, to: {x: 1e3}}', "walk: 'to': 'x' takes a number of metres from -20"),
        ('- walk: {id: ann, to: {x: 20.1}}', "walk: 'to': 'x' takes a number of metres from -20"),
        ("- walk: {id: ann, to: {x: '2'}}", "walk: 'to': 'x' takes a number of metres from -20"),
        ('- walk: {id: ann, to: {x: 1}, secnds: 3}', "walk: there is no 'secnds' here; did you m"),
        (
            '- walk: {id: ann, to: {x: 1}, seconds: 3, speed: 1}',
            "walk: 'seconds' and 'speed' are two ways",
        ),
        ('- walk: {id: ann, to: {x: 1}, seconds: 0}', "walk: 'seconds' takes a number of secon"),
        ('- walk: ann', 'walk: it takes fields, such as {id: ann, to: '),
        ('- wlak: {id: ann}', "there is no 'wlak' here; did you mean 'walk'?"),
        ('- walk', 'a step takes a word, such as walk: '),
        ('- {}', 'a step takes one of enter, walk, '),
        ('- at: 3', 'a step takes one of enter, walk, '),
        ('- {leave: {id: ann}, say: {text: hi}}', 'leave and say are two steps'),
        ('- leave: {id: ann, id: ann}', "leave: 'id' comes twice"),
        ('- leave: {[a]: ann, id: ann}', 'leave: this is no word'),
        ('- leave: {id: an}', "leave: there is no 'an' here; did you mean 'ann'? there is ann"),
        ('- enter: {id: ann}', "enter: 'ann' is there already"),
        ('- enter: {id: robot}', 'enter: nobody can be called robot'),
        ('- enter: {id: ""}', "enter: 'id' takes a name of at most 50 letters, not nothing"),
        ('- enter: {id: " b"}', "enter: 'id' takes a name of at most 50 letters, not ' b'"),
        ('- enter: {id: ben, attending: 2}', "enter: 'attending' takes a number from 0 to 1, not"),
        ('- look: {id: ann, at: ben}', "look: there is no 'ben' here; there are ann, robot, away"),
        ('- look: {id: ann, at: ann}', "look: 'ann' cannot look at themselves"),
        ('- say: {text: " "}', "say: 'text' takes a text of at most 500 letters"),
        ('- say: {text: [a, ""]}', "say: 'text' takes a text of at most 500 letters, not nothing"),
        ('- say: {text: "\\0"}', "say: 'text' takes a text of at most 500 letters"),
        ('- say: {text: a, sound: [b.wav]}', "say: 'sound' takes the path of a WAV file, not a l"),
        ('- say: {text: a, sound: }', "say: 'sound' takes the path of a WAV file, not nothing"),
        ('- say: {text: "\\ud800"}', "say: 'text' takes a text of at most 500 letters"),
        ('- fault: {name: dorp}', "fault: there is no 'dorp' here; did you mean 'drop'?"),
        ('- fault: {seconds: 3}', "fault: 'name' is missing; it takes one of refuse, "),
        ('- fault: drop', 'fault: it takes fields, such as {name: '),
        (
            '- fault: {name: drop, evry: 3}',
            "fault: there is no 'evry' here; did you mean 'every'?",
        ),
        ('- fault: {name: delay, seconds: x}', 'fault: delay: seconds must be a number, got x'),
        ('- fault: {name: delay, seconds: [3]}', "fault: 'seconds' takes a number or a word"),
        ('- fault: {name: disable, every: 3}', 'fault: disable: every needs seconds that are sho'),
        ('- fault: {name: disable, status: 499}', 'fault: disable: there is no HTTP status 499'),
        ('- end_fault: {name: dorp}', "end_fault: there is no 'dorp' here; did you mean 'drop'?"),
        ('- wait: {}', 'wait: it takes exactly one of says, listens, '),
        ('- wait: {says: a, listens: true}', 'wait: it takes exactly one of says, listens, '),
        ('- wait: {listens: yes}', "wait: 'listens' takes true or false, not 'yes'"),
        ('- wait: {done: ben}', "wait: there is no 'ben' here; there is ann"),
        ('- expect: {done: ann}', "expect: there is no 'done' here"),
        ('- expect: {attends: ben}', "expect: there is no 'ben' here; there are ann, nobody, loc"),
        ('- expect: {gesture: Smil}', "expect: 'gesture': there is no 'Smil' here; did you mean"),
        ('- expect: {led: "#12"}', "expect: 'led' takes a colour, by its name or as '#rrggbb'"),
        ('- expect: {says: a, within: -1}', "expect: 'within' takes a number of seconds from 0"),
        ('- {at: soon, leave: {id: ann}}', "'at' takes a number of seconds from 0 to 86400, not "),
        ('- leave: {id: &me ann}', '&me: a scenario has no references'),
        ('- leave: {id: !!str ann}', 'a scenario has no tags'),
        ('- leave: {id: !!python/object:os.system ann}', 'a scenario has no tags'),
    ],
)
def test_mistake_in_a_step_is_named_with_its_line(step, complaint):
    [found] = mistakes(f'{ANN}# a remark\n{step}\n')
    assert found.startswith(f'4: {complaint}')


@pytest.mark.parametrize(
    ('text', 'complaint'),
    [
        ('', "1: there is nothing in it; it takes 'steps', a list of steps"),
        ('# only a remark\n', "1: there is nothing in it; it takes 'steps', a list of steps"),
        ('hello', '1: it takes fields, such as steps: [...]'),
        ('[]', '1: it takes fields, such as steps: [...]'),
        ('loop: true', "1: 'steps' is missing; it takes a list of steps"),
        ('\nsteps:\n', "2: 'steps' takes a list of steps, each with a - before it"),
        ('steps: []', "1: 'steps' takes a list of steps, each with a - before it"),
        (f'{ANN}lop: true', "3: there is no 'lop' here; did you mean 'loop'? there are steps,"),
        (f'{ANN}loop: 1', "3: 'loop' takes true or false, not '1'"),
        (f'{ANN}seed: 1.5', "3: 'seed' takes a whole number, not '1.5'"),
        (f'{ANN}seed: {"9" * 5000}', "3: 'seed' takes a whole number, not '999"),
        (f'{ANN}steps: []', "3: 'steps' comes twice"),
        (f'{ANN}---\n{ANN}', '3: a second document begins here; a file is one scenario'),
        ('steps:\n\t- leave', '2: there is a tab; YAML is indented with spaces'),
        ('steps: [', '1: this is no YAML: '),
        ('steps:\n- say: {text: "a\n', '3: this is no YAML: '),
        ('steps:\n- say: "\\UFFFFFFFF"', '2: this is no YAML: '),
        ('steps:\n- say: {text: "a\x07"}', '2: a character that no text has'),
        ('steps: &a [*a]', '1: *a: a scenario has no references; write it out'),
        ('steps: ' + '[' * 50000, '1: there are more than 10 levels'),
        ('steps:\n' + '- ' * 5000, '2: there are more than 10 levels'),
        (f'%YAML {"9" * 5000}.1\n---\n{ANN}', '1: this is no YAML: '),
    ],
)
def test_text_that_is_no_scenario_is_told_so(text, complaint):
    assert mistakes(text)[-1].startswith(complaint)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines():
    text = """\
lop: true
steps:
- enter: {id: ann, hight: 2, x: left}
- {at: 5, leave: {id: ann}}
- at: 3
  walk: {id: ann}
- fault: {name: delay, seconds: a, jitter: b}
- expect: {attends: bob, within: soon}
"""
    found = [re.match(r"(\d+): .*?(lop|hight|'x'|back|'to'|'ann'|seconds|jitter|bob|within)", each)
             for each in mistakes(text)]  # fmt: skip
    assert [(each[1], each[2]) for each in found] == [
        ('1', 'lop'),
        ('3', 'hight'),
        ('3', "'x'"),
        ('5', 'back'),
        ('6', "'to'"),
        ('6', "'ann'"),
        ('7', 'seconds'),
        ('7', 'jitter'),
        ('8', 'within'),
        ('8', 'bob'),
    ]


def wav(path, samples):
    with wave.open(str(path), 'wb') as file:
        file.setparams((1, 2, 8000, 0, 'NONE', ''))
        file.writeframes(bytes(2 * samples))


@pytest.mark.parametrize(
    ('content', 'complaint'),
    [
        (None, 'No such file or directory'),
        (b'ID3 this is something else', 'not a WAV file with PCM'),
        (b'x' * (LARGEST_FILE + 1), 'larger than 32 MiB'),
    ],
    ids=['missing', 'not a WAV', 'too large'],
)
def test_sound_that_cannot_be_played_is_named_at_its_line(tmp_path, content, complaint):
    file, sound = tmp_path / 'my.yaml', tmp_path / 'hello.wav'
    file.write_text('steps:\n- say:\n    text: hello\n    sound: hello.wav\n')
    if content:
        sound.write_bytes(content)
    with pytest.raises(InvalidScenario) as caught:
        Scenario.read(file)
    assert str(caught.value).startswith(
        f"{file}:4: say: 'sound': cannot play {sound}: {complaint}"
    )


def test_mistakes_in_a_sound_and_beside_it_are_told_at_once(tmp_path):
    file = tmp_path / 'my.yaml'
    file.write_text('steps:\n- say: {txt: hello, sound: hello.wav}\n')
    with pytest.raises(InvalidScenario) as caught:
        Scenario.read(file)
    assert len(str(caught.value).split('\n')) == 3


def test_sound_does_not_go_with_several_texts(tmp_path):
    wav(tmp_path / 'a.wav', 8)
    step = '- say: {text: [hi, hello], sound: a.wav}'
    with pytest.raises(InvalidScenario, match=r"^file:2: say: 'sound' is the recording of one"):
        Scenario.of(f'steps:\n{step}', 'file', tmp_path)


def test_sounds_of_a_scenario_are_limited_together(tmp_path, monkeypatch):
    monkeypatch.setattr(sounds, 'LARGEST', 2**20)
    for name in 'ab':
        wav(tmp_path / f'{name}.wav', 300_000)
    steps = [f'- say: {{text: hi, sound: {name}.wav}}' for name in 'aaab']
    with pytest.raises(InvalidScenario) as caught:
        Scenario.of('\n'.join(['steps:', *steps]), 'file', tmp_path)
    assert str(caught.value) == ("file:5: say: 'sound': all sounds together are larger than 1 MiB")


@pytest.mark.parametrize('word', ['wait', 'expect'])
def test_time_counts_anew_after_a_wait(word):
    steps = '- {at: 5, say: {text: hi}}\n- %s: {listens: true}\n- {at: 3, say: {text: hi}}\n'
    assert mistakes(ANN + steps % word) == []
    assert mistakes(ANN + steps % 'say'.replace('say', 'enter')) != []


def test_step_with_a_mistake_does_not_make_others_wrong():
    assert len(mistakes('steps:\n- enter: {id: ann, x: a}\n- leave: {id: ann}\n')) == 1
    assert len(mistakes('steps:\n- enter: {id: }\n- leave: {id: ann}\n')) == 1


def test_nobody_is_there_who_has_left():
    assert mistakes(f'{ANN}- leave: {{id: ann}}\n- say: {{id: ann, text: hi}}') == [
        "4: say: 'ann' is not there; nobody is"
    ]


def test_there_is_room_for_so_many_people_and_no_more():
    steps = [f'- enter: {{id: p{number}}}' for number in range(21)]
    assert mistakes('\n'.join(['steps:', *steps[:20]])) == []
    assert mistakes('\n'.join(['steps:', *steps])) == [
        '22: enter: there is no room for more than 20 people'
    ]


@pytest.mark.parametrize('name', ['no', 'on', '12', '~', 'null', '1:30', "'robot '", 'Łucja'])
def test_name_means_what_is_written(name):
    found = mistakes(f'steps:\n- enter: {{id: {name}}}')
    assert bool(found) == (name == "'robot '")


def test_file_names_itself_in_every_mistake(tmp_path):
    file = tmp_path / 'my.yaml'
    file.write_text('lop: 1\nsteps: 3\n')
    with pytest.raises(InvalidScenario) as caught:
        Scenario.read(file)
    lines = str(caught.value).split('\n')
    assert [line.split(': ')[0] for line in lines] == [f'{file}:1', f'{file}:2']


@pytest.mark.parametrize(
    ('content', 'complaint'),
    [
        (b'steps:\n- say: {text: caf\xe9}\n', ':2: this is no UTF-8'),
        (b'\xff\xfes\0', ':1: this is no UTF-8'),
        (b'# ' + b'x' * scenario.LARGEST, ': it has more than 128 KiB'),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path, content, complaint):
    file = tmp_path / 'my.yaml'
    file.write_bytes(content)
    with pytest.raises(InvalidScenario, match=re.escape(f'{file}{complaint}')):
        Scenario.read(file)


def test_byte_order_mark_and_other_ends_of_lines_are_nothing_wrong(tmp_path):
    file = tmp_path / 'my.yaml'
    file.write_bytes(b'\xef\xbb\xbf' + ANN.replace('\n', '\r\n').encode())
    assert len(Scenario.read(file).steps) == 1


def test_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidScenario, match='x.yaml: No such file or directory'):
        Scenario.read(tmp_path / 'x.yaml')
    with pytest.raises(InvalidScenario, match=': Is a directory'):
        Scenario.read(tmp_path)


def test_name_that_is_no_example_is_told_with_those_that_are():
    with pytest.raises(InvalidScenario) as caught:
        Scenario.read('receptoin')
    assert str(caught.value) == (
        'there is neither a file nor an example receptoin; did you mean reception? '
        'the examples are bad_day, queue, reception'
    )


def test_file_counts_more_than_an_example_of_its_name(tmp_path, monkeypatch):
    (tmp_path / 'queue').write_text(ANN)
    monkeypatch.chdir(tmp_path)
    assert len(Scenario.read('queue').steps) == 1


def test_missing_library_is_one_clear_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, 'yaml', None)
    with pytest.raises(InvalidScenario, match='a scenario needs PyYAML: pip install pyyaml'):
        Scenario.of(ANN)


def test_nothing_is_loaded_before_a_scenario_is_read():
    code = 'import sys, furhat_ros.virtual_robot.command; '
    code += 'sys.exit(any("yaml" in name or "scenario.scenario" in name for name in sys.modules))'
    assert subprocess.run([sys.executable, '-c', code]).returncode == 0


WORDS = st.sampled_from(
    [
        *('steps', 'loop', 'seed', 'at', *language.WORDS),
        *(field for table in language.WORDS.values() for field in table),
        *('ann', 'robot', '0', '3', '-1', '.5', 'true', '{}', '[]', '', 'drop', '#fff'),
        *('*a', '&a', '!x'),
    ]
)
TREES = st.recursive(
    WORDS | st.text(st.characters(codec='utf-8'), max_size=5).map(repr),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f'[{", ".join(items)}]')
        | st.lists(st.tuples(WORDS, inner), max_size=4).map(
            lambda entries: f'{{{", ".join(f"{word}: {value}" for word, value in entries)}}}'
        )
    ),
)
STEPS = st.lists(st.tuples(WORDS, TREES), max_size=5).map(
    lambda steps: 'steps:\n' + ''.join(f'- {word}: {value}\n' for word, value in steps)
)


@given(st.text() | STEPS | TREES)
def test_properties_any_text_is_a_scenario_or_has_mistakes_with_lines(text):
    count = len(text.splitlines()) + 1
    for mistake in mistakes(text.replace('\r', '')):
        assert 1 <= int(mistake.partition(':')[0]) <= count


@given(st.binary() | st.text(st.characters(codec='utf-8')).map(str.encode))
def test_properties_any_file_is_a_scenario_or_has_mistakes(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / 'any.yaml'
    file.write_bytes(content)
    with contextlib.suppress(InvalidScenario):
        assert Scenario.read(file).steps
