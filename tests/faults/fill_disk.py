"""Fill the site's disk, and look at what people are told and what is left.

    python -m tests.faults.fill_disk [ROUNDS]

A real server and worker keep everything on a small file system of their own (tmpfs; mounting it
wants root). In each round the disk is filled up to some bytes while people upload, mark and ask for
documents, and a backup is taken; then there is room again. Then:

- each answer is a success or a sentence (never 500), and what was a success is there;
- nothing is half-written, the trail is whole, every document is made or says why not;
- a backup onto a full disk says so, and the last whole one stays;
- all of it works again by itself.
"""

import hashlib
import random
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.faults.acts import Person, Refused, export, mark, upload
from tests.faults.kill_anything import MODULE, Trial
from tests.faults.sites import ROOT, Site, environment

SIZE_MB = 48
SECONDS_TO_RECOVER = 60
SENTENCE = "disk is full"


@contextmanager
def small_disk(directory, megabytes):
    """A file system of its own at the new ``directory``; raises ``PermissionError`` where this
    process may not mount one."""
    directory.mkdir()
    options = f"size={megabytes}m,mode=0711"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", directory],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise PermissionError(done.stderr.decode())
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


class Filler:
    """A file that leaves only so many bytes of the disk."""

    def __init__(self, directory):
        self.path = directory / "filler"

    def fill(self, leaving):
        with self.path.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(64 * 1024))
            except OSError:
                pass
            file.truncate(max(0, file.tell() - leaving))

    def free(self):
        self.path.unlink(missing_ok=True)


# -- What people are told ---------------------------------------------------------------------


def attempts(trial, number):
    """Do each thing once on the full disk; what is wrong with the answers, as sentences."""
    facts, port = trial.facts[number], trial.site.port
    for act in (upload, mark, export):
        try:
            trial.acknowledged.setdefault(act.__name__, []).extend(act(facts, port))
        except Refused as refused:
            if SENTENCE not in str(refused) and "no room" not in str(refused).lower():
                yield f"{act.__name__}: {refused}"


def told(trial, number):
    """What the script and the page say of an upload for which there is no room."""
    facts = trial.facts[number]
    learner, path = (
        Person(trial.site.port, facts["learner"]),
        f"/evidence/{random.choice(facts['items'])}/files/",
    )
    for script in (True, False):
        content = secrets.token_hex(150_000).encode()
        status, to, text = learner.send(path, {}, ("notes.txt", content), script=script)
        if status == 302:
            # A plain form leads back to the item, which says it.
            status, _, text = learner.send(to)
        if SENTENCE in text.lower() or "no room" in text.lower():
            continue
        if status != 200:
            yield f"An upload without room was answered with {status}: {text[:300]}"
        else:
            # The database gave some room back meanwhile: then it has to be there.
            digest = hashlib.sha256(content).hexdigest()
            trial.acknowledged.setdefault("upload", []).append(digest)


def recovered(trial):
    """What does not work although there is room again."""
    for act in (upload, mark, export):
        give_up = time.monotonic() + SECONDS_TO_RECOVER
        while True:
            try:
                done = act(trial.facts[0], trial.site.port)
            except (OSError, Refused) as error:
                done, why = [], str(error)
            else:
                why = "an error of the server"
            if done:
                trial.acknowledged.setdefault(act.__name__, []).extend(done)
                break
            if time.monotonic() > give_up:
                yield f"{act.__name__} does not work again: {why}"
                break
            time.sleep(1)


# -- Backups ----------------------------------------------------------------------------------


def backup(site, directory):
    return subprocess.run(
        [sys.executable, "manage.py", "backup", directory, "--verify"],
        cwd=ROOT,
        env=environment(site.directory, site.address),
        capture_output=True,
        text=True,
        check=False,
    )


def faults_of_backup(site, directory):
    """A backup onto a disk with no room for it, beside a whole one; then with room."""
    kept = directory / "backups"
    filler = Filler(directory)
    if backup(site, kept).returncode:
        yield "A backup with room for it failed."
    before = sorted(path.name for path in (kept / "backups").iterdir())
    time.sleep(1)
    filler.fill(leaving=200_000)
    full = backup(site, kept)
    if full.returncode == 0 or "is full" not in full.stderr or "Traceback" in full.stderr:
        yield f"A backup onto a full disk said: {full.stdout}{full.stderr}"
    if sorted(path.name for path in (kept / "backups").iterdir()) != before:
        yield "The backup onto a full disk left something."
    filler.free()
    again = backup(site, kept)
    if again.returncode:
        yield f"A backup with room again said: {again.stdout}{again.stderr}"


# -- Rounds -----------------------------------------------------------------------------------


def fill_once(trial, filler):
    """One filling; what is wrong, as sentences."""
    number = random.randrange(len(trial.facts))
    filler.fill(leaving=random.choice((0, 4096, 100_000, 250_000)))
    faults = list(attempts(trial, number))
    filler.fill(leaving=0)
    faults += told(trial, number)
    filler.free()
    return [*faults, *recovered(trial), *trial.look()]


@contextmanager
def full_trial(directory):
    """A site at work on a small disk, and what fills it."""
    with small_disk(directory, SIZE_MB) as disk:
        trial = Trial(Site(disk, MODULE), None)
        with trial.site.at_work():
            trial.begin()
            yield trial, Filler(disk)


def main(rounds):
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as directory,
        full_trial(Path(directory) / "site") as (trial, filler),
    ):
        for number in range(1, rounds + 1):
            if faults := fill_once(trial, filler):
                print(f"Round {number}:", *faults, sep="\n")
                return 1
        took, faults = trial.settle()
        with small_disk(Path(directory) / "backups", SIZE_MB) as disk:
            faults += faults_of_backup(trial.site, disk)
        counts = {name: len(tokens) for name, tokens in trial.acknowledged.items()}
        print(f"{rounds} fillings, acknowledged {counts}, {took:.0f} s, {len(faults)} faults.")
        print(*faults, sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
