"""
Set-up that works anywhere: `make` calls this with one of the commands below.

run COMMAND...   set up what is missing, then run a command in the ROS 2 environment
shell            the same with an interactive shell
test [ARGS...]   linters, the ROS-free layers in clean environments, everything in ROS 2
lint             the linters alone
lock [--upgrade] write tools/lock/*.txt from tools/lock/*.in
"""

import os
import sys

import interpreter

interpreter.settle()

from pathlib import Path  # noqa: E402

from steps import SetupFailed, say  # noqa: E402


def prepare() -> 'tuple[str, Path]':
    """Return the ROS 2 distro in use and the script that enters it."""
    import private_ros
    import sourced_ros
    import workspace

    workspace.check_path()
    wanted = os.environ.get('ROS_DISTRO') or None
    sourced = sourced_ros.distro_in(os.environ)
    if sourced and wanted in (None, sourced):
        if sourced_ros.usable():
            return sourced, sourced_ros.prepare(sourced)
        say(f'== The sourced ROS 2 {sourced} has no rclpy for this Python: taking a private one.')
    distro = wanted or 'jazzy'
    return distro, private_ros.prepare(distro)


def main(arguments: 'list[str]') -> int:
    """Carry out one command and return the exit status."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ('', [])
    if command == 'lock':
        import locks

        return locks.write(rest)
    if command == 'test':
        import checks

        return checks.test(prepare, rest)
    if command == 'lint':
        import checks

        return checks.lint()
    if command == 'run' and rest:
        import environment

        environment.enter(prepare()[1], rest)
    if command == 'shell':
        import environment

        distro, script = prepare()
        environment.open_shell(script, distro)
    say(__doc__ or '')
    return 2


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupFailed as failure:
        say(f'\nSet-up failed.\n{failure}')
        sys.exit(1)
    except KeyboardInterrupt:
        say('\nStopped. The next make goes on from here.')
        sys.exit(130)
