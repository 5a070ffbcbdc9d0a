"""
A ROS 2 bridge to the Furhat robot, in five layers.

protocol        what is said: pure data
client          how we talk to one robot: asyncio, no ROS
bridge          what ROS sees: the only layer that imports rclpy
virtual_robot   a robot to talk to when there is none: asyncio, no ROS
export          recordings as files that every program reads: no ROS
"""

import pkgutil

# The generated interfaces (furhat_ros.msg and so on) live in the installed package: with this, the source tree and the
# installed tree are one package, whichever comes first on the path.
__path__ = pkgutil.extend_path(__path__, __name__)
