"""The table of the users."""

import importlib.util
import math

import pytest

from .conftest import SECOND, START, make, rows, user

ONLY = ('users',)


def test_everybody_has_a_row_in_every_message(bag, export):
    with bag:
        bag.users(0, user('user-1'), user('user-2', x=2.0))
        bag.users(SECOND, user('user-1', x=1.5))
    done = export(bag.path)
    assert done.status == 0
    table = rows(done.folder / 'users.csv')
    assert [(row['t'], row['id'], row['x']) for row in table] == [
        ('0.000000', 'user-1', '1'),
        ('0.000000', 'user-2', '2'),
        ('1.000000', 'user-1', '1.5'),
    ]
    first = table[0]
    assert int(first['ns']) == START
    assert [first[name] for name in ('y', 'z', 'roll', 'pitch', 'yaw')] == [
        '0.5',
        '0.1',
        '0',
        '0.1',
        '-0.2',
    ]
    assert (first['attended'], first['attending']) == ('1', '0.75')
    assert [first[f'box_{side}'] for side in ('x', 'y', 'width', 'height')] == [
        '100',
        '50',
        '80',
        '90',
    ]


def test_what_is_not_known_is_an_empty_cell(bag, export):
    nowhere = make('geometry_msgs/Point', x=math.nan, y=math.nan, z=math.nan)
    with bag:
        bag.users(0, user('x', position=nowhere, attending=math.inf, has_box=False))
    (row,) = rows(export(bag.path).folder / 'users.csv')
    assert {row[name] for name in ('x', 'y', 'z', 'attending', 'box_x', 'box_width')} == {''}


def test_id_with_any_letters_is_one_cell(bag, export):
    with bag:
        bag.users(0, user('../../etc,"passwd"\n=1+1'))
    done = export(bag.path)
    (row,) = rows(done.folder / 'users.csv')
    assert row['id'] == '../../etc,"passwd" =1+1'
    assert {path.name for path in done.folder.iterdir()} <= {'users.csv', 'users.parquet'}


def test_nobody_there_is_a_table_without_rows(bag, export):
    with bag:
        bag.users(0)
    done = export(bag.path)
    assert (done.status, rows(done.folder / 'users.csv')) == (0, [])


@pytest.mark.skipif(not importlib.util.find_spec('pyarrow'), reason='pyarrow is not installed')
def test_parquet_holds_the_same_with_types(bag, export):
    from pyarrow import parquet

    with bag:
        bag.users(0, user('7', has_box=False), user('null'))
    table = parquet.read_table(export(bag.path).folder / 'users.parquet')
    assert table.column('id').to_pylist() == ['7', 'null']
    assert table.column('x').to_pylist() == [1.0, 1.0]
    assert table.column('box_x').to_pylist() == [None, 100]
    assert table.column('ns').to_pylist() == [START, START]
    assert table.column('utc').cast('int64').to_pylist() == [START, START]


@pytest.mark.skipif(bool(importlib.util.find_spec('pyarrow')), reason='pyarrow is installed')
def test_without_pyarrow_it_is_said_what_to_install(bag, export):
    with bag:
        bag.users(0, user('x'))
    done = export(bag.path)
    assert 'users.parquet: not made; for it install pyarrow' in done.said
    assert done.status == 0
