"""Starting an ordinary program with limits and without a network:
``python -m portfolio.files.derivatives.confined SECONDS MEGABYTES OUTPUT_MEGABYTES PROGRAM …``

Processor time in seconds, address space and each written file in megabytes. The limits hold for all
that the program begins. Imports no Django.
"""

import os
import resource
import sys

from portfolio.files.confining.calls import go_offline
from portfolio.files.confining.limits import MEGABYTE, limit


def main(seconds: str, memory: str, output: str, *command: str) -> None:
    limit(
        {
            resource.RLIMIT_CPU: int(seconds),
            resource.RLIMIT_AS: int(memory) * MEGABYTE,
            resource.RLIMIT_FSIZE: int(output) * MEGABYTE,
        }
    )
    go_offline()
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
