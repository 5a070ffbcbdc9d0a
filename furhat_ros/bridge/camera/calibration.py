"""A camera's calibration, read from the file that camera_calibration and camera_info_manager write."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ament_index_python.packages import PackageNotFoundError, get_package_share_directory

from furhat_ros.errors import InvalidRequest

COEFFICIENTS = {
    'plumb_bob': (4, 5),
    'rational_polynomial': (8, 12, 14),
    'equidistant': (4,),
}
"""How many distortion coefficients the models of sensor_msgs have."""

_FILE = 'file://'
_PACKAGE = 'package://'


@dataclass(frozen=True)
class Calibration:
    """What a CameraInfo holds beside its header, for images of one size."""

    width: int
    height: int
    distortion_model: str
    d: tuple[float, ...]
    k: tuple[float, ...]
    r: tuple[float, ...]
    p: tuple[float, ...]


def read(url: str) -> Calibration:
    """Read the file that a camera_info_url names; raise InvalidRequest for what is none, in words."""
    try:
        path = _path(url)
        return _calibration(_tree(path))
    except InvalidRequest as error:
        raise InvalidRequest(f'parameter camera_info_url: {url}: {error}') from None


def _path(url: str) -> Path:
    if url.startswith(_PACKAGE):
        package, _, inside = url.removeprefix(_PACKAGE).partition('/')
        try:
            return Path(get_package_share_directory(package)) / inside
        except (PackageNotFoundError, ValueError):
            raise InvalidRequest(f'there is no package {package!r}') from None
    if url.startswith(_FILE):
        path = Path(url.removeprefix(_FILE))
        if not path.is_absolute():
            raise InvalidRequest('file:// needs the whole path, as in file:///home/me/camera.yaml')
        return path
    if '://' in url:
        raise InvalidRequest('must be a path, file:///... or package://<package>/...')
    return Path(url)


def _tree(path: Path) -> Mapping[Any, Any]:
    try:
        tree = yaml.safe_load(path.read_text(encoding='utf-8'))
    except OSError as error:
        raise InvalidRequest(f'cannot be read: {error.strerror}') from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = ' '.join(str(error).split())
        raise InvalidRequest(f'is not a YAML file: {reason}') from None
    if not isinstance(tree, Mapping):
        raise InvalidRequest('is not a calibration: it has no image_width')
    return tree


def _calibration(tree: Mapping[Any, Any]) -> Calibration:
    model = tree.get('distortion_model')
    if not isinstance(model, str):
        raise InvalidRequest(f'distortion_model must be a name; got {model!r}')
    d = _matrix(tree, 'distortion_coefficients')
    if len(d) not in COEFFICIENTS.get(model, (len(d),)):
        counts = ' or '.join(map(str, COEFFICIENTS[model]))
        raise InvalidRequest(f'distortion_coefficients of {model} must be {counts}; got {len(d)}')
    return Calibration(
        _whole(tree, 'image_width'),
        _whole(tree, 'image_height'),
        model,
        d,
        _matrix(tree, 'camera_matrix', 3, 3),
        _matrix(tree, 'rectification_matrix', 3, 3),
        _matrix(tree, 'projection_matrix', 3, 4),
    )


def _whole(tree: Mapping[Any, Any], name: str) -> int:
    value = tree.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 65535:
        raise InvalidRequest(f'{name} must be a whole number, 1 to 65535; got {value!r}')
    return value


def _matrix(
    tree: Mapping[Any, Any], name: str, rows: int = 1, cols: int | None = None
) -> tuple[float, ...]:
    """Give the numbers of a matrix of some shape; without `cols` it is one row of any length."""
    matrix = tree.get(name)
    if not isinstance(matrix, Mapping) or not isinstance(matrix.get('data'), list):
        raise InvalidRequest(f'{name} must have rows, cols and data')
    data = matrix['data']
    expected = rows, len(data) if cols is None else cols
    shape = matrix.get('rows'), matrix.get('cols')
    if shape != expected or len(data) != expected[0] * expected[1]:
        raise InvalidRequest(
            f'{name} must have {rows} rows of {"its" if cols is None else cols} numbers;'
            f' got rows {shape[0]!r}, cols {shape[1]!r} and {len(data)} numbers'
        )
    return tuple(_number(name, value) for value in data)


def _number(name: str, value: Any) -> float:
    """Give a number; as text it may come, too: YAML 1.1 takes 1e-05 for a word, and C++ writes it so."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise InvalidRequest(f'{name} must hold numbers; got {value!r}')
    return number
