"""A private PostgreSQL that can be killed with all its processes, and started again."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.faults.sites import wait_until
from tests.services import CLUSTER_OPTIONS, database_url, find_binary, server_account


@dataclass
class Postgres:
    """A private PostgreSQL in ``directory``, as durable as one that is used (but for the power)."""

    directory: Path
    server: subprocess.Popen | None = None

    @property
    def address(self):
        return database_url(self.directory)

    def make(self):
        self.directory.parent.chmod(0o711)
        self.directory.mkdir()
        account = server_account()
        if account:
            os.chown(self.directory, account.pw_uid, account.pw_gid)
        self._run("initdb", "--pgdata", self.directory / "cluster", *CLUSTER_OPTIONS)

    def start(self):
        settings = (f"unix_socket_directories={self.directory}", "listen_addresses=", "fsync=off")
        with (self.directory / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [find_binary("postgres"), "-D", self.directory / "cluster"]
                + [f"--{setting}" for setting in settings],
                stdout=log,
                stderr=log,
                **self._options,
            )
        wait_until(self._answers, f"PostgreSQL did not start: see {self.directory}/log.")

    def kill(self):
        """kill -9 of the server and of each of its processes, which are groups of their own."""
        children = children_of(self.server.pid)
        for process in (self.server.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.server.wait()
        for process in children:
            wait_until(lambda process=process: not Path(f"/proc/{process}").exists(), "It lives.")

    def remove(self):
        """End it, and delete all of it with the directory around it."""
        if self.server:
            self.kill()
        shutil.rmtree(self.directory.parent)

    def _answers(self):
        if self.server.poll() is not None:
            # The lock of the one that was killed may have been there still.
            self.start()
        try:
            psycopg.connect(self.address).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, name, *arguments):
        subprocess.run(
            [find_binary(name), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._options,
        )

    @property
    def _options(self):
        account = server_account()
        identity = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        )
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
        return {"cwd": self.directory, "env": env, **identity}


def children_of(process):
    """The numbers of its child processes."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = stat.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == process:
                found.append(int(stat.parent.name))
    return found
