"""The ROS-free half of furhat_ros for pip: protocol, client and virtual robot. ROS users build with colcon instead."""

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
    packages=[
        'furhat_ros',
        'furhat_ros.client',
        'furhat_ros.protocol',
        'furhat_ros.virtual_robot',
    ],
    package_data={'furhat_ros': ['py.typed']},
    entry_points={
        'console_scripts': [
            'furhat-virtual-robot = furhat_ros.virtual_robot.__main__:main',
        ],
    },
)
