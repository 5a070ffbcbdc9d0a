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


@pytest.fixture
def apt(bare_machine, monkeypatch):
    """A machine of root's without `ip`; gives the commands that are run on it."""
    commands = []
    monkeypatch.setattr(system_packages.os, 'geteuid', lambda: 0)
    monkeypatch.setattr(
        system_packages.shutil, 'which', lambda name: None if name == 'ip' else f'/usr/bin/{name}'
    )
    monkeypatch.setattr(
        Workbench, 'run', lambda self, command, env, advice: commands.append(command[-1])
    )
    return commands


def test_root_gets_what_the_tests_of_real_networks_need(apt, tmp_path):
    system_packages.provide_optional(Workbench(tmp_path), 'ip', 'iproute2')
    assert apt == ['apt-get update && apt-get install -y iproute2']


def test_a_user_without_it_is_not_bothered(apt, tmp_path, monkeypatch):
    monkeypatch.setattr(system_packages.os, 'geteuid', lambda: 1000)
    system_packages.provide_optional(Workbench(tmp_path), 'ip', 'iproute2')
    assert apt == []


def test_the_tests_go_on_where_apt_fails(apt, tmp_path, monkeypatch, capsys):
    def fail(*arguments):
        raise SetupFailed('Temporary failure resolving')

    monkeypatch.setattr(Workbench, 'run', fail)
    system_packages.provide_optional(Workbench(tmp_path), 'ip', 'iproute2')
    assert 'skipped' in capsys.readouterr().out
