"""Copying the whole database at one moment, and putting a copy in its place: each in one step."""

import errno
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from portfolio.backups.place import BackupFault

# What says where a database is; the rest is between Django and its own driver, which may be newer
# than the server's programs.
OF_ADDRESSES = (
    *("host", "hostaddr", "port", "dbname", "user", "service", "passfile", "options"),
    *("sslmode", "sslcert", "sslkey", "sslrootcert", "connect_timeout"),
)
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


@contextmanager
def snapshot(path: Path) -> Iterator[None]:
    """Write the database to ``path``; what is read in the block is of the same moment.

    People write meanwhile; nobody waits for it.
    """
    copy = {"sqlite": _sqlite_snapshot, "postgresql": _postgres_snapshot}[connection.vendor]
    with copy(path):
        yield


def replace_database(path: Path) -> None:
    """Put the copy in the place of the database: all of it, or nothing is changed."""
    if connection.vendor == "sqlite":
        _replace_sqlite(path)
    else:
        _replace_postgres(path)
    connection.close()


# -- SQLite -----------------------------------------------------------------------------------


@contextmanager
def _sqlite_snapshot(path: Path) -> Iterator[None]:
    # Deferred, unlike the site's other transactions: it only reads, and holds nobody up.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            # The first read is the moment.
            cursor.execute("SELECT count(*) FROM sqlite_schema")
            _copy_sqlite(path)
            yield
        finally:
            cursor.execute("ROLLBACK")


def _copy_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file, with no journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        # Whatever is wrong with the disk that is written to, as an error of a disk.
        is_full = "full" in str(error)
        raise OSError(errno.ENOSPC if is_full else errno.EIO, str(error)) from error


def _replace_sqlite(path: Path) -> None:
    connection.ensure_connection()
    try:
        # One transaction of the live database: whoever has it open sees the old one or the new.
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            copy.backup(connection.connection)
    except sqlite3.OperationalError as error:
        raise BackupFault(
            f"The database could not be replaced: {error}. It is as it was. Is the site stopped?"
        ) from error


# -- PostgreSQL -------------------------------------------------------------------------------


@contextmanager
def _postgres_snapshot(path: Path) -> Iterator[None]:
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (exported,) = cursor.fetchone()
        _run([program, "--format=custom", f"--snapshot={exported}", f"--file={path}", *_address()])
        yield


def _replace_postgres(path: Path) -> None:
    tables = ", ".join(connection.ops.quote_name(name) for name in _tables())
    empty = f"DROP TABLE {tables} CASCADE" if tables else "SELECT 1"
    psql = [_program("psql"), "--single-transaction", "--set=ON_ERROR_STOP=1", "--quiet"]
    with TemporaryDirectory() as directory:
        # No pipe: psql would commit what it got when pg_restore fails half-way.
        script = Path(directory) / "database.sql"
        _run([_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", path])
        address = _address()
        # Ours would be waited for.
        connection.close()
        _run([*psql, "--output=/dev/null", f"--command={empty}", f"--file={script}", *address])


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _address() -> list[str]:
    """Which database, for PostgreSQL's programs; the password is not among it."""
    known = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in OF_ADDRESSES
    }
    return [f"--dbname={make_conninfo(**known)}"]


def _run(command: list) -> None:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode and "No space left on device" in done.stderr:
        raise OSError(errno.ENOSPC, done.stderr.strip())
    if done.returncode:
        reason = done.stderr.strip() or f"it ended with status {done.returncode}"
        raise BackupFault(f"{Path(command[0]).name} failed: {reason}")


def _program(name: str) -> str:
    """The program of the server's own major version: others write what it may not read."""
    connection.ensure_connection()
    major = connection.connection.info.server_version // 10000
    found = shutil.which(f"/usr/lib/postgresql/{major}/bin/{name}") or shutil.which(name)
    if found is None or _major(found) != major:
        raise BackupFault(
            f"This needs {name} of PostgreSQL {major}, the version of the server. On Debian: "
            f"apt-get install postgresql-client-{major}."
        )
    return found


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r"\) ([0-9]+)", said.stdout)
    return int(match[1]) if match else 0
