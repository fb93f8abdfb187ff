#!/usr/bin/env python3
"""Does `hours` keep what it acknowledged, whatever happens to it? Faults done to the real program, and a table of what came of them.

    tests/faults/run.py [--binary PATH] [--seed N] [--seconds N] [--only CLASS]… [--strict] [--allow-missing]

Nothing here believes the program: a ledger is read, and its chain of hashes recomputed, by the twenty lines of `Ledger` below.

    tried       faults that were done
    acked       entries for which exit 0 was seen
    lost        entries for which exit 0 was seen and that are not in the ledger, whole and once
    undetected  promises that were broken in any other way: bytes changed behind an exit 1, 2 or 5, damage that no command names,
                a figure that is wrong, a ledger that takes no more entries, calls in another order than R6's

Exit 1 where anything was lost or undetected, or a class lacked its means. Standard library only; the means are strace,
util-linux (unshare, mount, losetup, setpriv) and e2fsprogs. docs/faults.md tells what each class is for.
"""

import argparse
import concurrent.futures
import datetime
import fcntl
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOW = "2026-11-23T10:00:00Z"
# The calls by which a ledger, its folder or its lock can be changed, and what they are made to say.
CALLS = ["openat", "flock", "write", "fdatasync", "fsync", "ftruncate", "renameat2", "linkat"]
ERRORS = ["ENOSPC", "EIO", "EINTR"]
# In words of `store::fault::Uncertain` and `Replaced`.
NOT_KNOWN = re.compile(r"not known|was replaced while")
# In words of `store::Unfinished`.
UNFINISHED = re.compile(r"never finished|do not count|does not count")

# Faults of the program that are known and not yet mended: what the suite says of them, and what they are. They are shown, and
# fail nothing; the list should be empty. `--strict` leaves it out.
KNOWN = []


# ---------------------------------------------------------------- what is counted


class Tally:
    """What came of one class."""

    def __init__(self, name, deadline):
        self.name, self.deadline = name, deadline
        self.tried = self.acked = self.lost = self.undetected = 0
        self.missing = None
        self.notes, self.complaints, self.known = [], [], {}
        self.lock = threading.Lock()
        self.started = time.monotonic()
        self.seconds = 0.0

    def late(self):
        return time.monotonic() > self.deadline

    def add(self, tried=0, acked=0):
        with self.lock:
            self.tried += tried
            self.acked += acked

    def is_known(self, what):
        for pattern, name in KNOWN:
            if re.search(pattern, what):
                self.known[name] = self.known.get(name, 0) + 1
                return True
        return False

    def lose(self, what):
        with self.lock:
            if self.is_known(what):
                return
            self.lost += 1
            self.complaints.append("lost: " + what)

    def broken(self, what):
        with self.lock:
            if self.is_known(what):
                return
            self.undetected += 1
            self.complaints.append("undetected: " + what)

    def expect(self, holds, what):
        if not holds:
            self.broken(what)
        return holds

    def note(self, what):
        with self.lock:
            self.notes.append(what)

    def sound(self):
        return self.lost == 0 and self.undetected == 0


class Missing(Exception):
    """A class lacks its means here."""


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            raise Missing(f"no {tool}")


def need_root(bench):
    if os.geteuid() != 0:
        raise Missing("not root")
    if not bench.private:
        raise Missing("no mount namespace of our own")


# ---------------------------------------------------------------- the ledger, read without the program


class Ledger:
    """The lines of a ledger as bytes, with what this program thinks of them."""

    def __init__(self, path):
        self.raw = Path(path).read_bytes() if Path(path).exists() else b""
        *whole, self.tail = self.raw.split(b"\n")
        self.entries, self.bad = [], None
        head, seen = "0" * 64, None
        for number, line in enumerate(whole, 1):
            body, _, _ = line.rpartition(b',"hash":"')
            inner = hashlib.sha256(body).hexdigest()
            head = hashlib.sha256((head + inner).encode()).hexdigest()
            if line != body + b',"hash":"' + head.encode() + b'"}':
                self.bad = self.bad or f"line {number}: the hash does not fit"
                return
            entry = json.loads(line)
            # All moments are spelled at one length, so that they sort as text.
            if entry["seq"] != number or (seen is not None and entry["recorded"] <= seen):
                self.bad = self.bad or f"line {number}: seq {entry['seq']}, recorded {entry['recorded']} after {seen}"
            seen = entry["recorded"]
            self.entries.append(entry)

    def count(self, mark):
        """How often an entry of this id or note is there whole; of a batch, where all of it is there."""
        found = 0
        for at, entry in enumerate(self.entries):
            k, n = entry.get("batch", [1, 1])
            if mark in (entry["id"], entry.get("note")) and k == 1:
                places = [other.get("batch", [1, 1])[0] for other in self.entries[at : at + n]]
                found += places == list(range(1, n + 1))
        return found


# ---------------------------------------------------------------- running it


