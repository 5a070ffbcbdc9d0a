"""Several bridges in one process, to see whether that costs less than a process for each."""

import argparse
import signal
from contextlib import ExitStack

import rclpy
from rclpy.parameter import Parameter
from rclpy.signals import SignalHandlerOptions

from furhat_ros.bridge.main import STOP_SIGNALS
from furhat_ros.bridge.node import NODE_NAME, Bridge


def main() -> None:
    """Run a bridge in each of some namespaces until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument('port', type=int)
    parser.add_argument('namespaces', nargs='+')
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    quiet = ['--ros-args', '--log-level', 'warn']
    rclpy.init(args=quiet, signal_handler_options=SignalHandlerOptions.NO)
    parameters = [Parameter('host', value='127.0.0.1'), Parameter('port', value=options.port)]
    with ExitStack() as stack:
        for namespace in options.namespaces:
            node = rclpy.create_node(
                NODE_NAME, namespace=namespace, parameter_overrides=parameters
            )
            stack.callback(node.destroy_node)
            stack.enter_context(Bridge(node))
        signal.sigwait(STOP_SIGNALS)
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
