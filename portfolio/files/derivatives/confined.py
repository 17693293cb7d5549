"""Starting an ordinary program with limits and without a network:
``python -m portfolio.files.derivatives.confined SECONDS MEGABYTES OUTPUT_MEGABYTES PROGRAM …``

The limits hold for all that the program begins. Imports no Django.
"""

import ctypes
import os
import platform
import resource
import struct
import sys

from portfolio.files.inspection.confinement import (
    ALLOW,
    ARCHITECTURE,
    AT_LEAST,
    EQUALS,
    FURTHER_NUMBERS,
    KILL,
    LOAD,
    MODE_FILTER,
    NUMBER,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_SECCOMP,
    REFUSE,
    RETURN,
)

MEGABYTE = 1024 * 1024
# Where the first argument of a call stands; of socket(), its family.
FIRST_ARGUMENT = 16
AF_UNIX = 1
# architecture; then socket, and what else could begin a connection or reach into other processes:
# ptrace, process_vm_writev, io_uring_setup
CALLS = {
    "x86_64": (0xC000003E, 41, (101, 311, 425)),
    "aarch64": (0xC00000B7, 198, (117, 271, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def limit_resources(seconds: int, memory: int, output: int) -> None:
    """Bound processor time in seconds, and address space and each written file in megabytes."""
    for limit, amount in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory * MEGABYTE),
        (resource.RLIMIT_FSIZE, output * MEGABYTE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        lowest = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(limit, (lowest, lowest))


def go_offline() -> bool:
    """From now on no sockets but those within this machine's file system; False where that is not
    to be had. Programs that are started later are bound by it, too."""
    known = CALLS.get(platform.machine())
    if known is None:
        return False
    steps = _steps(*known)
    program = _Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0) == 0


def _steps(architecture: int, socket: int, refused: tuple[int, ...]) -> bytes:
    """The filter: each step is its code, how many to skip if true and if not, and a number."""
    count = len(refused)
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUALS, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, count + 4, 0, FURTHER_NUMBERS),
        *((EQUALS, count + 3 - place, 0, call) for place, call in enumerate(refused)),
        (EQUALS, 0, 3, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUALS, 1, 0, AF_UNIX),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def main(seconds: str, memory: str, output: str, *command: str) -> None:
    limit_resources(int(seconds), int(memory), int(output))
    go_offline()
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
