"""The executable `bridge`."""

import argparse
import gc
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import rclpy
from rclpy.exceptions import ParameterException
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions
from rclpy.utilities import remove_ros_args

from furhat_ros.errors import InvalidRequest

from . import memory
from .node import NODE_NAME, Bridge

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a request to end, a closed terminal; nohup makes the last one ignored before it could be waited for."""


def main() -> int:
    """
    Run a bridge, or one in each of several namespaces, until one of STOP_SIGNALS; give the exit status.

    The signals are blocked in all threads and taken from the queue by this one: they can interrupt nothing half-way, so
    that an end at any moment is an orderly end.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    memory.keep()
    with ExitStack() as stack:
        stack.callback(rclpy.try_shutdown)
        try:
            namespaces = _namespaces()
            rclpy.init(args=sys.argv, signal_handler_options=SignalHandlerOptions.NO)
            nodes = []
            for namespace in namespaces:
                nodes.append(rclpy.create_node(NODE_NAME, namespace=namespace))
                stack.callback(nodes[-1].destroy_node)
            _expect_different(nodes)
        except Exception as error:  # noqa: BLE001  rclpy has no common base for wrong arguments
            sys.stderr.write(f'{NODE_NAME}: {error}\n')
            return 1
        return _run(nodes)


def _namespaces() -> 'list[str | None]':
    """Read those on the command line; without any, ROS has the one for the only robot."""
    parser = argparse.ArgumentParser(
        prog='bridge',
        description='The bridge between Furhat robots and ROS 2. Its settings are parameters:'
        ' bridge --ros-args -p host:=192.168.1.20',
    )
    parser.add_argument(
        'namespaces',
        nargs='*',
        metavar='NAMESPACE',
        help='one for each of several robots, whose bridges then share this process; what they differ in is in a'
        ' --params-file, below /NAMESPACE/furhat_bridge. Default: one robot, in the namespace that ROS gives.',
    )
    return parser.parse_args(remove_ros_args(sys.argv)[1:]).namespaces or [None]


def _expect_different(nodes: list[Node]) -> None:
    taken = {node.get_fully_qualified_name() for node in nodes}
    if len(taken) < len(nodes):
        raise InvalidRequest(
            f'each robot needs a namespace of its own, these have {", ".join(sorted(taken))};'
            ' several namespaces and a remapping of __ns do not go together'
        )


def _run(nodes: list[Node]) -> int:
    bridges = []
    for node in nodes:
        try:
            bridges.append(Bridge(node, on_failure=_stop_main))
        except (InvalidRequest, ParameterException) as error:
            node.get_logger().fatal(str(error))
            return 1
    for bridge in bridges:
        bridge.__enter__()
    gc.freeze()  # what there is now stays, and need not be looked at by the garbage collector
    gc.enable()
    signal.sigwait(STOP_SIGNALS)
    # Side by side: each may take a moment until its robot has come to rest.
    with ThreadPoolExecutor(len(bridges)) as pool:
        for ended in [pool.submit(bridge.__exit__, None, None, None) for bridge in bridges]:
            ended.result()
    return 1 if any(bridge.error for bridge in bridges) else 0


def _stop_main() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


if __name__ == '__main__':
    sys.exit(main())
