"""The executable `bridge`."""

import gc
import signal
import sys
import threading

import rclpy
from rclpy.exceptions import ParameterException
from rclpy.logging import get_logger
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

from furhat_ros.errors import InvalidRequest

from .node import NODE_NAME, Bridge

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a request to end, a closed terminal; nohup makes the last one ignored before it could be waited for."""


def main() -> int:
    """
    Run the bridge until one of STOP_SIGNALS; give the exit status.

    The signals are blocked in all threads and taken from the queue by this one: they can interrupt nothing half-way, so
    that an end at any moment is an orderly end.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        rclpy.init(args=sys.argv, signal_handler_options=SignalHandlerOptions.NO)
        node = rclpy.create_node(NODE_NAME)
    except Exception as error:  # noqa: BLE001  rclpy has no common base for wrong arguments
        sys.stderr.write(f'{NODE_NAME}: {error}\n')
        return 1
    try:
        return _run(node)
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


def _run(node: Node) -> int:
    try:
        bridge = Bridge(node, on_failure=_stop_main)
    except (InvalidRequest, ParameterException) as error:
        get_logger(NODE_NAME).fatal(str(error))
        return 1
    with bridge:
        gc.freeze()  # what there is now stays, and need not be looked at by the garbage collector
        gc.enable()
        signal.sigwait(STOP_SIGNALS)
    return 1 if bridge.error else 0


def _stop_main() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


if __name__ == '__main__':
    sys.exit(main())
