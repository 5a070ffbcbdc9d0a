import pytest

import system_packages
from steps import SetupFailed, Workbench


@pytest.fixture
def bare_machine(monkeypatch):
    monkeypatch.setattr(system_packages, 'missing', lambda compiler: ['g++', 'python3.12-venv'])
    monkeypatch.setattr(system_packages.shutil, 'which', lambda name: f'/usr/bin/{name}')
    monkeypatch.setattr(system_packages.os, 'geteuid', lambda: 1000)


def test_a_user_is_told_in_one_line_to_copy(bare_machine, tmp_path):
    with pytest.raises(SetupFailed) as failed:
        system_packages.provide(Workbench(tmp_path), compiler=True)
    commands = [line for line in str(failed.value).splitlines() if 'apt-get' in line]
    assert commands == [
        '    sudo apt-get update && sudo apt-get install -y g++ python3.12-venv',
    ]


def test_another_system_is_not_sent_to_apt(bare_machine, tmp_path, monkeypatch):
    monkeypatch.setattr(system_packages.shutil, 'which', lambda name: None)
    with pytest.raises(SetupFailed, match=r'g\+\+ python3.12-venv, and has no apt-get'):
        system_packages.provide(Workbench(tmp_path), compiler=True)


def test_a_machine_without_compiler_lacks_one_only_where_one_is_needed(monkeypatch):
    monkeypatch.setattr(system_packages.shutil, 'which', lambda name: None)
    assert 'g++' in system_packages.missing(compiler=True)
    assert 'g++' not in system_packages.missing(compiler=False)
