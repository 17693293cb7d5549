"""What a process that opens what strangers send is told of the site: nothing."""

import os


def bare_environment() -> dict[str, str]:
    """No key, no database address; and threads that share their memory, which is bounded."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
