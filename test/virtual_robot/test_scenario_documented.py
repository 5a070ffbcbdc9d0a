"""What docs/virtual_robot.md says about scenarios is true."""

import re
from pathlib import Path

import pytest

from furhat_ros.virtual_robot import Scenario
from furhat_ros.virtual_robot.scenario import language
from furhat_ros.virtual_robot.scenario.scenario import LARGEST
from furhat_ros.virtual_robot.scenario.shelf import examples

DOCUMENT = Path(__file__).parents[2] / 'docs' / 'virtual_robot.md'
TEXT = DOCUMENT.read_text(encoding='utf-8').partition('## Scenarios')[2].partition('\n## ')[0]
ROWS = dict(re.findall(r'^\| `(\w+)[^`]*`.*? \|(.*)\|$', TEXT, re.MULTILINE))


def test_example_in_the_document_is_a_scenario():
    [example] = re.findall(r'```yaml\n(.*?)```', TEXT, re.DOTALL)
    assert len(Scenario.of(example).steps) == 7


@pytest.mark.parametrize('word', language.WORDS)
def test_every_word_has_a_row_with_all_its_fields(word):
    fields = language.WORDS[word].keys() - language.CONDITIONS.keys()
    assert fields <= set(re.findall(r'`(\w+)`', ROWS[word]))


@pytest.mark.parametrize('condition', language.CONDITIONS)
def test_every_condition_has_a_row(condition):
    assert condition in ROWS


def test_every_word_of_the_top_is_there():
    for word in language.SCENARIO:
        assert f'`{word}`' in TEXT


def test_defaults_are_those_of_the_document():
    usual = language.WORDS['enter']
    places = ', '.join(f'{usual[axis].default:g}' for axis in 'xyz')
    assert f'({places})' in ROWS['enter']
    assert f'({language.USUAL_SPEED:g})' in ROWS['walk']
    assert f'({language.PATIENCE:g})' in ROWS['expect']
    assert f'{LARGEST // 1024} KiB' in TEXT


def test_examples_are_named():
    assert f'an example: {", ".join(examples())}\n' in TEXT
