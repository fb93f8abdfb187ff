#!/usr/bin/env python3
"""The facts of a ledger, for the tools that `benches/compare.sh` compares `hours` with, and whether their answers are the same.

    facts.py make LEDGER FOLDER           writes the facts in each tool's own format, and the sums that must come out; `-` is stdin
    facts.py same SUMS WHICH FORMAT FILE  holds a tool's answer to those sums; exits 1 at the first that differs
    facts.py rows NUMBER FOLDER           writes rows for `hours import`

Two sums are kept. `lines` is what a bare SUM over the ledger's lines gives: every minute that stands beside a client's name, whatever
the line means. `balance` is what bookkeeping gives: bought, less paid back, less worked, where a void takes the old call back and an
amendment replaces it. The second must also be what `hours balance` says, by its own rules. Standard library only.
"""

import csv
import json
import re
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

TACKLER = """
[kernel]
strict = false
audit = { mode = false, hash = "SHA-256" }
timestamp = { default-time = 00:00:00, timezone = { name = "UTC" } }

[kernel.input]
storage = "fs"
fs = { path = ".", dir = ".", ext = "txn" }

[transaction]
accounts = { path = "none" }
commodities = { path = "none" }
tags = { path = "none" }

[report]
report-timezone = "UTC"
scale = { min = 0, max = 2 }
formats = [ "txt" ]
accounts = [ "hours:.*" ]
targets = [ "balance" ]
balance = { title = "Balance", type = "flat" }
balance-group = { title = "Balance", type = "flat", group-by = "month" }
register = { title = "Register" }

[export]
targets = [ ]
equity = { equity-account = "house" }
"""


class Books:
    """What each line of a ledger books, kept by itself so that it does not depend on the program that is measured."""

    def __init__(self):
        self.calls, self.owner = {}, {}
        self.lines, self.balance = defaultdict(int), defaultdict(int)

    def postings(self, line):
        """The client's minutes that a line changes, in order; none for a line that is about no minutes."""
        kind, minutes = line["kind"], line.get("minutes")
        if "client" in line and minutes:
            self.lines[line["client"]] += minutes
        if kind == "purchase":
            self.owner[line["package"]] = line["client"]
            booked = [(line["client"], minutes)]
        elif kind == "refund":
            booked = [(self.owner[line["package"]], -minutes)]
        elif kind in ("call", "amend", "void"):
            booked = []
            if kind != "call":
                client, worked = self.calls.pop(line["entry"])
                booked.append((client, worked))
            if kind != "void":
                self.calls[line["id"]] = (line["client"], minutes)
                booked.append((line["client"], -minutes))
        elif kind in ("open", "service", "client", "close", "extend"):
            booked = []
        else:
            sys.exit(f"line {line['seq']}: `{kind}` is not known here; examples/generate makes none")
        for client, minutes in booked:
            self.balance[client] += minutes
        return booked


def database(path, table):
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.execute(f"CREATE TABLE {table}")
    return base


def make(ledger, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    books = Books()
    journal = open(folder / "facts.journal", "w", encoding="utf-8")
    txn = open(folder / "facts.txn", "w", encoding="utf-8")
    whole = database(folder / "lines.db", "ledger (line TEXT)")
    facts = database(folder / "facts.db", "facts (seq INTEGER PRIMARY KEY, client TEXT, kind TEXT, date TEXT, minutes INTEGER, note TEXT)")
    with open(0 if ledger == "-" else ledger, encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            whole.execute("INSERT INTO ledger VALUES (?)", (text.rstrip("\n"),))
            seq, note = line["seq"], line.get("note") or line["kind"]
            date = line.get("date") or line.get("through") or line["recorded"][:10]
            if "client" in line and "minutes" in line:
                fact = (seq, line["client"], line["kind"], date, line["minutes"], note)
                facts.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", fact)
            postings = books.postings(line)
            if not postings:
                journal.write(f"; {date} (#{seq}) {note}\n\n")
                continue
            booked = "".join(f"    hours:{client}  {minutes} MIN\n" for client, minutes in postings)
            against = f"    house  {-sum(minutes for _, minutes in postings)} MIN\n\n"
            journal.write(f"{date} (#{seq}) {note}\n{booked}{against}")
            txn.write(f"{date} (#{seq}) '{note}\n{booked}{against}")
    # It covers the question, so one client's sum is read from the index alone.
    facts.execute("CREATE INDEX of_client ON facts (client, minutes)")
    for base in (whole, facts):
        base.commit()
        base.close()
    journal.close()
    txn.close()
    (folder / "tackler.toml").write_text(TACKLER)
    (folder / "sums.json").write_text(json.dumps({"lines": books.lines, "balance": books.balance}))


def answer(form, text):
    """Minutes by client, of what a tool printed."""
    if form == "hours":
        sums = {}
        for client in json.loads(text)["clients"]:
            sizes = sum(p["size_minutes"] - p["refunded_minutes"] for p in client["packages"])
            sums[client["client"]] = sizes - client["worked_minutes"]
        return sums
    if form == "csv":
        rows = list(csv.reader(text.splitlines()))
        return {client: int(minutes) for client, minutes in rows if client not in ("", "NULL") and minutes.isdigit()}
    # hledger, ledger and tackler: an amount and an account on a line, in some order and with some other words.
    account = re.compile(r"hours:([a-z0-9._-]+)")
    amount = re.compile(r"(?<![\w.:-])(-?\d+)(?:\.0+)?(?![\w.:-])")
    sums = {}
    for line in text.splitlines():
        if found := account.search(line):
            sums[found.group(1)] = int(amount.search(account.sub(" ", line)).group(1))
    return sums


def same(sums, which, form, file):
    wanted = {client: minutes for client, minutes in json.loads(Path(sums).read_text())[which].items() if minutes}
    seen = {client: minutes for client, minutes in answer(form, Path(file).read_text()).items() if minutes}
    for client in sorted(wanted.keys() | seen.keys()):
        if wanted.get(client, 0) != seen.get(client, 0):
            sys.exit(f"{file}: {client} has {seen.get(client, 0)} minutes, and should have {wanted.get(client, 0)}")
    if not wanted:
        sys.exit(f"{sums}: nothing to compare")


def rows(number, folder):
    with open(Path(folder) / "rows.jsonl", "w", encoding="utf-8") as file:
        for n in range(int(number)):
            row = {"id": f"bench:{n}", "client": f"client-{n % 500 + 1:03}", "date": "2026-11-22", "minutes": 5 + n % 60, "note": "Imported"}
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    {"make": make, "same": same, "rows": rows}[sys.argv[1]](*sys.argv[2:])
