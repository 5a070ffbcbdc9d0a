from pathlib import Path

import pytest

import workspace
from steps import SetupFailed


@pytest.mark.parametrize('place', ['/home/me/my robots/furhat', "/home/me/robot's"])
def test_a_path_that_colcon_cannot_handle_is_refused(place, monkeypatch):
    monkeypatch.setattr(workspace, 'ROOT', Path(place))
    with pytest.raises(SetupFailed, match='Move the repository'):
        workspace.check_path()


@pytest.mark.parametrize('place', ['/home/me/ros2_ws/src/furhat_ros', '/home/müller/a-b+c@1'])
def test_other_paths_are_fine(place, monkeypatch):
    monkeypatch.setattr(workspace, 'ROOT', Path(place))
    workspace.check_path()
