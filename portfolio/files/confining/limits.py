"""Bounds of a process: what it takes beyond them ends it, and nothing else."""

import os
import resource
from collections.abc import Mapping

MEGABYTE = 1024 * 1024

CPU_SECONDS = 40
ADDRESS_SPACE = 2048 * MEGABYTE
LARGEST_OUTPUT = 64 * MEGABYTE
OPEN_FILES = 64


def limit(amounts: Mapping[int, int]) -> None:
    """Bound this process and all that it begins, by ``RLIMIT_…``; what is lower already stays."""
    for name, amount in {**amounts, resource.RLIMIT_CORE: 0}.items():
        hard = resource.getrlimit(name)[1]
        lowest = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(name, (lowest, lowest))


def limit_for_file(path: str) -> None:
    """Bound time, memory, output and open files of a process that opens the file at ``path``."""
    limit(
        {
            resource.RLIMIT_CPU: CPU_SECONDS,
            # Files are mapped into the address space, so a large one needs room of its own.
            resource.RLIMIT_AS: ADDRESS_SPACE + 2 * os.path.getsize(path),
            resource.RLIMIT_FSIZE: LARGEST_OUTPUT,
            resource.RLIMIT_NOFILE: OPEN_FILES,
        }
    )
