"""No network, no other program, no signal to another process: by a filter of system calls.

The filter (seccomp) needs no privilege, and holds for all threads and programs begun later. On a
machine that has no such filter, or of another kind than those below, the limits hold alone.
"""

import ctypes
import errno
import platform
import struct
from typing import NamedTuple

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD, EQUALS, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
# Where they stand in what the filter is given; the last is the low half of it.
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
# On x86-64 a second set of numbers means the same calls.
FURTHER_NUMBERS = 0x40000000
AF_UNIX = 1


class Machine(NamedTuple):
    """The numbers of calls on one kind of machine."""

    architecture: int
    socket: int
    # connect bind sendto execve execveat kill tkill tgkill pidfd_send_signal
    reaching: tuple[int, ...]
    # ptrace process_vm_writev io_uring_setup
    meddling: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(0xC000003E, 41, (42, 49, 44, 59, 322, 62, 200, 234, 424), (101, 311, 425)),
    "aarch64": Machine(
        0xC00000B7, 198, (203, 200, 206, 221, 281, 129, 130, 131, 424), (117, 271, 425)
    ),
}


def reach_nothing() -> bool:
    """From now on no socket, no other program and no other process; False where that is not to be
    had."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    refused = (machine.socket, *machine.reaching, *machine.meddling)
    return _install(_steps(machine.architecture, refused))


def go_offline() -> bool:
    """From now on no sockets but those within this machine's file system, and no reaching into
    other processes; False where that is not to be had."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    return _install(_steps(machine.architecture, machine.meddling, machine.socket))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _install(steps: bytes) -> bool:
    program = _Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0) == 0


def _steps(architecture: int, refused: tuple[int, ...], local_socket: int | None = None) -> bytes:
    """The filter: each step is its code, how many to skip if true and if not, and a number.

    ``local_socket``: the call that is refused unless what it asks for stays on this machine.
    """
    asks_family = [
        (EQUALS, 0, 2, local_socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUALS, 0, 1, AF_UNIX),
    ]
    last = [] if local_socket is None else asks_family
    tests = [(AT_LEAST, FURTHER_NUMBERS), *((EQUALS, call) for call in refused)]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUALS, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        # Each leads to the last step of all, over what is still to come and the step before it.
        *(
            (code, len(tests) - place + len(last), 0, number)
            for place, (code, number) in enumerate(tests)
        ),
        *last,
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
