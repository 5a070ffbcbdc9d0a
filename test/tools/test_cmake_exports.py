from cmake_exports import relocate

EXPORT = """\
set_target_properties(a PROPERTIES INTERFACE_INCLUDE_DIRECTORIES
  "${_IMPORT_PREFIX}/include;/opt/python/cp311-cp311/include/python3.11;\
/opt/python/cp311-cp311/lib/python3.11/site-packages/numpy/_core/include")
"""


def test_the_paths_of_the_build_host_become_those_of_this_machine(tmp_path):
    file = tmp_path / 'msgs' / 'cmake' / 'export.cmake'
    file.parent.mkdir(parents=True)
    file.write_text(EXPORT)
    relocate(tmp_path, '/here/include', '/there/site-packages')
    expected = '${_IMPORT_PREFIX}/include;/here/include;/there/site-packages/numpy/_core/include'
    assert expected in file.read_text()


def test_a_path_may_hold_what_regular_expressions_find_special(tmp_path):
    file = tmp_path / 'export.cmake'
    file.write_text(EXPORT)
    relocate(tmp_path, r'/odd\1/include', r'/odd\g<0>')
    assert r';/odd\1/include;/odd\g<0>/numpy' in file.read_text()


def test_other_files_are_left_alone(tmp_path):
    file = tmp_path / 'parent_prefix_path'
    file.write_text(EXPORT)
    relocate(tmp_path, '/here', '/there')
    assert file.read_text() == EXPORT
