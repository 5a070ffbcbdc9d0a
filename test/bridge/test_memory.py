"""What is freed is kept by the process."""

import subprocess
import sys

import pytest

PROGRAM = """
import array, resource, sys, threading
from furhat_ros.bridge import memory

def images():
    for _ in range(100):
        pixels = array.array('B', b'0') * 921_600
        image, text = bytes(400_000), bytes(533_000)
        del pixels
        copy = array.array('B', b'0') * 115_000

def new_pages():
    images()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    images()
    found.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)

if 'keep' in sys.argv:
    memory.keep()
found = []
new_pages()
thread = threading.Thread(target=new_pages)
thread.start()
thread.join()
print(max(found))
"""

MANY = 1000
"""Pages; the images of the program have tens of thousands."""


def pages_for_images(*arguments):
    """Give how many pages of memory the system had to bring for images that follow others."""
    command = [sys.executable, '-c', PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_memory_of_the_last_images_is_used_again_in_every_thread():
    if pages_for_images() < MANY:
        pytest.skip('the C library of this machine keeps what is freed by itself')
    assert pages_for_images('keep') < MANY
