"""The ROS-free half of furhat_ros for pip: protocol, client, virtual robot, export. ROS users build with colcon."""

from pathlib import Path
from xml.etree import ElementTree

from setuptools import setup

package = ElementTree.parse(Path(__file__).with_name('package.xml')).getroot()
maintainer = package.find('maintainer')

setup(
    name=package.findtext('name'),
    version=package.findtext('version'),
    description=package.findtext('description'),
    license=package.findtext('license'),
    license_files=['LICENSE'],
    maintainer=maintainer.text,
    maintainer_email=maintainer.get('email'),
    python_requires='>=3.10',
    install_requires=['Pillow', 'PyYAML', 'websockets>=10.4'],
    extras_require={
        'export': ['matplotlib', 'rosbags>=0.11'],
        'fast': ['orjson', 'pybase64'],
    },
    packages=[
        'furhat_ros',
        'furhat_ros.client',
        'furhat_ros.definitions',
        'furhat_ros.export',
        'furhat_ros.protocol',
        'furhat_ros.virtual_robot',
        'furhat_ros.virtual_robot.scenario',
        'furhat_ros.virtual_robot.tape',
    ],
    # What a bag that does not tell its types is read by.
    package_dir={'furhat_ros.definitions': 'msg'},
    package_data={
        'furhat_ros': ['py.typed'],
        'furhat_ros.definitions': ['*.msg'],
        'furhat_ros.virtual_robot': ['page/*'],
        'furhat_ros.virtual_robot.scenario': ['examples/*'],
    },
    entry_points={
        'console_scripts': [
            'furhat-export = furhat_ros.export.command:main',
            'furhat-virtual-robot = furhat_ros.virtual_robot.__main__:main',
        ],
        # By the name of the module, so that a conftest.py may name it as well.
        'pytest11': [
            'furhat_ros.virtual_robot.pytest_plugin = furhat_ros.virtual_robot.pytest_plugin',
        ],
    },
)
