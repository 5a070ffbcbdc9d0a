"""The parameters of the node: declared with description and range, read once, frozen."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node

from furhat_ros.client.address import Address
from furhat_ros.client.policy import LinkPolicy
from furhat_ros.errors import InvalidRequest

STREAM_MODES = ('on_demand', 'always', 'never')
LOSS_MODES = ('abort', 'wait')
HUMANS_MODES = ('auto', 'always', 'never')


def _parameter(
    name: str,
    default: Any,
    description: str,
    lowest: float | None = None,
    highest: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    about = {
        'name': name,
        'description': description,
        'range': (lowest, highest),
        'choices': choices,
    }
    return field(default=default, metadata=about)


_LINK = LinkPolicy()


@dataclass(frozen=True)
class Settings:
    """Every parameter of the bridge; all are read-only while it runs."""

    host: str = _parameter('host', '127.0.0.1', 'Host name or IP address of the robot.')
    port: int = _parameter('port', 9000, "Port of the robot's Realtime API.", 1, 65535)
    path: str = _parameter('path', '/v1/events', "Path of the robot's WebSocket.")
    auth_key_file: str = _parameter(
        'auth_key_file',
        '',
        'File that holds the access key of the robot, nothing else. Empty: the environment variable FURHAT_AUTH_KEY,'
        ' and without it no key.',
    )
    frame_prefix: str = _parameter(
        'frame_prefix', '', 'Put before every frame name, e.g. "furhat/" gives furhat/base_link.'
    )
    open_timeout: float = _parameter(
        'connection.open_timeout',
        _LINK.open_timeout,
        'Seconds for finding the host, and again for opening the socket.',
        0.1,
        60.0,
    )
    auth_timeout: float = _parameter(
        'connection.auth_timeout',
        _LINK.auth_timeout,
        "Seconds for the robot's answer to the request for access.",
        0.1,
        60.0,
    )
    ping_interval: float = _parameter(
        'connection.ping_interval', _LINK.ping_interval, 'Seconds between two pings.', 0.1, 60.0
    )
    ping_timeout: float = _parameter(
        'connection.ping_timeout',
        _LINK.ping_timeout,
        'Seconds without an answer to a ping after which the link counts as lost.',
        0.1,
        120.0,
    )
    retry_first: float = _parameter(
        'connection.retry_first',
        _LINK.retry_first,
        'Seconds before the first new attempt to connect; doubled after every failure.',
        0.05,
        60.0,
    )
    retry_max: float = _parameter(
        'connection.retry_max',
        _LINK.retry_max,
        'Most seconds between two attempts to connect.',
        0.05,
        600.0,
    )
    retry_refused: float = _parameter(
        'connection.retry_refused',
        _LINK.retry_refused,
        'Seconds before the next attempt after the robot refused access.',
        0.05,
        3600.0,
    )
    max_frame: int = _parameter(
        'connection.max_frame',
        _LINK.max_frame,
        'Largest frame that is taken from the robot, in bytes; a larger one ends the connection.',
        65536,
        1073741824,
    )
    goals_on_link_loss: str = _parameter(
        'goals.on_link_loss',
        'abort',
        'What becomes of goals while there is no link: abort ends them at once; wait keeps those that the robot has not'
        ' begun until there is a link again, or goals.wait_timeout is over.',
        choices=LOSS_MODES,
    )
    goals_wait_timeout: float = _parameter(
        'goals.wait_timeout',
        30.0,
        'Seconds that a goal waits for the link, from its loss or from the arrival of the goal.',
        0.1,
        3600.0,
    )
    speak_max_characters: int = _parameter(
        'speak.max_characters', 10000, 'Longest text that a speak goal may hold.', 1, 1000000
    )
    speak_start_timeout: float = _parameter(
        'speak.start_timeout',
        15.0,
        'Seconds from sending a text until its sound must start; then the goal is aborted and the robot told to stop.',
        1.0,
        120.0,
    )
    users_stream: str = _parameter(
        'users.stream', 'on_demand', 'When the robot sends users.', choices=STREAM_MODES
    )
    users_queue_size: int = _parameter(
        'users.queue_size',
        100,
        'Messages of users that may wait to be published; then the oldest is dropped, and counted in /diagnostics.',
        1,
        1000,
    )
    users_tf: bool = _parameter(
        'users.tf',
        True,
        'Publish a tf frame for every user; whoever listens to /tf then makes the robot send users.',
    )
    camera_stream: str = _parameter(
        'camera.stream', 'on_demand', 'When the robot sends camera images.', choices=STREAM_MODES
    )
    camera_queue_size: int = _parameter(
        'camera.queue_size',
        10,
        'Camera images that may wait to be published; then the oldest is dropped, and counted in /diagnostics.',
        1,
        100,
    )
    camera_max_pixels: int = _parameter(
        'camera.max_pixels',
        4147200,
        'Largest camera image, width times height; a larger one is dropped, and counted in /diagnostics. The default is'
        ' twice 1920 x 1080.',
        1,
        67108864,
    )
    camera_info_url: str = _parameter(
        'camera_info_url',
        '',
        'Calibration of the camera as camera_calibration writes it: a path, file:///... or package://<package>/... .'
        ' Empty: camera/camera_info tells that the camera is not calibrated.',
    )
    microphone_stream: str = _parameter(
        'microphone.stream',
        'on_demand',
        'When the robot sends microphone sound.',
        choices=STREAM_MODES,
    )
    microphone_sample_rate: int = _parameter(
        'microphone.sample_rate',
        16000,
        'Samples per second of the microphone topics and of speaker/audio: the robot has one stream for both.',
        8000,
        48000,
    )
    microphone_queue_size: int = _parameter(
        'microphone.queue_size',
        200,
        'Chunks of sound, of microphone and speaker, that may wait to be published; then the oldest is dropped, and'
        ' counted in /diagnostics.',
        1,
        1000,
    )
    speaker_stream: str = _parameter(
        'speaker.stream',
        'on_demand',
        'When the robot sends the sound of its own voice.',
        choices=STREAM_MODES,
    )
    speaker_play_rate: int = _parameter(
        'speaker.play_rate',
        16000,
        'Samples per second of what is published on speaker/play.',
        8000,
        48000,
    )
    speaker_play_pause: float = _parameter(
        'speaker.play_pause',
        0.5,
        'Seconds without a message on speaker/play after which the sound to the robot is closed.',
        0.05,
        60.0,
    )
    speaker_lipsync: bool = _parameter(
        'speaker.lipsync', True, 'Whether the lips move to what is published on speaker/play.'
    )
    speaker_play_queue_size: int = _parameter(
        'speaker.play_queue_size',
        1000,
        'Messages of speaker/play that may wait to be sent; then the oldest is dropped, and counted in /diagnostics.',
        1,
        10000,
    )
    on_connect_voice_id: str = _parameter(
        'on_connect.voice_id',
        '',
        'Voice that the robot gets when it is connected. Empty: as it is.',
    )
    on_connect_voice_name: str = _parameter(
        'on_connect.voice_name', '', 'The same by a part of its name, e.g. Matthew.'
    )
    on_connect_voice_language: str = _parameter(
        'on_connect.voice_language', '', 'The same by its language, e.g. en-US.'
    )
    on_connect_face_id: str = _parameter(
        'on_connect.face_id',
        '',
        'Face that the robot gets when it is connected, e.g. "adult - Alex". Empty: as it is.',
    )
    on_connect_led: str = _parameter(
        'on_connect.led',
        '',
        'Colour of the LEDs when the robot is connected, a name or "#RRGGBB". Empty: as it is.',
    )
    on_connect_volume: int = _parameter(
        'on_connect.volume',
        -1,
        'Volume when the robot is connected, 0 to 100; -1: as it is.',
        -1,
        100,
    )
    look_at_tf_timeout: float = _parameter(
        'look_at.tf_timeout',
        0.5,
        'Seconds that a place in a frame of somebody else may take until tf knows where that is.',
        0.0,
        10.0,
    )
    joint_states_rate: float = _parameter(
        'joint_states.rate',
        10.0,
        'Messages of joint_states per second, and transforms of the head, besides those at a change.',
        1.0,
        50.0,
    )
    publish_body_tf: bool = _parameter(
        'publish_body_tf',
        True,
        "Publish the transforms of the robot's body; false where robot_state_publisher does.",
    )
    humans_enabled: str = _parameter(
        'humans.enabled',
        'auto',
        'Whether people are published as ROS4HRI (REP-155) wants them: auto does so where hri_msgs is installed; always'
        ' says so in the log where it is not.',
        choices=HUMANS_MODES,
    )
    humans_namespace: str = _parameter(
        'humans.namespace',
        '/humans',
        'Where the topics of ROS4HRI are; without a leading slash it is below the namespace of the node.',
    )
    humans_id_prefix: str = _parameter(
        'humans.id_prefix',
        '',
        'Put before the ids of people in these topics and in their frames, e.g. "a_": the frames of two robots that'
        ' share /tf need different names.',
    )
    humans_reference_frame: str = _parameter(
        'humans.reference_frame',
        '',
        "Parent of the frames of people; it must be where the robot's own base_link is. Empty: that frame.",
    )
    humans_memory: float = _parameter(
        'humans.memory',
        10.0,
        'Seconds that somebody who is out of sight stays known, at the last place.',
        0.0,
        3600.0,
    )
    humans_cropped: bool = _parameter(
        'humans.cropped',
        False,
        'Publish the faces as images, cut out of those of the camera; who subscribes makes the robot send these.',
    )
    humans_face_width: int = _parameter(
        'humans.face_width', 128, 'Width of these images in pixels.', 16, 1024
    )
    humans_face_height: int = _parameter(
        'humans.face_height', 128, 'Height of these images in pixels.', 16, 1024
    )
    stamps_subtract_delay: bool = _parameter(
        'stamps.subtract_delay',
        True,
        'Subtract from all stamps the time that the robot takes to reach us: half of the shortest round trip of the'
        ' last minute.',
    )
    stamps_camera_delay: float = _parameter(
        'stamps.camera_delay',
        0.0,
        'Seconds from the exposure of an image until the robot sends it, subtracted from its stamp, if you have'
        ' measured them.',
        0.0,
        10.0,
    )
    stamps_users_delay: float = _parameter(
        'stamps.users_delay', 0.0, 'The same for the positions of users.', 0.0, 10.0
    )
    stamps_microphone_delay: float = _parameter(
        'stamps.microphone_delay',
        0.0,
        'The same for the end of a chunk of sound, of microphone and speaker.',
        0.0,
        10.0,
    )
    diagnostics_stale_after: float = _parameter(
        'diagnostics.stale_after',
        5.0,
        'Seconds without a message after which a stream that somebody wants is an error in /diagnostics.',
        0.5,
        3600.0,
    )
    diagnostics_camera_min_rate: float = _parameter(
        'diagnostics.camera_min_rate',
        5.0,
        'Fewer images per second are a warning in /diagnostics; 0 for none.',
        0.0,
        1000.0,
    )
    diagnostics_users_min_rate: float = _parameter(
        'diagnostics.users_min_rate',
        2.0,
        'Fewer lists of users per second are a warning in /diagnostics; 0 for none.',
        0.0,
        1000.0,
    )
    diagnostics_max_latency: float = _parameter(
        'diagnostics.max_latency',
        0.5,
        'Seconds; a longer round trip to the robot is a warning in /diagnostics.',
        0.0,
        60.0,
    )
    publish_events: bool = _parameter(
        'publish_events',
        False,
        'Publish every event of the robot but images and sound as JSON on the topic events.',
    )

    @property
    def address(self) -> Address:
        """Where the robot is; raises InvalidRequest if that makes no sense."""
        return Address(self.host, self.port, self.path)

    @property
    def link_policy(self) -> LinkPolicy:
        """How patient the link is."""
        return LinkPolicy(
            open_timeout=self.open_timeout,
            auth_timeout=self.auth_timeout,
            ping_interval=self.ping_interval,
            ping_timeout=self.ping_timeout,
            retry_first=self.retry_first,
            retry_max=self.retry_max,
            retry_refused=self.retry_refused,
            max_frame=self.max_frame,
        )

    @property
    def goal_patience(self) -> float:
        """Seconds that a goal waits for a link."""
        return self.goals_wait_timeout if self.goals_on_link_loss == 'wait' else 0.0


def declare(node: Node) -> Settings:
    """Declare all parameters and read them; raise InvalidRequest for a value that is not allowed."""
    values = {}
    for each in dataclasses.fields(Settings):
        name, choices = each.metadata['name'], each.metadata['choices']
        value = node.declare_parameter(name, each.default, _descriptor(each)).value
        if choices and value not in choices:
            raise InvalidRequest(
                f'parameter {name} must be one of {", ".join(choices)}; got {value!r}'
            )
        values[each.name] = value
    return Settings(**values)


def _descriptor(each: 'dataclasses.Field[Any]') -> ParameterDescriptor:
    descriptor = ParameterDescriptor(description=each.metadata['description'], read_only=True)
    lowest, highest = each.metadata['range']
    if each.metadata['choices']:
        descriptor.additional_constraints = 'one of: ' + ', '.join(each.metadata['choices'])
    elif isinstance(each.default, int) and lowest is not None:
        descriptor.integer_range = [IntegerRange(from_value=int(lowest), to_value=int(highest))]
    elif isinstance(each.default, float) and lowest is not None:
        descriptor.floating_point_range = [FloatingPointRange(from_value=lowest, to_value=highest)]
    return descriptor
