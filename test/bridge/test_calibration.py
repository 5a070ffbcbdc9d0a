"""The calibration of a camera, read from its file."""

import copy

import pytest
import yaml

from furhat_ros.bridge.camera import calibration
from furhat_ros.errors import InvalidRequest

MATRIX = {
    'image_width': 640,
    'image_height': 480,
    'camera_name': 'furhat',
    'camera_matrix': {'rows': 3, 'cols': 3, 'data': [500.5, 0, 320, 0, 501, 240, 0, 0, 1]},
    'distortion_model': 'plumb_bob',
    'distortion_coefficients': {'rows': 1, 'cols': 5, 'data': [0.1, -0.2, 0.001, 0.002, 0.0]},
    'rectification_matrix': {'rows': 3, 'cols': 3, 'data': [1, 0, 0, 0, 1, 0, 0, 0, 1]},
    'projection_matrix': {
        'rows': 3,
        'cols': 4,
        'data': [490, 0, 321, 0, 0, 491, 241, 0, 0, 0, 1, 0],
    },
}

WRITTEN_BY_CPP = """
image_width: 640
image_height: 480
camera_name: furhat
camera_matrix:
  rows: 3
  cols: 3
  data: [500.5, 0, 320, 0, 501, 240, 0, 0, 1]
distortion_model: plumb_bob
distortion_coefficients:
  rows: 1
  cols: 5
  data: [1e-05, -2e-05, 0, 0, 0]
rectification_matrix:
  rows: 3
  cols: 3
  data: [1, 0, 0, 0, 1, 0, 0, 0, 1]
projection_matrix:
  rows: 3
  cols: 4
  data: [490, 0, 321, 0, 0, 491, 241, 0, 0, 0, 1, 0]
"""


@pytest.fixture
def file(tmp_path):
    """Write a calibration; give its path."""

    def write(content):
        path = tmp_path / 'camera.yaml'
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        return str(path)

    return write


def changed(*where, to):
    """Give the calibration with one value changed, or left out."""
    tree = copy.deepcopy(MATRIX)
    inner = tree
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = to
    return tree


def without(name):
    return {key: value for key, value in MATRIX.items() if key != name}


def test_every_number_arrives_in_its_place(file):
    read = calibration.read(file(MATRIX))
    assert (read.width, read.height) == (640, 480)
    assert read.distortion_model == 'plumb_bob'
    assert read.d == (0.1, -0.2, 0.001, 0.002, 0.0)
    assert read.k == (500.5, 0, 320, 0, 501, 240, 0, 0, 1)
    assert read.r == (1, 0, 0, 0, 1, 0, 0, 0, 1)
    assert read.p == (490, 0, 321, 0, 0, 491, 241, 0, 0, 0, 1, 0)


def test_small_numbers_as_camera_info_manager_writes_them_are_numbers(file):
    assert calibration.read(file(WRITTEN_BY_CPP)).d == (1e-05, -2e-05, 0, 0, 0)


def test_file_is_found_by_url(file):
    assert calibration.read(f'file://{file(MATRIX)}').width == 640


def test_file_is_found_in_a_package(file, tmp_path, monkeypatch):
    share = tmp_path / 'share'
    (share / 'ament_index/resource_index/packages').mkdir(parents=True)
    (share / 'ament_index/resource_index/packages/my_camera').touch()
    (share / 'my_camera/config').mkdir(parents=True)
    (share / 'my_camera/config/furhat.yaml').write_text(yaml.safe_dump(MATRIX))
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(tmp_path))
    assert calibration.read('package://my_camera/config/furhat.yaml').width == 640


@pytest.mark.parametrize(
    ('model', 'count'),
    [('plumb_bob', 4), ('rational_polynomial', 8), ('equidistant', 4), ('new', 3)],
)
def test_distortion_model_has_the_coefficients_that_it_may_have(file, model, count):
    tree = {
        **changed('distortion_model', to=model),
        'distortion_coefficients': {'rows': 1, 'cols': count, 'data': [0.0] * count},
    }
    assert len(calibration.read(file(tree)).d) == count


