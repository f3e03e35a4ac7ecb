"""Benchmarks against peers and limits: `make bench`, or one of them with `make bench ONLY=name`."""

import sys
from pathlib import Path

PEERS = Path(sys.prefix) / "peers"
"""The libraries we are compared with, where the product does not find them: it is measured as it runs."""

if str(PEERS) not in sys.path:
    sys.path.append(str(PEERS))