class Done:
    """What a command said, and its exit code; below 0 for a signal."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit {self.code}: {self.err.strip()[:300]!r}"


class Bench:
    """The program, and a ledger to copy."""

    def __init__(self, binary, scratch, rng, private):
        self.scratch, self.rng, self.private = Path(scratch), rng, private
        # A copy: that another build replaces the program meanwhile should change nothing.
        self.binary = self.scratch / "hours"
        shutil.copy2(binary, self.binary)
        self.binary.chmod(0o755)
        self.number, self.lock = 0, threading.Lock()
        # A home that is not there: nothing is remembered (R19), or every torn copy of a ledger would be an older one.
        self.home = self.scratch / "home"
        self.model = self.scratch / "model"
        self.model.mkdir()
        self.make(self.model / "hours.jsonl")
        self.large = self.scratch / "large"
        self.large.mkdir()
        self.enlarge(self.large / "hours.jsonl")

    def env(self, now=NOW):
        return {"HOME": str(self.home), "HOURS_NOW": now, "HOURS_BY": "tester", "PATH": os.environ["PATH"], "LC_ALL": "C"}

    def run(self, folder, *args, now=NOW, wrap=(), timeout=60, **more):
        """One command in a folder, to its end."""
        command = [*map(str, wrap), str(self.binary), *map(str, args)]
        try:
            env = {**self.env(now), "XDG_CACHE_HOME": str(Path(folder) / "cache")}
            done = subprocess.run(
                command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, **more
            )
        except subprocess.TimeoutExpired:
            return Done(999, "", f"still running after {timeout} s")
        return Done(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def start(self, folder, *args, now=NOW):
        """One command in a folder, on its own."""
        return subprocess.Popen(
            [str(self.binary), *args], cwd=folder, env=self.env(now), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def make(self, path):
        """A ledger with a bit of everything: calls, a batch, an invoice, a void."""
        path = Path(path)
        for args in [
            ["init", "--name", "Kaffee IT", "--rate", "150", "--id", "opening", "-f", path.name],
            ["client", "add", "acme", "ACME GmbH"],
            ["client", "add", "beta", "Beta & Söhne"],
            ["buy", "acme", "10h", "--on", "2026-11-02"],
            ["log", "acme", "1h20", "VPN down", "--on", "2026-11-22"],
            ["buy", "beta", "2h", "--every", "month", "--times", "3"],
            ["log", "beta", "45m", "Printer"],
            ["invoice", "issue", "acme"],
            ["log", "acme", "2h", "Mail"],
            ["void", "9", "--reason", "wrong client"],
            ["log", "acme", "15m", "Phone"],
        ]:
            done = self.run(path.parent, *args)
            if done.code != 0:
                sys.exit(f"the ledger to test with cannot be made: {args}: {done}")

    def enlarge(self, path):
        """The same ledger with so many calls more that a snapshot is made of it."""
        shutil.copy2(self.model / "hours.jsonl", path)
        row = '{{"id":"row-{}","client":"{}","date":"2026-11-{:02}","minutes":15,"note":"Printer on the second floor"}}\n'
        rows = [row.format(at, ("acme", "beta")[at % 2], at % 20 + 1) for at in range(2400)]
        (path.parent / "rows.jsonl").write_text("".join(rows))
        done = self.run(path.parent, "import", "rows.jsonl", "--late")
        if done.code != 0 or path.stat().st_size < 600_000:
            sys.exit(f"the large ledger to test with cannot be made: {done}")

    def folder(self, empty=False):
        """A fresh folder, with a copy of the ledger."""
        with self.lock:
            self.number += 1
            folder = self.scratch / f"case-{self.number}"
        folder.mkdir()
        if not empty:
            shutil.copy2(self.model / "hours.jsonl", folder / "hours.jsonl")
        return folder


def each(tally, cases, do):
    """Does all cases, two at a time, in the order given, while there is time."""
    cases = list(cases)
    begun = 0

    def one(case):
        nonlocal begun
        if tally.late():
            return
        begun += 1
        try:
            do(case)
        except Exception as error:  # a mistake here must not look like a pass
            tally.broken(f"the suite itself failed at {case}: {error!r}")

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, cases))
    if begun < len(cases):
        tally.note(f"time for {begun} of {len(cases)} cases")


# ---------------------------------------------------------------- what must hold after any fault


def judge(tally, bench, folder, what, before, done, retry, acked=(), may_be=(), stood=True):
    """Holds a command that met a fault, and all that follows it, to R5, R7, R8, R10, R13 and R24.

    `retry` is the command line with its `--id` or, of a batch, its `--note`; `acked` are the ids acknowledged before. `may_be` are
    further bytes that the ledger may hold after a refusal, and `stood` says whether there was a file at all.
    """
    path = folder / "hours.jsonl"
    after = Ledger(path)
    entry_id = "the-one"
    known = list(acked)
    if done.code == 0:
        known.append(entry_id)
        tally.add(acked=1)
        if after.count(entry_id) != 1:
            tally.lose(f"{what}: {entry_id} was acknowledged and is there {after.count(entry_id)} times")
    elif done.code in (1, 2, 5):
        unchanged = after.raw == before or after.raw in may_be
        tally.expect(unchanged or NOT_KNOWN.search(done.err), f"{what}: {done}, but the bytes have changed")
        tally.expect(path.exists() or not stood, f"{what}: {done}, but the file is gone")
    elif done.code >= 0:
        # The ledger was whole: neither is it damaged (4), nor is there a reason to fall over (70, 101) or to hang (999).
        tally.broken(f"{what}: {done}")
    if retry[0] == "init":
        # The whole file or none; a temporary one may stay where the program was killed.
        tally.expect(after.raw or stood or not path.exists(), f"{what}: an empty file was left")
        tally.expect(not after.bad and not after.tail, f"{what}: half a ledger was left")
    else:
        # Without the fault, the next one goes through: on whatever was left.
        following = bench.run(folder, "log", "beta", "15m", "--id", "next")
        if tally.expect(following.code == 0, f"{what}: the next log: {following}"):
            tally.add(acked=1)
            known.append("next")
    # The same again with the id: recorded now, or already. Several purchases at once have none, and are not tried again.
    if "--note" in retry:
        tally.expect(Ledger(path).count(entry_id) <= 1, f"{what}: there twice")
        settle(tally, bench, folder, what, known)
        return
    again = bench.run(folder, *retry)
    if tally.expect(again.code == 0, f"{what}: the same again: {again}"):
        tally.add(acked=1)
        known.append(entry_id)
    settle(tally, bench, folder, what, known)


def settle(tally, bench, folder, what, known):
    """Everything acknowledged is there once, and the ledger is whole: by our own reading, and by `verify`."""
    ledger = Ledger(folder / "hours.jsonl")
    tally.expect(not ledger.bad and not ledger.tail, f"{what}: in the end: {ledger.bad or 'an unfinished tail'}")
    for entry_id in sorted(set(known)):
        count = ledger.count(entry_id)
        if count != 1:
            tally.lose(f"{what}: {entry_id} was acknowledged and is there {count} times in the end")
    verify = bench.run(folder, "verify")
    tally.expect(verify.code == 0, f"{what}: in the end verify: {verify}")
    if tally.sound():
        shutil.rmtree(folder, ignore_errors=True)


def torn(model, size):
    """The bytes of a ledger with `size` bytes of its last line."""
    lines = model.split(b"\n")
    return b"".join(line + b"\n" for line in lines[:-2]) + lines[-2][:size]


# The writing commands that meet faults: how each begins, and what is typed.
COMMANDS = {
    "log": ["log", "acme", "45m", "Server", "--id", "the-one"],
    "init": ["init", "--name", "Kaffee IT", "--rate", "150", "--id", "the-one", "-f", "hours.jsonl"],
    # In the place of a file of 0 bytes.
    "fill": ["init", "--name", "Kaffee IT", "--rate", "150", "--id", "the-one", "-f", "hours.jsonl"],
    "buy": ["buy", "acme", "5h", "--every", "month", "--times", "5", "--note", "the-one"],
    "import": ["import", "rows.jsonl"],
    "invoice": ["invoice", "issue", "beta", "--id", "the-one"],
    # On an end that must be cut, and on one that only lacks its LF.
    "heal": ["log", "acme", "45m", "Server", "--id", "the-one"],
    "end": ["log", "acme", "45m", "Server", "--id", "the-one"],
    # What was recorded before.
    "again": ["log", "acme", "45m", "Server", "--id", "the-one"],
    # In a large ledger of which there is a snapshot.
    "glance": ["log", "acme", "45m", "Server", "--id", "the-one"],
}


def prepared(bench, command):
    """A folder in which a command of COMMANDS can run: with the ids acknowledged before, and what a refusal may leave."""
    folder = bench.folder(empty=command in ("init", "fill"))
    path = folder / "hours.jsonl"
    if command == "fill":
        path.touch()
    acked, may_be = [], []
    if command == "heal":
        whole = path.read_bytes()
        path.write_bytes(torn(whole, 100))
        # The tail is kept beside before it is cut: that it is gone from the ledger is no loss.
        may_be = [torn(whole, 0)]
    if command == "end":
        path.write_bytes(path.read_bytes()[:-1])
    if command == "import":
        row = '{{"id":"{}","client":"acme","date":"2026-11-20","minutes":45}}\n'
        (folder / "rows.jsonl").write_text("".join(row.format(entry_id) for entry_id in ("the-one", "the-two", "the-three")))
    if command == "glance":
        shutil.copy2(bench.large / "hours.jsonl", path)
        assert bench.run(folder, "balance", "acme").code == 0 and list(folder.glob("cache/hours/*.snapshot"))
    if command == "again":
        assert bench.run(folder, *COMMANDS["log"]).code == 0
        acked = ["the-one"]
    return folder, acked, may_be


class Call:
    """One line of a trace."""

    LINE = re.compile(r"^(?:\[pid +)?\d+\]?\s+(\w+)\((.*)$")

    def __init__(self, name, rest, nth):
        self.name, self.nth = name, nth
        # Where a relative path starts says nothing of where it leads.
        self.rest = re.sub(r"AT_FDCWD<[^>]*>", "AT_FDCWD", rest)
        # The file behind the first argument, as -y shows it.
        found = re.match(r"\d+<([^>]*)>", rest)
        self.on = found.group(1) if found else None

    def __str__(self):
        return f"{self.name}({self.rest[:90]}"


def traced(bench, folder, args, **more):
    """The system calls of one run, in order, each with its number among those of its name."""
    out = folder.with_name(folder.name + ".trace")
    done = bench.run(folder, *args, wrap=["strace", "-f", "-y", "-o", out], **more)
    calls, counts = [], {}
    for line in out.read_text(errors="replace").splitlines():
        found = Call.LINE.match(line)
        if found:
            name = found.group(1)
            counts[name] = counts.get(name, 0) + 1
            calls.append(Call(name, found.group(2), counts[name]))
    out.unlink()
    return done, calls


def need_strace(bench):
    need("strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        raise Missing("strace may not trace here")


# ---------------------------------------------------------------- the classes


def inject(tally, bench):
    """1. Every call that touches the ledger, its folder or its lock fails: once, and from then on."""
    need_strace(bench)
    cases = []
    for command, args in COMMANDS.items():
        folder, _, _ = prepared(bench, command)
        done, calls = traced(bench, folder, args)
        tally.expect(done.code == 0, f"{command} without a fault: {done}")
        here = [call for call in calls if call.name in CALLS and (str(folder) in call.rest or '"hours.jsonl' in call.rest)]
        for call in {(call.name, call.nth) for call in here}:
            name, nth = call
            for error in ERRORS:
                cases.append((command, [f"{name}:error={error}:when={nth}"]))
                # A call that is interrupted for ever is tried for ever, and may be.
                until = f"{nth}..{nth + 3}" if error == "EINTR" else f"{nth}+"
                cases.append((command, [f"{name}:error={error}:when={until}"]))
            if name == "write" and command not in ("init", "fill"):
                # Fewer bytes than asked for. (None arrives either, which `init`, who writes the rest, cannot be asked to notice.)
                cases.append((command, [f"write:retval=1:when={nth}"]))
        # Taking back fails as well: then it is not known, and must be said.
        writes = [call for call in here if call.name == "write" and call.on == str(folder / "hours.jsonl")]
        cuts = [call.nth for call in here if call.name == "ftruncate"]
        if command == "init":
            cases.append((command, ["fsync:error=EIO:when=2+", "unlink:error=EIO:when=1+"]))
        if writes and cuts:
            # The lock is emptied before the ledger is written and after: the second one is the taking back.
            for error in ("EIO", "EPERM"):
                for first in ("fdatasync:error=EIO:when=1+", f"write:error=ENOSPC:when={writes[-1].nth}"):
                    cases.append((command, [first, f"ftruncate:error={error}:when={cuts[-1]}+"]))
    beside(tally, bench)
    cases.sort()
    bench.rng.shuffle(cases)

    def one(case):
        command, faults = case
        folder, acked, may_be = prepared(bench, command)
        before, stood = Ledger(folder / "hours.jsonl").raw, (folder / "hours.jsonl").exists()
        log = folder.with_name(folder.name + ".trace")
        wrap = ["strace", "-f", "-o", log]
        for fault in faults:
            wrap += ["-e", f"inject={fault}"]
        done = bench.run(folder, *COMMANDS[command], wrap=wrap)
        hit = "(INJECTED)" in log.read_text(errors="replace")
        log.unlink()
        if tally.expect(hit, f"{command} {faults}: the fault was not met"):
            tally.add(tried=1)
        judge(tally, bench, folder, f"{command} {' '.join(faults)}", before, done, COMMANDS[command], acked, may_be, stood)

    each(tally, cases, one)


def beside(tally, bench):
    """1b. While a call is under way, and fails or not, somebody else is at the same file."""
    # `init` has given the file its name and cannot sync the folder; meanwhile another command writes to the ledger.
    folder = bench.folder(empty=True)
    wrap = ["strace", "-f", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:delay_enter=1200000:when=2"]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        making = pool.submit(bench.run, folder, *COMMANDS["init"], wrap=wrap)
        wait_for((folder / "hours.jsonl").exists)
        added = bench.run(folder, "client", "add", "acme", "ACME GmbH", "--id", "added")
        made = making.result()
    tally.add(tried=1)
    tally.expect(made.code == 5, f"init, its folder's sync failing late: {made}")
    if tally.expect(added.code == 0, f"the next command, beside init: {added}"):
        tally.add(acked=1)
        if Ledger(folder / "hours.jsonl").count("added") != 1:
            tally.lose("added was acknowledged while init could not sync its folder, and went with the ledger")

    # A sync client puts its copy over the ledger while `log` waits for the disk (R25).
    folder = bench.folder()
    path, copy = folder / "hours.jsonl", folder / "copy"
    shutil.copy2(path, copy)
    size = path.stat().st_size
    wrap = ["strace", "-f", "-o", "/dev/null", "-e", "inject=fdatasync:delay_enter=1200000:when=1"]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        logging = pool.submit(bench.run, folder, *COMMANDS["log"], wrap=wrap)
        wait_for(lambda: path.stat().st_size > size)
        os.replace(copy, path)
        done = logging.result()
    tally.add(tried=1)
    tally.expect(done.code == 5 and "was replaced" in done.err, f"the ledger was replaced while writing: {done}")
    again = bench.run(folder, *COMMANDS["log"])
    if tally.expect(again.code == 0, f"after the ledger was replaced, again: {again}"):
        tally.add(acked=1)
        settle(tally, bench, folder, "the ledger was replaced while writing", ["the-one"])


def wait_for(holds):
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)


def kill(tally, bench):
    """2. Killed at every call, from the first that touches the folder on."""
    need_strace(bench)
    cases = []
    for command, args in COMMANDS.items():
        folder, _, _ = prepared(bench, command)
        _, calls = traced(bench, folder, args)
        first = next(at for at, call in enumerate(calls) if "hours.jsonl" in call.rest and call.name != "execve")
        cases += [(command, call.name, call.nth) for call in calls[first:]]
    cases.sort()
    bench.rng.shuffle(cases)

    def one(case):
        command, name, nth = case
        folder, acked, may_be = prepared(bench, command)
        before, stood = Ledger(folder / "hours.jsonl").raw, (folder / "hours.jsonl").exists()
        done = bench.run(folder, *COMMANDS[command], wrap=["strace", "-f", "-o", "/dev/null", "-e", f"inject={name}:signal=KILL:when={nth}"])
        what = f"{command} killed at {name} {nth}"
        if tally.expect(done.code == -signal.SIGKILL, f"{what}: {done}"):
            tally.add(tried=1)
        left = Ledger(folder / "hours.jsonl")
        if command not in ("init", "fill", "heal"):
            tally.expect(left.raw.startswith(before), f"{what}: what was there has changed")
        judge(tally, bench, folder, what, before, done, COMMANDS[command], acked, may_be, stood)

    each(tally, cases, one)


def limit(tally, bench):
    """3. The file may grow by some bytes only (RLIMIT_FSIZE), with SIGXFSZ ignored and not."""
    cases = []
    for command in ("log", "buy", "import", "invoice", "init", "end"):
        room = [0, 1, 2, 50, 100, 150, 200, 249, 250, 260, 275, 300, 350, 500, 800, 1000, 1400]
        room += [bench.rng.randrange(1, 1500) for _ in range(10)]
        cases += [(command, extra, ignored) for extra in room for ignored in (True, False)]
    bench.rng.shuffle(cases)

    def one(case):
        command, extra, ignored = case
        folder, acked, may_be = prepared(bench, command)
        before, stood = Ledger(folder / "hours.jsonl").raw, (folder / "hours.jsonl").exists()
        allowed = max(len(before), 16) + extra

        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN if ignored else signal.SIG_DFL)

        done = bench.run(folder, *COMMANDS[command], preexec_fn=limited, restore_signals=False)
        tally.add(tried=1)
        what = f"{command} with room for {extra} bytes, SIGXFSZ {'ignored' if ignored else 'not ignored'}"
        tally.expect(done.code >= 0, f"{what}: {done}")
        judge(tally, bench, folder, what, before, done, COMMANDS[command], acked, may_be, stood)

    each(tally, cases, one)


def tmpfs(tally, bench):
    """4. A small file system is filled by `log`, again and again."""
    need("mount", "umount")
    need_root(bench)
    while not tally.late():
        size = bench.rng.choice([16, 24, 32, 48, 64])
        folder = bench.folder(empty=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k,mode=755", "tmpfs", str(folder)], capture_output=True)
        if mounted.returncode != 0:
            raise Missing("tmpfs cannot be mounted: " + mounted.stderr.decode().strip())
        try:
            fill(tally, bench, folder, size)
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        if not tally.sound():
            return


def fill(tally, bench, folder, size):
    path, ballast = folder / "hours.jsonl", folder / "ballast"
    shutil.copy2(bench.model / "hours.jsonl", path)
    ballast.write_bytes(bytes(bench.rng.randrange(1, 4) * 1024))
    acked, refused, number = [], [], 0
    while len(refused) < 4 and number < 400:
        number += 1
        entry_id = f"n{number}"
        note = "x" * bench.rng.randrange(1, 900)
        batch = bench.rng.random() < 0.2
        args = ["buy", "acme", "1h", "--every", "month", "--times", "4"] if batch else ["log", "acme", "15m", note]
        before = path.read_bytes()
        done = bench.run(folder, *args, "--note" if batch else "--id", entry_id)
        tally.add(tried=1)
        if done.code == 0:
            tally.add(acked=1)
            acked.append(entry_id)
            if Ledger(path).count(entry_id) != 1:
                tally.lose(f"tmpfs of {size}k: {entry_id} was acknowledged and is not there")
        else:
            tally.expect(done.code == 5, f"tmpfs of {size}k: {done}")
            tally.expect(path.read_bytes() == before or NOT_KNOWN.search(done.err), f"tmpfs of {size}k: {done}, but the bytes have changed")
            refused.append((entry_id, args))
            for reader in (["verify"], ["balance"]):
                read = bench.run(folder, *reader)
                tally.expect(read.code == 0, f"tmpfs of {size}k, full: {reader[0]}: {read}")
    tally.expect(refused, f"tmpfs of {size}k was never full")
    # With room again, all goes on.
    ballast.unlink()
    subprocess.run(["mount", "-o", f"remount,size={size + 64}k", str(folder)], check=True)
    for entry_id, args in refused:
        again = bench.run(folder, *args, "--note" if args[0] == "buy" else "--id", entry_id)
        if tally.expect(again.code == 0, f"tmpfs of {size}k, with room again: {again}"):
            tally.add(acked=1)
            acked.append(entry_id)
    settle_here(tally, bench, folder, f"tmpfs of {size}k", acked)


def settle_here(tally, bench, folder, what, known):
    """`settle` in a folder that is a mount of its own."""
    ledger = Ledger(folder / "hours.jsonl")
    tally.expect(not ledger.bad and not ledger.tail, f"{what}: in the end: {ledger.bad or 'an unfinished tail'}")
    for entry_id in known:
        if ledger.count(entry_id) != 1:
            tally.lose(f"{what}: {entry_id} was acknowledged and is there {ledger.count(entry_id)} times")
    verify = bench.run(folder, "verify")
    tally.expect(verify.code == 0, f"{what}: in the end verify: {verify}")


def writers(tally, bench):
    """5. Six writers at once, killed at random moments; what was killed is tried again with its id. Readers look on."""
    rounds = 0
    while not tally.late() or rounds == 0:
        rounds += 1
        folder = bench.folder()
        acked, open_ids, lock = [], [], threading.Lock()
        seeds = [bench.rng.randrange(1 << 30) for _ in range(7)]
        until = min(time.monotonic() + 6, max(tally.deadline, time.monotonic() + 2))

        def write(who):
            rng = random.Random(seeds[who])
            # What was killed and has to be tried again.
            pending = []
            number = 0
            while time.monotonic() < until:
                if pending and rng.random() < 0.5:
                    args = pending.pop()
                else:
                    number += 1
                    entry_id = f"w{who}-{number}"
                    args = ["log", rng.choice(["acme", "beta"]), "15m", "--id", entry_id]
                    if rng.random() < 0.1:
                        args = ["buy", "acme", "1h", "--every", "month", "--times", "3", "--note", entry_id]
                running = bench.start(folder, *args)
                killed = rng.random() < 0.5
                if killed:
                    time.sleep(rng.random() * 0.04)
                    running.kill()
                _, err = running.communicate()
                tally.add(tried=1)
                if running.returncode == 0:
                    tally.add(acked=1)
                    with lock:
                        acked.append(args[-1])
                else:
                    if running.returncode != -signal.SIGKILL:
                        tally.expect(running.returncode == 5, f"writer {who}: exit {running.returncode}: {err.decode()[:200]}")
                    # Without an id it cannot be tried again: nobody knows whether it is there.
                    if args[-2] == "--id":
                        pending.append(args)
            with lock:
                open_ids.extend(pending)

        def look():
            while time.monotonic() < until:
                done = bench.run(folder, "balance", "--format", "json")
                tally.expect(done.code == 0, f"a reader beside six writers: {done}")
                time.sleep(0.02)

        threads = [threading.Thread(target=write, args=(who,)) for who in range(6)] + [threading.Thread(target=look)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for args in open_ids:
            again = bench.run(folder, *args)
            if tally.expect(again.code == 0, f"what was killed, again: {again}"):
                tally.add(acked=1)
                acked.append(args[-1])
        settle(tally, bench, folder, "six writers", acked)
        if not tally.sound():
            return


def tail(tally, bench):
    """6. The file ends at any byte of its last line, or of a batch: read, then written."""
    cases = []
    single = (bench.model / "hours.jsonl").read_bytes()
    folder = bench.folder()
    assert bench.run(folder, *COMMANDS["buy"]).code == 0
    batch = (folder / "hours.jsonl").read_bytes()
    start = single.rstrip(b"\n").rfind(b"\n") + 1
    ends = [(single, at, start) for at in range(start + 1, len(single))]
    ends += [(batch, at, len(single)) for at in range(len(single) + 1, len(batch))]
    cases = [(whole[:at], offset) for whole, at, offset in ends]
    # What a file system leaves that had made room and written nothing.
    cases += [(single + bytes(count), len(single)) for count in (1, 2, 100, 4096, 70000)]
    bench.rng.shuffle(cases)

    def one(case):
        raw, offset = case
        folder = bench.folder()
        path = folder / "hours.jsonl"
        path.write_bytes(raw)
        tally.add(tried=1)
        what = f"ends at byte {len(raw)} of a line or batch from {offset} on"
        # Whole but for its LF: it counts.
        is_batch = offset == len(single) and not raw.endswith(b"\0")
        counts = raw + b"\n" in ((single, batch) if is_batch else (single,))
        read = bench.run(folder, "balance", "--format", "json")
        tally.expect(read.code == 0, f"{what}: balance: {read}")
        verify = bench.run(folder, "verify")
        if counts:
            tally.expect(verify.code in (0, 4), f"{what}: verify: {verify}")
            tally.expect("never finished" not in read.err, f"{what}: it counts, and is called unfinished: {read}")
        else:
            tally.expect(UNFINISHED.search(read.err), f"{what}: balance does not say so: {read}")
            tally.expect(verify.code == 4 and UNFINISHED.search(verify.err + verify.out), f"{what}: verify: {verify}")
        tally.expect(path.read_bytes() == raw, f"{what}: a reading command changed the ledger")
        written = bench.run(folder, "log", "beta", "15m", "--id", "next")
        if tally.expect(written.code == 0, f"{what}: log: {written}"):
            tally.add(acked=1)
            now = path.read_bytes()
            kept = raw + b"\n" if counts else raw[:offset]
            tally.expect(now.startswith(kept) and now[len(kept) :].count(b"\n") == 1, f"{what}: what was whole was not kept")
            copies = sorted(folder.glob("hours.jsonl.torn-*"))
            if counts:
                tally.expect(not copies, f"{what}: a line that counts was set aside")
            else:
                held = [copy.read_bytes() for copy in copies]
                tally.expect(held == [raw[offset:]], f"{what}: the unfinished bytes were not kept")
            settle(tally, bench, folder, what, ["next"])

    each(tally, cases, one)


READERS = [
    ["balance"],
    ["entries"],
    ["statement", "acme", "--month", "2026-11"],
    ["show", "acme-1"],
    ["warnings"],
    ["check", "acme", "1h"],
    ["invoice", "list"],
    ["revenue"],
    ["client", "list"],
    ["export", "jsonl"],
    ["export", "csv"],
]


def flips(tally, bench):
    """7. Bits, bytes, digits and lines changed: every reading command says so, and none writes."""
    model = (bench.model / "hours.jsonl").read_bytes()
    lines = model.splitlines(keepends=True)
    usual = {tuple(reader): bench.run(bench.model, *reader).code for reader in READERS}
    for reader, code in usual.items():
        tally.expect(code in (0, 3), f"{reader} on a whole ledger: exit {code}")
    rng = bench.rng

    def flip():
        at, bit = rng.randrange(len(model)), rng.randrange(8)
        changed = bytearray(model)
        changed[at] ^= 1 << bit
        return f"bit {bit} of byte {at}", bytes(changed)

    def digit():
        at = rng.choice([at for at, byte in enumerate(model) if chr(byte).isdigit()])
        other = rng.choice([digit for digit in b"0123456789" if digit != model[at]])
        return f"the digit at byte {at}", model[:at] + bytes([other]) + model[at + 1 :]

    def gone():
        at = rng.randrange(len(model) - 1)
        return f"byte {at} removed", model[:at] + model[at + 1 :]

    def more():
        at, byte = rng.randrange(len(model)), rng.randrange(256)
        return f"byte {byte} put in at {at}", model[:at] + bytes([byte]) + model[at:]

    def dropped():
        # That the last is gone shows only against a receipt or a remembered head (R17, R19).
        at = rng.randrange(len(lines) - 1)
        return f"line {at + 1} dropped", b"".join(lines[:at] + lines[at + 1 :])

    def doubled():
        at, to = rng.randrange(len(lines)), rng.randrange(len(lines) + 1)
        return f"line {at + 1} once more before {to + 1}", b"".join(lines[:to] + [lines[at]] + lines[to:])

    def swapped():
        at, to = rng.sample(range(len(lines)), 2)
        other = list(lines)
        other[at], other[to] = other[to], other[at]
        return f"lines {at + 1} and {to + 1} swapped", b"".join(other)

    def zeroed():
        at = rng.randrange(len(model) - 1)
        size = rng.choice([1, 16, 512])
        return f"{size} NULs at {at}", model[:at] + bytes(min(size, len(model) - at)) + model[at + size :]

    def end():
        return "a bit of the last LF", model[:-1] + bytes([model[-1] ^ 1 << rng.randrange(8)])

    cases = [end() for _ in range(8)]
    cases += [rng.choice([flip, flip, flip, digit, gone, more, dropped, doubled, swapped, zeroed])() for _ in range(2500)]
    cases = [(*case, rng.sample(READERS, 3)) for case in cases]
    rng.shuffle(cases)

    def one(case):
        what, raw, readers = case
        if raw == model:
            return
        folder = bench.folder()
        path = folder / "hours.jsonl"
        path.write_bytes(raw)
        tally.add(tried=1)
        # Whether the end is all that is wrong: all lines are as they were, and something follows the last LF. Then it is
        # unfinished, which is said and not refused. (That it was finished once, only a remembered head can tell: R14, R19.)
        ended = not raw.endswith(b"\n") and b"".join(lines).startswith(raw[: raw.rfind(b"\n") + 1]) and b"\n" in raw
        verify = bench.run(folder, "verify")
        tally.expect(verify.code == 4, f"{what}: verify: {verify}")
        for reader in readers:
            read = bench.run(folder, *reader)
            said = read.code == 4 or (ended and UNFINISHED.search(read.err))
            tally.expect(said, f"{what}: {' '.join(reader)}: {read}")
        tally.expect(path.read_bytes() == raw, f"{what}: a reading command changed the ledger")
        written = bench.run(folder, "log", "acme", "15m", "--id", "next")
        if not ended:
            tally.expect(written.code == 4, f"{what}: log: {written}")
            tally.expect(path.read_bytes() == raw, f"{what}: a damaged ledger was written to")
        elif tally.expect(written.code in (0, 4), f"{what}: log: {written}") and written.code == 0:
            tally.add(acked=1)
            settle(tally, bench, folder, what, ["next"])
        if tally.sound():
            shutil.rmtree(folder, ignore_errors=True)

    each(tally, cases, one)


def power(tally, bench):
    """8. The power goes while entries are written: ext4 is shut down, with and without its journal flushed, and mounted again."""
    need("mount", "umount", "losetup", "mkfs.ext4")
    need_root(bench)
    image = bench.scratch / "disk.img"
    folder = bench.scratch / "disk"
    folder.mkdir(exist_ok=True)
    rounds = 0
    while not tally.late() or rounds == 0:
        rounds += 1
        with open(image, "wb") as file:
            file.truncate(32 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
        mount = ["mount", "-o", "loop", str(image), str(folder)]
        mounted = subprocess.run(mount, capture_output=True)
        if mounted.returncode != 0:
            raise Missing("no loop mount: " + mounted.stderr.decode().strip())
        up = True
        try:
            known = []
            for lost_power in range(4):
                # EXT4_GOING_FLAGS_LOGFLUSH 1, NOLOGFLUSH 2.
                flag = bench.rng.choice([1, 2, 2])
                path = folder / "hours.jsonl"
                fresh = not path.exists()
                if fresh:
                    done = bench.run(folder, "init", "--name", "K", "--rate", "150", "--id", "opening", "-f", "hours.jsonl")
                    if not tally.expect(done.code == 0, f"init on ext4: {done}"):
                        return
                    tally.add(acked=1)
                    known.append("opening")
                before = Ledger(path)
                if fresh and bench.rng.random() < 0.5:
                    # At once after the acknowledgement of `init`.
                    shut_down(folder, flag)
                else:
                    known += spend(tally, bench, folder, f"p{rounds}-{lost_power}", flag)
                tally.add(tried=1)
                subprocess.run(["umount", str(folder)], check=True)
                up = False
                subprocess.run(mount, check=True)
                up = True
                what = f"power lost, round {rounds}.{lost_power}"
                after = Ledger(path)
                tally.expect(not after.bad, f"{what}: {after.bad}")
                tally.expect(after.entries[: len(before.entries)] == before.entries, f"{what}: what was there before has changed")
                for entry_id in known:
                    if after.count(entry_id) != 1:
                        tally.lose(f"{what}: {entry_id} was acknowledged and is there {after.count(entry_id)} times")
                verify = bench.run(folder, "verify")
                tally.expect(verify.code == (4 if after.tail else 0), f"{what}: verify: {verify}")
                entry_id = f"after-{lost_power}"
                following = bench.run(folder, "client", "add", f"c-{entry_id}", "N", "--id", entry_id)
                if tally.expect(following.code == 0, f"{what}: the next entry: {following}"):
                    tally.add(acked=1)
                    known.append(entry_id)
                if not tally.sound():
                    return
            settle_here(tally, bench, folder, f"power lost, round {rounds}", known)
        finally:
            if up:
                subprocess.run(["umount", str(folder)], check=True)


def shut_down(folder, flag):
    """EXT4_IOC_SHUTDOWN: nothing reaches the disk from now on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, 0x8004587D, struct.pack("I", flag))
    finally:
        os.close(handle)


