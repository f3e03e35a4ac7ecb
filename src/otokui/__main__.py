"""`python -m otokui` is the command line `otokui`."""

import sys

from otokui.entry.cli import main

sys.exit(main())
