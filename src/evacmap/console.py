"""Where the command line prints: results to standard output, messages to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 200
"""A pipe has no width; a table squeezed into 80 columns would cut names that a program looks for."""


def output() -> Console:
    """Return the console for results."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)


def messages() -> Console:
    """Return the console for progress and messages."""
    from rich.console import Console

    return Console(stderr=True)
