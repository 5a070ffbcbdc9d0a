"""
What all tests share: how hard the property tests try, and messages that are strict about their fields.

`make test ARGS='-k properties --hypothesis-profile hunt --timeout 900'` looks for what nobody has seen yet.
"""

import os

from hypothesis import HealthCheck, settings

# The same examples on every run, and no clock: a test that fails now and then is a defect.
settings.register_profile(
    'suite',
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    'hunt', settings.get_profile('suite'), derandomize=False, max_examples=600
)
settings.load_profile('suite')

# Before any message is imported: a field then says what it cannot hold, where rclpy would cut it in silence.
os.environ['ROS_PYTHON_CHECK_FIELDS'] = '1'

# In test/browser, which is no part of the search for conftest.py when the tests of the bridge run.
pytest_plugins = ['chromium_page']
