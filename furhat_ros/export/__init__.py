"""
A recording as files that every program reads: sound, video, subtitles, tables, a picture. Without ROS.

    python -m furhat_ros.export BAG OUT

needs the Python package `rosbags`, and uses matplotlib, pyarrow and ffmpeg if they are there.
"""
