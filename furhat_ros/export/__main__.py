"""`python -m furhat_ros.export`: turn a bag into files."""

import sys

from .command import main

if __name__ == '__main__':
    sys.exit(main())
