"""A user's workspace sees one package in this repository, whatever else lies in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / 'src').mkdir()
    (tmp_path / 'src' / 'furhat_ros').symlink_to(ROOT)
    return tmp_path


def test_there_are_packages_that_could_be_seen():
    names = {path.parent.name for path in (ROOT / 'tools' / 'interfaces').glob('*/package.xml')}
    assert names == {'audio_common_msgs', 'hri_msgs', 'tf2_msgs'}


def colcon_list(workspace, *options):
    colcon = shutil.which('colcon')
    if colcon is None:
        pytest.skip('colcon is not installed')
    listed = subprocess.run(
        [colcon, 'list', *options],
        cwd=workspace,
        env={**os.environ, 'COLCON_HOME': str(workspace)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return listed.stdout.split()


def test_colcon_lists_just_furhat_ros(workspace):
    assert colcon_list(workspace, '--names-only') == ['furhat_ros']


def test_colcon_builds_it_with_cmake_in_spite_of_setup_py(workspace):
    assert colcon_list(workspace)[-1] == '(ros.ament_cmake)'


def test_catkin_pkg_finds_just_furhat_ros(workspace):
    catkin_packages = pytest.importorskip('catkin_pkg.packages')
    found = catkin_packages.find_packages(str(workspace / 'src'))
    assert [package.name for package in found.values()] == ['furhat_ros']