def spend(tally, bench, folder, prefix, flag):
    """Three writers at once until the power goes. Gives what they saw acknowledged."""
    acked, lock = [], threading.Lock()
    going, off = threading.Event(), threading.Event()

    def write(who):
        number = 0
        while not off.is_set():
            number += 1
            entry_id = f"{prefix}-{who}-{number}"
            # Client ids are given back by nobody, so that every one of these is new.
            running = bench.start(folder, "client", "add", f"c-{entry_id}", "N", "--id", entry_id)
            running.communicate()
            with lock:
                # What is said once the power goes was said to nobody. (ext4 itself lets an fdatasync that is under way when
                # its journal is shut down come back with 0, though nothing was kept.)
                if running.returncode == 0 and not going.is_set():
                    tally.add(acked=1)
                    acked.append(entry_id)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(bench.rng.random() * 0.4)
    with lock:
        going.set()
    shut_down(folder, flag)
    off.set()
    for thread in threads:
        thread.join()
    return acked


def clock(tally, bench):
    """9. The clock jumps: to 1970, to 2099, back and forth. Nothing is lost, and `recorded` only grows (R30, R31)."""
    rng = bench.rng
    clocks = ["1970-01-01T00:00:00Z", "2099-12-31T23:59:59Z", "2026-11-23T10:00:00Z", "2026-11-23T09:59:59.999999Z", "2026-11-23T08:00:00Z",
              "2026-11-24T10:00:00Z", "2027-06-01T12:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:00:01Z", "2038-01-19T03:14:08Z"]
    rounds = 0
    while not tally.late() or rounds == 0:
        rounds += 1
        folder = bench.folder()
        minutes, acked = 0, []
        before_all = left(bench, folder)
        for number in range(25):
            # One jump to 2099 late enough that something comes before it.
            now = rng.choice([clock for clock in clocks if number > 12 or "2099" not in clock])
            entry_id = f"t{number}"
            dated = ["--on", "2026-11-20"] if rng.random() < 0.8 else []
            before = (folder / "hours.jsonl").read_bytes()
            last = Ledger(folder / "hours.jsonl").entries[-1]["recorded"]
            done = bench.run(folder, "log", "acme", "15m", "--id", entry_id, *dated, now=now)
            tally.add(tried=1)
            if done.code == 0:
                tally.add(acked=1)
                acked.append(entry_id)
                entry = Ledger(folder / "hours.jsonl").entries[-1]
                minutes += 15 if entry["date"] <= "2026-11-23" else 0
                # Where a day was taken from the clock, it must be one that is trusted.
                tally.expect(dated or trusted(now, last), f"a call was dated {entry['date']} by a clock of {now}, after {last}")
            else:
                tally.expect(done.code == 1, f"a clock of {now}: {done}")
                tally.expect(now < NOW or not dated and not trusted(now, last), f"a clock of {now}, after {last}: {done}")
                tally.expect((folder / "hours.jsonl").read_bytes() == before, f"a clock of {now}: {done}, but the bytes have changed")
        figure = left(bench, folder)
        tally.expect(figure == before_all + minutes, f"{before_all} and {minutes} minutes were charged, and the balance says {figure}")
        tally.expect(acked, "no entry was taken under any clock")
        settle(tally, bench, folder, "clocks", acked)
        if not tally.sound():
            return


