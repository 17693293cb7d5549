"""Closing the child process in: no network, no other program, no signal to another process.

By a filter of system calls (seccomp), which needs no privilege and holds for all threads begun
later. Imports no Django. On a machine that has no such filter, or of another kind than those below,
the other limits of ``parse`` hold alone.
"""

import ctypes
import errno
import platform
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD, EQUALS, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE = 0, 4  # where they stand in what the filter is given
# On x86-64 a second set of numbers means the same calls.
FURTHER_NUMBERS = 0x40000000

# socket connect bind sendto execve execveat ptrace kill tkill tgkill process_vm_writev
# pidfd_send_signal io_uring_setup
REFUSED = {
    "x86_64": (
        0xC000003E,
        (41, 42, 49, 44, 59, 322, 101, 62, 200, 234, 311, 424, 425),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 203, 200, 206, 221, 281, 117, 129, 130, 131, 271, 424, 425),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def confine() -> bool:
    """From now on refuse this process the calls above; False where that is not to be had."""
    known = REFUSED.get(platform.machine())
    if known is None:
        return False
    steps = _steps(*known)
    program = _Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0) == 0


def _steps(architecture: int, calls: tuple[int, ...]) -> bytes:
    """The filter: each step is its code, how many to skip if true and if not, and a number."""
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUALS, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, len(calls) + 1, 0, FURTHER_NUMBERS),
        *((EQUALS, len(calls) - place, 0, call) for place, call in enumerate(calls)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
