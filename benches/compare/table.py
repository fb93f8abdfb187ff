#!/usr/bin/env python3
"""Prints what `benches/compare.sh` measured as Markdown: table.py RESULTS ENTRIES DATE CORES

RESULTS is a folder of what hyperfine exports, with the command's name as `group/size/what`. Every time is the median of all the runs of
a command in all rounds, and every ratio is one of two medians of the same run of the script. Standard library only.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

# What a program is called in the table, and what it works out.
COLD = {
    "hours": ("`hours balance`", "every client by all the rules; every line's spelling and hash checked"),
    "plain": ("the same, as cargo builds it", "the same"),
    "cat": ("`cat`", "nothing: the file is read"),
    "sha256sum": ("`sha256sum`", "one hash over the file"),
    "serde_json": ("serde_json, one core", "lines into borrowed fields, a bare SUM per client"),
    "duckdb": ("DuckDB `read_ndjson`", "two fields of every line, a bare SUM per client"),
    "sqlite3": ("sqlite3 `json_extract`", "the same, of lines that it was given before"),
    "tackler": ("tackler `balance`", "a journal's sums per client"),
    "ledger": ("ledger `balance`", "a journal's sums per client"),
    "hledger": ("hledger `balance`", "a journal's sums per client"),
}
WARM = {
    "balance": "`hours balance CLIENT`",
    "check": "`hours check CLIENT 1m`",
    "late": "`hours balance CLIENT`, 1,000 new lines",
    "sqlite3": "sqlite3, an indexed SUM for one client",
}


def read(results):
    """All times of each command, in seconds."""
    times = defaultdict(list)
    for file in sorted(Path(results).glob("*.json")):
        for command in json.loads(file.read_text())["results"]:
            times[command["command"]] += command["times"]
    return times


def span(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds / size < 100 else f"{seconds / size:.0f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def ratio(a, b):
    return f"{a / b:.2f}" if a < 10 * b else f"{a / b:.0f}"


def table(title, head, rows):
    align = [" --- " if name in ("program", "what it works out", "") else " ---: " for name in head]
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'|'.join(align)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def main(results, entries, date, cores):
    entries, times = int(entries), read(results)
    took = {name: median(seconds) for name, seconds in times.items()}
    spread = {name: f"{span(min(seconds))} – {span(max(seconds))}" for name, seconds in times.items()}
    sizes = sorted({int(name.split("/")[1]) for name in took if name.startswith("scale/")})

    versions = (Path(results) / "versions").read_text().splitlines()
    print(f"{date}, {cores} cores. {', '.join(versions)}.")

    rows = []
    for name, (program, computes) in COLD.items():
        if (key := f"cold/{name}") in took:
            rows.append((program, computes, span(took[key]), spread[key], span(took[key] / entries), ratio(took[key], took["cold/hours"])))
    head = ("program", "what it works out", "time", "from – to", "an entry", "÷ `hours balance`")
    table(f"Cold: the balance of every client, {entries:,} entries, the whole process", head, rows)

    first = took[f"scale/{sizes[0]}"]
    rows = [
        (f"{size:,}", span(took[f"scale/{size}"]), span(took[f"scale/{size}"] / size), ratio(size, sizes[0]), ratio(took[f"scale/{size}"], first))
        for size in sizes
    ]
    table("Scaling: `hours balance` of every client, cold", ("entries", "time", "an entry", "entries, times", "time, times"), rows)

    # Each size's own `--version`, which took turns with what it is compared with, and so did another with what reads new lines.
    version = {size: took[f"warm/{size}/version"] for size in sizes}
    rows = [("`hours --version`", "", span(median(version.values())), "", "1.00")]
    rows.append(("its command line, and nothing behind it", "", span(took["warm/tree"]), spread["warm/tree"], ratio(took["warm/tree"], median(version.values()))))
    rows.append(("an empty process", "", span(took["warm/nothing"]), spread["warm/nothing"], ratio(took["warm/nothing"], median(version.values()))))
    for name, program in WARM.items():
        for size in sizes:
            if (key := f"warm/{size}/{name}") in took:
                started = took[f"warm/{size}/late-version"] if name == "late" else version[size]
                rows.append((program, f"{size:,}", span(took[key]), spread[key], ratio(took[key], started)))
    without = "" if (Path(results) / "snapshot").exists() else " (the last run left no snapshot, so these are cold)"
    table(f"Warm: one client, asked again{without}", ("program", "entries", "time", "from – to", "÷ `hours --version`"), rows)

    rows = []
    for size in sizes:
        if (key := f"append/{size}/log") in took:
            version, dd = took[f"append/{size}/version"], took[f"append/{size}/dd"]
            rows.append((f"{size:,}", span(took[key]), span(version), span(dd), ratio(took[key], version + dd)))
    head = ("entries", "`hours log`", "`hours --version`", "`dd conv=fsync`", "`log` ÷ (`--version` + `dd`)")
    table("Append: one call, with receipt, warnings, lock and sync", head, rows)
    print(f"\n`hours import` of 100,000 rows: {span(took['import'])}, {100_000 / took['import']:,.0f} rows a second.")

    rows = []
    for line in (Path(results) / "memory").read_text().splitlines():
        how, size, peak, file = line.split()
        peak, size, file = 1024 * int(peak), int(size), int(file)
        rows.append((how, f"{size:,}", f"{peak / 2**20:.1f} MiB", f"{peak / size:.0f} bytes", f"{peak / file:.2f}"))
    table("Memory: the most that `hours balance` holds at a time", ("", "entries", "peak", "an entry", "÷ the file"), sorted(rows, key=lambda row: row[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