def trusted(now, last):
    """R31: at most an hour before the last entry, and at most 400 days after it."""
    now, last = (datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")) for moment in (now, last))
    return last - datetime.timedelta(hours=1) <= now <= last + datetime.timedelta(days=400)


def left(bench, folder):
    """What `balance` says was charged to acme."""
    done = bench.run(folder, "balance", "--format", "json", "--as-of", "2026-11-23")
    clients = json.loads(done.out)["clients"]
    return next(client["charged_minutes"] for client in clients if client["client"] == "acme")


def readonly(tally, bench):
    """10. A folder and file of somebody else: reading works, writing says no, and nothing changes, not even a time (R26)."""
    need("setpriv")
    if os.geteuid() != 0:
        raise Missing("not root")
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    for ancestor in [bench.scratch, *bench.scratch.parents]:
        if not ancestor.stat().st_mode & 0o001:
            raise Missing(f"{ancestor} is closed to others")
    modes = [(0o555, 0o444, None), (0o555, 0o666, None), (0o555, 0o444, 0o600), (0o555, 0o666, 0o444), (0o555, 0o666, 0o600), (0o755, 0o644, 0o600)]
    for folder_mode, file_mode, lock_mode in modes:
        folder = bench.folder()
        path, lock = folder / "hours.jsonl", folder / "hours.jsonl.lock"
        path.chmod(file_mode)
        if lock_mode is not None:
            lock.touch()
            lock.chmod(lock_mode)
        folder.chmod(folder_mode)

        def seen():
            looks = [(name, os.lstat(folder / name)) for name in sorted(os.listdir(folder))]
            # Not the time it was read: the kernel keeps that as it is mounted.
            return os.stat(folder).st_mtime_ns, [(name, at.st_size, at.st_mode, at.st_mtime_ns, at.st_ctime_ns, at.st_ino) for name, at in looks], path.read_bytes()

        before = seen()
        what = f"folder {folder_mode:o}, ledger {file_mode:o}, lock {lock_mode and format(lock_mode, 'o')}"
        for reader in [*READERS, ["verify"]]:
            tally.add(tried=1)
            read = bench.run(folder, *reader, wrap=nobody)
            tally.expect(read.code in (0, 3), f"{what}: {' '.join(reader)}: {read}")
            tally.expect(seen() == before, f"{what}: {reader[0]} changed something")
        for command in ("log", "buy", "invoice"):
            tally.add(tried=1)
            written = bench.run(folder, *COMMANDS[command], wrap=nobody)
            tally.expect(written.code == 5, f"{what}: {command}: {written}")
            tally.expect(seen() == before, f"{what}: {command} was refused and changed something")
        tally.add(tried=1)
        made = bench.run(folder, *COMMANDS["init"][:-1], "new.jsonl", wrap=nobody)
        tally.expect(made.code == 5 and seen() == before, f"{what}: init: {made}")


def order(tally, bench):
    """11. The order of calls: lock, open to append, one write, sync, unlock, receipt (R6, R23); and that of `init` (R9)."""
    need_strace(bench)

    def find(calls, name, on=None, has=""):
        return [at for at, call in enumerate(calls) if call.name == name and (on is None or call.on == str(on)) and has in call.rest]

    def ordered(what, *steps):
        """Each step is a name and the places where it was seen: one each, and in this order."""
        for name, places in steps:
            tally.add(tried=1)
            tally.expect(len(places) == 1, f"{what}: {len(places)} times: {name}")
        for (one, first), (other, second) in zip(steps, steps[1:]):
            tally.add(tried=1)
            holds = bool(first) and bool(second) and max(first) < min(second)
            tally.expect(holds, f"{what}: {other} does not come after {one}")

    for command in ("log", "buy", "import", "invoice", "end", "heal"):
        folder, acked, _ = prepared(bench, command)
        before = (folder / "hours.jsonl").read_bytes()
        done, calls = traced(bench, folder, COMMANDS[command])
        tally.expect(done.code == 0, f"{command}: {done}")
        tally.add(acked=1)
        ledger, lock = folder / "hours.jsonl", folder / "hours.jsonl.lock"
        # The receipt: the first byte on stdout. With -y a pipe is shown by its number.
        said = [at for at, call in enumerate(calls) if call.name in ("write", "writev") and re.match(r"1[<,]", call.rest)]
        locked = [at for at in find(calls, "flock", lock) if "LOCK_EX" in calls[at].rest]
        ordered(
            command,
            ("the lock", locked),
            ("open to append", find(calls, "openat", has=f'{ledger}", O_RDWR|O_NOCTTY|O_APPEND')),
            ("the one write", find(calls, "write", ledger) + find(calls, "writev", ledger) + find(calls, "pwrite64", ledger)),
            ("the sync", find(calls, "fdatasync", ledger)),
            ("the unlock", find(calls, "flock", lock, "LOCK_UN")),
            ("the receipt", said[:1]),
        )
        tally.expect(not any("O_TRUNC" in call.rest for call in calls if call.name == "openat"), f"{command}: opened to truncate")
        if command == "heal":
            copies = sorted(folder.glob("hours.jsonl.torn-*"))
            if tally.expect(len(copies) == 1, "heal: no copy of the tail"):
                ordered(
                    "heal",
                    ("the copy's sync", find(calls, "fsync", copies[0])),
                    ("the folder's sync", find(calls, "fsync", folder)),
                    ("the cut", find(calls, "ftruncate", ledger)),
                    ("the write", find(calls, "write", ledger)),
                )
        if command == "buy":
            settle(tally, bench, folder, command, acked + ["the-one"])
            continue
        # The same again is synced before it is said, and not written.
        done, calls = traced(bench, folder, COMMANDS[command])
        said = [at for at, call in enumerate(calls) if call.name == "write" and re.match(r"1[<,]", call.rest)]
        tally.expect(done.code == 0, f"{command} again: {done}")
        ordered(f"{command} again", ("the sync", find(calls, "fdatasync", ledger)), ("the receipt", said[:1]))
        tally.expect(not find(calls, "write", ledger), f"{command} again: written")
        tally.expect((folder / "hours.jsonl").read_bytes() != before, f"{command}: nothing was written")
        settle(tally, bench, folder, command, acked + ["the-one"])

    folder, _, _ = prepared(bench, "init")
    done, calls = traced(bench, folder, COMMANDS["init"])
    tally.expect(done.code == 0, f"init: {done}")
    tally.add(acked=1)
    said = [at for at, call in enumerate(calls) if call.name == "write" and re.match(r"1[<,]", call.rest)]
    syncs = find(calls, "fsync")
    named = [at for at in find(calls, "renameat2") if "RENAME_NOREPLACE" in calls[at].rest] + find(calls, "linkat")
    ordered(
        "init",
        ("the sync of a temporary file", [at for at in syncs if "/.hours-" in calls[at].rest]),
        ("the name, without replacing", named),
        ("the folder's sync", find(calls, "fsync", folder)),
        ("the receipt", said[:1]),
    )
    settle(tally, bench, folder, "init", ["the-one"])

    # Readers open nothing to write, and take no lock that would stop a writer.
    for reader in READERS:
        folder = bench.folder()
        _, calls = traced(bench, folder, reader)
        for call in calls:
            here = str(folder) in call.rest or "hours.jsonl" in call.rest
            bad = call.name in ("ftruncate", "unlink", "unlinkat", "renameat2", "linkat", "fchmod", "utimensat") and here
            bad |= call.name == "openat" and here and bool(re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call.rest))
            bad |= call.name == "flock" and "LOCK_EX" in call.rest
            tally.expect(not bad, f"{' '.join(reader)}: {call}")
        tally.add(tried=1)