@pytest.mark.parametrize(
    ('content', 'said'),
    [
        ('', 'no image_width'),
        ('just words', 'no image_width'),
        ('- 1\n- 2', 'no image_width'),
        ('{', 'not a YAML file'),
        ('2001-99-99', 'not a YAML file'),
        ('[' * 2000, 'not a YAML file'),
        ('!!python/object/apply:os.system [exit]', 'not a YAML file'),
        (without('image_width'), 'image_width must be a whole number'),
        (changed('image_height', to=0), 'image_height must be a whole number, 1 to 65535; got 0'),
        (changed('image_width', to='wide'), "got 'wide'"),
        (changed('image_width', to=True), 'got True'),
        (without('camera_matrix'), 'camera_matrix must have rows, cols and data'),
        (changed('camera_matrix', to=[1, 2, 3]), 'camera_matrix must have rows, cols and data'),
        (changed('camera_matrix', 'data', to=None), 'must have rows, cols and data'),
        (changed('camera_matrix', 'rows', to=2), 'camera_matrix must have 3 rows of 3 numbers'),
        (changed('camera_matrix', 'data', to=[1] * 8), 'and 8 numbers'),
        (changed('camera_matrix', 'data', 0, to=float('nan')), 'must hold numbers; got nan'),
        (changed('camera_matrix', 'data', 0, to=float('inf')), 'must hold numbers; got inf'),
        (changed('camera_matrix', 'data', 0, to='f'), "must hold numbers; got 'f'"),
        (changed('camera_matrix', 'data', 0, to=True), 'must hold numbers; got True'),
        (changed('camera_matrix', 'data', 0, to=10**400), 'must hold numbers; got 1000'),
        (changed('camera_matrix', 'data', 0, to=[1]), 'must hold numbers; got [1]'),
        (changed('projection_matrix', 'cols', to=3), 'projection_matrix must have 3 rows of 4'),
        (without('distortion_model'), 'distortion_model must be a name; got None'),
        (changed('distortion_coefficients', 'cols', to=4), 'distortion_coefficients must have 1'),
        (
            changed('distortion_coefficients', to={'rows': 1, 'cols': 2, 'data': [1, 2]}),
            'distortion_coefficients of plumb_bob must be 4 or 5; got 2',
        ),
    ],
)
def test_wrong_file_is_refused_with_its_name_and_the_reason(file, content, said):
    path = file(content)
    with pytest.raises(InvalidRequest) as caught:
        calibration.read(path)
    assert said in str(caught.value)
    assert f'parameter camera_info_url: {path}: ' in str(caught.value)
    assert '\n' not in str(caught.value)


def test_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / 'camera.yaml').write_bytes(b'\xff\xfe\x00')
    with pytest.raises(InvalidRequest, match='not a YAML file'):
        calibration.read(str(tmp_path / 'camera.yaml'))


@pytest.mark.parametrize(
    ('url', 'said'),
    [
        ('/nowhere/camera.yaml', 'cannot be read: No such file'),
        ('/', 'cannot be read: Is a directory'),
        ('file://camera.yaml', 'file:// needs the whole path'),
        ('file:///nowhere/camera.yaml', 'cannot be read: No such file'),
        ('http://example.com/camera.yaml', 'must be a path, file:///'),
        ('package://no_such_package/camera.yaml', "there is no package 'no_such_package'"),
        ('package://', "there is no package ''"),
        ('package://furhat_ros/config/none.yaml', 'cannot be read: No such file'),
    ],
)
def test_url_of_nothing_is_refused_with_the_reason(url, said):
    with pytest.raises(InvalidRequest) as caught:
        calibration.read(url)
    assert f'parameter camera_info_url: {url}: {said}' in str(caught.value)
