"""What docs/virtual_robot.md says about tests is true."""

import asyncio
import json
import re
from pathlib import Path

import pytest

import furhat_ros.virtual_robot
from furhat_ros.client import AsyncFurhatClient
from furhat_ros.virtual_robot import VirtualFurhat, VirtualFurhatThread
from furhat_ros.virtual_robot.tape import form

DOCUMENT = Path(__file__).parents[2] / 'docs' / 'virtual_robot.md'
IN_TESTS = DOCUMENT.read_text(encoding='utf-8').partition('## In tests')[2].partition('\n## ')[0]
RECORDINGS = (
    DOCUMENT.read_text(encoding='utf-8').partition('## Recordings')[2].partition('\n## ')[0]
)
PYTHON = re.findall(r'```python\n(.*?)```', IN_TESTS, re.DOTALL)


async def greet(url):
    """Do what the program in the document does."""
    host, port = url.split('/')[2].split(':')
    heard = asyncio.Event()
    async with AsyncFurhatClient(host, port=int(port)) as program:
        program.add_handler('response.hear.end', lambda event: heard.set())
        await program.request_listen_start()
        await heard.wait()
        await program.request_gesture_start('Smile')
        await program.request_speak_text('hello to you')


async def test_the_first_example_passes():
    names = {'asyncio': asyncio, 'my_program': greet}
    exec(PYTHON[0], names)
    await names['test_it_greets_who_greets']()


def test_the_example_with_a_thread_passes():
    exec(PYTHON[1], {'VirtualFurhatThread': VirtualFurhatThread})


@pytest.mark.parametrize('name', sorted(set(re.findall(r'`(?:await )?robot\.([\w.]+)', IN_TESTS))))
def test_every_attribute_is_there(name):
    found = VirtualFurhat()
    for part in name.split('.'):
        if part != 'advance':  # only of a clock that a test moves
            found = getattr(found, part) if part not in {'port', 'url'} else name


@pytest.mark.parametrize('name', furhat_ros.virtual_robot.__all__)
def test_public_names_are_loaded_when_they_are_used(name):
    assert getattr(furhat_ros.virtual_robot, name).__name__ == name


def test_what_is_not_public_is_not_there():
    with pytest.raises(AttributeError, match='has no Robot'):
        _ = furhat_ros.virtual_robot.Robot


def test_the_recording_in_the_document_is_one():
    [block] = [text for text in re.findall(r'```\n(.*?)```', RECORDINGS, re.DOTALL) if '{' in text]
    header, *lines = map(json.loads, block.splitlines())
    form.header_in(header)
    assert len(list(map(form.line_in, lines))) == 4