# What share of the time each may take.
CLASSES = {
    "order": (order, 1),
    "inject": (inject, 9),
    "kill": (kill, 6),
    "limit": (limit, 3),
    "tmpfs": (tmpfs, 1),
    "writers": (writers, 2),
    "tail": (tail, 5),
    "flips": (flips, 4),
    "power": (power, 2),
    "clock": (clock, 1),
    "readonly": (readonly, 1),
}


# ---------------------------------------------------------------- the program


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, default=HERE.parent.parent / "target/release/hours", help="the program to try")
    parser.add_argument("--seed", type=int, default=1, help="what is left to chance: the same seed, the same cases")
    parser.add_argument("--seconds", type=float, default=110, help="about how long, for all classes together")
    parser.add_argument("--only", action="append", choices=CLASSES, help="this class only; may be repeated")
    parser.add_argument("--strict", action="store_true", help="faults of the program that are known count as well")
    parser.add_argument("--allow-missing", action="store_true", help="a class that lacks its means is no failure")
    return parser.parse_args()


def alone():
    """Starts over in a mount namespace of its own, so that no mount outlives or leaves this program."""
    if os.environ.get("HOURS_FAULTS_ALONE"):
        return os.environ["HOURS_FAULTS_ALONE"] == "yes"
    able = os.geteuid() == 0 and shutil.which("unshare")
    able = able and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0
    if not able:
        return False
    os.environ["HOURS_FAULTS_ALONE"] = "yes"
    os.execvp("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv])


def main():
    args = arguments()
    private = alone()
    if args.strict:
        KNOWN.clear()
    if not args.binary.exists():
        sys.exit(f"{args.binary} is not there: cargo build --release")
    os.umask(0o022)
    chosen = args.only or list(CLASSES)
    scratch = Path(tempfile.mkdtemp(prefix="hours-faults-"))
    scratch.chmod(0o755)
    tallies = []
    share = args.seconds / sum(CLASSES[name][1] for name in chosen)
    for name in chosen:
        run, weight = CLASSES[name]
        # Each class draws its own cases, whichever others run.
        place = scratch / name
        place.mkdir()
        bench = Bench(args.binary, place, random.Random(f"{args.seed} {name}"), private)
        tally = Tally(name, time.monotonic() + share * weight)
        try:
            run(tally, bench)
        except Missing as missing:
            tally.missing = str(missing)
        except Exception as error:
            tally.broken(f"the suite itself failed: {error!r}")
        tally.seconds = time.monotonic() - tally.started
        tallies.append(tally)
        for complaint in tally.complaints[:20]:
            print(f"{name}: {complaint}", flush=True)
        if len(tally.complaints) > 20:
            print(f"{name}: and {len(tally.complaints) - 20} more", flush=True)
    print(f"\n{'class':<10}{'tried':>8}{'acked':>8}{'lost':>6}{'undetected':>12}{'seconds':>9}")
    for tally in tallies:
        said = [f"NOT RUN: {tally.missing}"] if tally.missing else []
        print(
            f"{tally.name:<10}{tally.tried:>8}{tally.acked:>8}{tally.lost:>6}{tally.undetected:>12}{tally.seconds:>9.1f}  {'; '.join(said + tally.notes)}".rstrip()
        )
    figures = [sum(getattr(tally, what) for tally in tallies) for what in ("tried", "acked", "lost", "undetected", "seconds")]
    print(f"{'all':<10}{figures[0]:>8}{figures[1]:>8}{figures[2]:>6}{figures[3]:>12}{figures[4]:>9.1f}   seed {args.seed}")
    for tally in tallies:
        for name, count in sorted(tally.known.items()):
            print(f"known, and not counted: {name} ({count} times in {tally.name})")
    sound = all(tally.sound() for tally in tallies)
    missing = any(tally.missing for tally in tallies) and not args.allow_missing
    if sound:
        shutil.rmtree(scratch, ignore_errors=True)
    else:
        print(f"what is left to look at: {scratch}")
    sys.exit(0 if sound and not missing else 1)


if __name__ == "__main__":
    main()
