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
    install_requires=['Pillow', 'websockets>=10.4'],
    extras_require={'export': ['matplotlib', 'rosbags>=0.11']},
    packages=[
        'furhat_ros',
        'furhat_ros.client',
        'furhat_ros.definitions',
        'furhat_ros.export',
        'furhat_ros.protocol',
        'furhat_ros.virtual_robot',
    ],
    # What a bag that does not tell its types is read by.
    package_dir={'furhat_ros.definitions': 'msg'},
    package_data={'furhat_ros': ['py.typed'], 'furhat_ros.definitions': ['*.msg']},
    entry_points={
        'console_scripts': [
            'furhat-export = furhat_ros.export.command:main',
            'furhat-virtual-robot = furhat_ros.virtual_robot.__main__:main',
        ],
    },
)
