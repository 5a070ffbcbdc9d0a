"""What pip installs from this repository is the ROS-free half, described by package.xml alone."""

import email
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

pytest.importorskip('setuptools', minversion='61')

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ElementTree.parse(ROOT / 'package.xml').getroot()


@pytest.fixture(scope='module')
def wheel(tmp_path_factory):
    source = tmp_path_factory.mktemp('source')
    for name in ('setup.py', 'MANIFEST.in', 'package.xml', 'LICENSE'):
        shutil.copy(ROOT / name, source)
    for name in ('furhat_ros', 'msg'):
        shutil.copytree(ROOT / name, source / name)
    target = tmp_path_factory.mktemp('wheel')
    # Each takes the command line for itself.
    build = 'import sys; target = sys.argv[1]; from setuptools import build_meta; '
    build += 'build_meta.build_sdist(target); build_meta.build_wheel(target)'
    command = [sys.executable, '-c', build, str(target)]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL)
    [wheel] = target.glob('*.whl')
    with zipfile.ZipFile(wheel) as archive:
        yield archive


def metadata(wheel):
    [name] = [name for name in wheel.namelist() if name.endswith('.dist-info/METADATA')]
    return email.message_from_string(wheel.read(name).decode())


@pytest.mark.parametrize(
    ('header', 'element'),
    [
        ('Name', 'name'),
        ('Version', 'version'),
        ('Summary', 'description'),
        ('Maintainer', 'maintainer'),
    ],
)
def test_the_description_is_that_of_package_xml(wheel, header, element):
    assert metadata(wheel)[header] == PACKAGE.findtext(element)


def test_the_licence_is_that_of_package_xml(wheel):
    found = metadata(wheel)
    assert PACKAGE.findtext('license') in (found['License'], found['License-Expression'])


def test_every_ros_free_module_is_in_it_and_no_other(wheel):
    expected = {'furhat_ros/__init__.py', 'furhat_ros/errors.py'}
    for layer in ('client', 'export', 'protocol', 'virtual_robot'):
        expected |= {
            str(path.relative_to(ROOT)) for path in (ROOT / 'furhat_ros' / layer).glob('**/*.py')
        }
    assert {name for name in wheel.namelist() if name.endswith('.py')} == expected


def test_what_python_needs_besides_code_is_in_it(wheel):
    names = wheel.namelist()
    assert 'furhat_ros/py.typed' in names
    assert any(name.endswith('LICENSE') for name in names)


def test_page_of_the_virtual_robot_is_in_it(wheel):
    page = ROOT / 'furhat_ros' / 'virtual_robot' / 'page'
    names = {str(path.relative_to(ROOT)) for path in page.iterdir()}
    assert names
    assert names <= set(wheel.namelist())


def test_scenarios_of_the_virtual_robot_are_in_it(wheel):
    folder = ROOT / 'furhat_ros' / 'virtual_robot' / 'scenario' / 'examples'
    names = {str(path.relative_to(ROOT)) for path in folder.iterdir()}
    assert names
    assert names <= set(wheel.namelist())


def test_messages_are_in_it_for_bags_that_do_not_tell_their_types(wheel):
    names = {name for name in wheel.namelist() if name.endswith('.msg')}
    assert names == {
        f'furhat_ros/definitions/{path.name}' for path in (ROOT / 'msg').glob('*.msg')
    }


def test_it_has_a_command_for_the_virtual_robot(wheel):
    [name] = [name for name in wheel.namelist() if name.endswith('entry_points.txt')]
    assert (
        'furhat-virtual-robot = furhat_ros.virtual_robot.__main__:main'
        in wheel.read(name).decode()
    )


OTHER_PEOPLES_TEST = """
import pytest
from furhat_ros.client import FurhatClient


@pytest.mark.virtual_furhat(speed=20)
def test_it_speaks(virtual_furhat):
    with FurhatClient('127.0.0.1', port=virtual_furhat.port) as program:
        program.request_speak_text('hello you')
    assert virtual_furhat.spoken == ['hello you']
"""


@pytest.fixture
def installed(wheel, tmp_path, monkeypatch):
    """Install the wheel where Python finds it first; give an empty directory for other people's tests."""
    wheel.extractall(tmp_path / 'installed')
    search = [str(tmp_path / 'installed'), os.environ.get('PYTHONPATH')]
    monkeypatch.setenv('PYTHONPATH', os.pathsep.join(filter(None, search)))
    tests = tmp_path / 'tests'
    tests.mkdir()
    return tests


@pytest.mark.parametrize(
    'conftest', ['', "pytest_plugins = ['furhat_ros.virtual_robot.pytest_plugin']\n"]
)
def test_other_people_test_with_its_fixtures_also_when_they_name_the_plugin(installed, conftest):
    (installed / 'conftest.py').write_text(conftest)
    (installed / 'test_other.py').write_text(OTHER_PEOPLES_TEST)
    command = [sys.executable, '-m', 'pytest', '--strict-markers', '-p', 'no:cacheprovider']
    run = subprocess.run(command, cwd=installed, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    assert '1 passed' in run.stdout
