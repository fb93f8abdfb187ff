#!/usr/bin/env bash
# `hours` beside other programs, on the same facts and in one run: tables of times and ratios, in Markdown on stdout.
#
#     benches/compare.sh [ENTRIES] [--huge] [--quick] [--without TOOL]…
#
#     ENTRIES         how many entries the ledger has (default: 1000000)
#     --huge          `hours` alone with ten million, too: 10 GB on the disk, an hour
#     --quick         every command once: shows that all of this works, and not how fast anything is
#     --without TOOL  leave out duckdb, sqlite3, tackler, ledger or hledger
#
# It installs what it compares with, by apt-get, pip and cargo, and makes everything in target/compare. Before anything is timed, each
# program's answer is held to the others'; where one differs, the script stops. docs/performance.md tells what the tables mean.
set -euo pipefail
cd "$(dirname "$0")/.."

no_cache=--no-cache # what makes `hours` read the whole ledger; given to it where it knows the word
tools=(duckdb sqlite3 tackler ledger hledger)
tackler=26.10.1
duckdb=1.5.6
slow=8 # seconds from which on a program is run but once more
huge=9990000 # a ledger has at most ten million lines, and some are appended here

say() { printf '%s\n' "$*" >&2; }
fail() { say "compare: $*" && exit 1; }

entries=1000000 with_huge=false quick=false left_out=()
while [ $# -gt 0 ]; do
    case $1 in
        --huge) with_huge=true ;;
        --quick) quick=true ;;
        --without)
            shift
            [[ $# -gt 0 && " ${tools[*]} " == *" $1 "* ]] || fail "--without takes one of: ${tools[*]}"
            left_out+=("$1")
            ;;
        *[!0-9]* | '') fail "what is \`$1\`? (the first lines of this script tell what it takes)" ;;
        *) entries=$1 ;;
    esac
    shift
done
if [ "$entries" -lt 2000 ] || [ "$entries" -gt "$huge" ]; then fail "a ledger of 2000 to $huge entries, please"; fi

# Whether a program takes part.
has() { [[ " ${left_out[*]-} " != *" $1 "* ]]; }

# Relative, so that commands have no blanks to quote whatever the folder is called.
here=target/compare
results=$here/results
rm -rf "$results" "$here/work" "$here/cache" "$here/state"
mkdir -p "$results" "$here/ledgers" "$here/work" "$here/cache" "$here/state"
# The day after the ledger's last, and nothing of this machine's own.
export HOURS_NOW=2026-11-23T12:00:00Z HOURS_BY=bench LC_ALL=C.UTF-8
export XDG_CACHE_HOME=$PWD/$here/cache XDG_STATE_HOME=$PWD/$here/state
unset HOURS_LEDGER

# --- What it needs

install() { # COMMAND PACKAGE
    if ! command -v "$1" >/dev/null; then
        say "installing $2"
        { apt-get update -q && apt-get install -qy "$2"; } >"$here/install.log" 2>&1 || return 1
    fi
}
for needed in python3 hyperfine /usr/bin/time; do
    install "$needed" "$(basename "$needed")" || fail "$needed is needed, and apt-get cannot install it (see $here/install.log)"
done
for tool in hledger ledger sqlite3; do
    if has "$tool"; then install "$tool" "$tool" || fail "$tool cannot be installed (see $here/install.log); without it: --without $tool"; fi
done
if has duckdb && [ "$("$here/duckdb/bin/duckdb" --version 2>/dev/null | cut -d' ' -f1)" != "v$duckdb" ]; then
    say "installing duckdb"
    python3 -c 'import ensurepip, venv' 2>/dev/null || install python3-venv python3-venv || true
    { python3 -m venv "$here/duckdb" && "$here/duckdb/bin/pip" -q install "duckdb-cli==$duckdb"; } >"$here/install.log" 2>&1 ||
        fail "duckdb cannot be installed (see $here/install.log); without it: --without duckdb"
fi
if has tackler && [ "$("$here/tackler/bin/tackler" --version 2>/dev/null | grep -o "$tackler")" != "$tackler" ]; then
    say "building tackler, some minutes"
    if ! CARGO_TARGET_DIR=$here/tackler-build timeout 1200 \
        cargo install -q --locked --root "$here/tackler" "tackler@$tackler" >"$here/install.log" 2>&1; then
        say "tackler could not be built (see $here/install.log): it is left out"
        left_out+=(tackler)
    fi
    rm -rf "$here/tackler-build"
fi
say "building hours, twice: as it is handed out, and as cargo builds it"
cargo build -q --locked --release --bin hours --example generate
if ! .ci/release >"$here/release.log" 2>&1; then
    say "it cannot be built as it is handed out (see $here/release.log): it is measured as cargo builds it"
    left_out+=(plain)
fi
cargo build -q --locked --release --bench floor --message-format=json |
    python3 -c 'import json, sys; print(*[m["executable"] for m in map(json.loads, sys.stdin) if m.get("target", {}).get("name") == "floor"])' |
    xargs -I{} cp {} "$here/floor"
# All are copied, as an installed program is: what a linker wrote lies in the system's memory in smaller pieces, and starts a tenth slower.
cp target/release/hours "$here/plain"
cp "$(if has plain; then echo target/dist/hours; else echo "$here/plain"; fi)" "$here/hours"
hours=$here/hours plain=$here/plain floor=$here/floor
$hours --help | grep -q -e "$no_cache" || no_cache=

# --- The same facts for all

sizes=()
for size in 10000 100000 1000000; do [ "$size" -ge "$entries" ] || sizes+=("$size"); done
sizes+=("$entries")
smallest=${sizes[0]}
if $with_huge; then sizes+=("$huge"); fi

for size in "${sizes[@]}"; do
    ledger=$here/ledgers/$size.jsonl
    if [ ! "$ledger" -nt examples/generate.rs ]; then
        say "making a ledger of $size entries"
        target/release/examples/generate --entries "$size" --clients 500 --seed 1 --out "$ledger.part"
        mv "$ledger.part" "$ledger"
    fi
    if [ "$size" != "$huge" ] && [[ ! $here/facts/$size/sums.json -nt $ledger || ! $here/facts/$size/sums.json -nt benches/compare/facts.py ]]; then
        say "writing its facts in the others' formats"
        # What `hours` hands out, so that it is its own facts that the others are given.
        $hours export jsonl --ledger "$ledger" | python3 benches/compare/facts.py make - "$here/facts/$size"
    fi
done
# What was written lies in the system's memory in pieces as large as it was written in, and takes up to twice as long to be read as what was read from
# the disk, as after a start of the machine. So each file of each program is forgotten and read again before anything is timed.
find "$here/ledgers" "$here/facts" -type f | while read -r file; do
    sync "$file"
    dd if="$file" iflag=nocache count=0 status=none
    cat "$file" >/dev/null
done
ledger=$here/ledgers/$entries.jsonl facts=$here/facts/$entries work=$here/work
python3 benches/compare/facts.py rows 100000 "$work"
head -n 1000 "$work/rows.jsonl" >"$work/late.jsonl"
echo "SELECT client, SUM(minutes) FROM read_ndjson('$ledger', columns = {client: 'VARCHAR', minutes: 'BIGINT'}) GROUP BY client;" >"$work/duckdb.sql"
echo "SELECT json_extract(line, '\$.client') AS client, SUM(json_extract(line, '\$.minutes')) FROM ledger GROUP BY client;" >"$work/sqlite3.sql"

declare -A cold=(
    [hours]="$hours balance --ledger $ledger $no_cache"
    [plain]="$plain balance --ledger $ledger $no_cache"
    [cat]="cat $ledger"
    [sha256sum]="sha256sum $ledger"
    [serde_json]="$floor $ledger"
    [duckdb]="$here/duckdb/bin/duckdb -csv -f $work/duckdb.sql"
    [sqlite3]="sqlite3 -csv $facts/lines.db '.read $work/sqlite3.sql'"
    [tackler]="$here/tackler/bin/tackler --config $facts/tackler.toml --input.file $facts/facts.txn"
    [ledger]="ledger --args-only -f $facts/facts.journal balance --flat --no-total ^hours:"
    [hledger]="hledger -f $facts/facts.journal balance --flat --no-total hours:"
)

# --- The same answers from all

is_slow=()
same() { # PROGRAM, WHICH SUMS, HOW IT PRINTS THEM
    has "$1" || return 0
    say "asking $1"
    local begun=$EPOCHREALTIME
    eval "${cold[$1]} ${4-}" >"$work/$1.out" || fail "$1 gave no answer"
    [ $(((${EPOCHREALTIME/[.,]/} - ${begun/[.,]/}) / 1000000)) -lt "$slow" ] || is_slow+=("$1")
    python3 benches/compare/facts.py same "$facts/sums.json" "$2" "$3" "$work/$1.out" || fail "$1 has other figures"
}
same hours balance hours "--format json"
same plain balance hours "--format json"
same serde_json lines csv
same duckdb lines csv
same sqlite3 lines csv
same tackler balance text
same ledger balance text
same hledger balance text

# --- Side by side

# Runs every named command, round after round, so that what disturbs the machine meets them all: beside GROUP NAME COMMAND [NAME COMMAND]…
rounds=3 runs=(--warmup 1 --min-runs 3 --max-runs 30)
if $quick; then rounds=1 runs=(--runs 1); fi
beside() {
    local group=$1 round words=()
    shift
    while [ $# -gt 0 ]; do words+=(-n "$1" "$2") && shift 2; done
    for round in $(seq "$rounds"); do
        hyperfine -N --style none "${runs[@]}" "${prepare[@]}" --export-json "$results/$group.$round.json" "${words[@]}" >"$here/hyperfine.log" 2>&1 ||
            fail "a command failed while it was timed: $(grep -m1 -i error "$here/hyperfine.log")"
    done
}
# Once, and not again: for what takes long, and was run a moment ago.
once() { hyperfine -N --style none --runs 1 --export-json "$results/once.$1.json" -n "cold/$1" "${cold[$1]}" >"$here/hyperfine.log" 2>&1; }
prepare=()

say "cold"
words=()
for program in hours plain cat sha256sum serde_json "${tools[@]}"; do
    if ! has "$program"; then
        continue
    elif [[ " ${is_slow[*]-} " == *" $program "* && $program != hours && $program != plain ]]; then
        once "$program"
    else
        words+=("cold/$program" "${cold[$program]}")
    fi
done
beside cold "${words[@]}"

say "scaling"
words=()
for size in "${sizes[@]}"; do words+=("scale/$size" "$hours balance --ledger $here/ledgers/$size.jsonl $no_cache"); done
beside scale "${words[@]}"

# Somebody with something left, so that `check` says yes.
client_of() { $hours balance --ledger "$1" --format csv | awk -F, 'NR > 1 && $4 >= 60 && !found { found = 1; print $1 }'; }
forget() { rm -rf "$here/cache" "$here/state" && mkdir -p "$here/cache" "$here/state"; }

for size in "${sizes[@]}"; do
    say "warm, $size entries"
    forget
    book=$work/warm-$size.jsonl
    cp "$here/ledgers/$size.jsonl" "$book"
    client=$(client_of "$book")
    words=(warm/nothing "$floor" warm/tree "$floor --version" "warm/$size/version" "$hours --version"
        "warm/$size/balance" "$hours balance $client --ledger $book" "warm/$size/check" "$hours check $client 1m --ledger $book")
    if has sqlite3 && [ "$size" != "$huge" ]; then
        echo "SELECT SUM(minutes) FROM facts WHERE client = '$client';" >"$work/client-$size.sql"
        words+=("warm/$size/sqlite3" "sqlite3 $here/facts/$size/facts.db '.read $work/client-$size.sql'")
    fi
    beside "warm-$size" "${words[@]}"
    [ -z "$(find "$here/cache" -type f)" ] || touch "$results/snapshot"
    # A thousand lines that the snapshot does not know, anew for every run: whoever answers may leave another snapshot, in the place of the one
    # there, not in it. So a link will do; to copy it before every run would be work beside what is timed.
    rm -rf "$here/cache.before" && cp -al "$here/cache" "$here/cache.before"
    XDG_CACHE_HOME=$PWD/$work/elsewhere $hours import "$work/late.jsonl" --ledger "$book" >/dev/null 2>&1
    prepare=(--prepare "sh -c 'rm -rf $here/cache && cp -al $here/cache.before $here/cache'")
    beside "late-$size" "warm/$size/late-version" "$hours --version" "warm/$size/late" "$hours balance $client --ledger $book"
    prepare=()
    # A shortcut to the same answer.
    # shellcheck disable=SC2086 # no word where there is no such option
    cmp <($hours balance "$client" --ledger "$book") <($hours balance "$client" --ledger "$book" $no_cache) || fail "another answer with a cache"
    for run in "cold balance $no_cache" "warm balance $client"; do
        read -r how words <<<"$run"
        # shellcheck disable=SC2086 # they are words
        /usr/bin/time -a -o "$results/memory" -f "$how $size %M $(stat -c %s "$book")" "$hours" $words --ledger "$book" >/dev/null
    done
    rm -rf "$book"* "$here/cache.before" "$work/elsewhere"
done

for size in $(printf '%s\n' "$smallest" "$entries" | sort -nu); do
    say "append, $size entries"
    forget
    book=$work/append-$size.jsonl
    cp "$here/ledgers/$size.jsonl" "$book"
    cp "$book" "$work/dd.bytes"
    tail -n 1 "$book" >"$work/line"
    beside "append-$size" "append/$size/version" "$hours --version" \
        "append/$size/dd" "dd if=$work/line of=$work/dd.bytes bs=64k oflag=append conv=notrunc,fsync status=none" \
        "append/$size/log" "$hours log $(client_of "$book") 15m 'VPN down after update' --ledger $book"
    rm -f "$book"* "$work/dd.bytes"
done

say "import"
book=$work/import.jsonl
prepare=(--prepare "sh -c 'rm -rf $here/cache $here/state && mkdir $here/cache $here/state && cp $here/ledgers/$smallest.jsonl $book'")
beside import import "$hours import $work/rows.jsonl --ledger $book"
rm -f "$book"*

# --- The tables

{
    $hours --version
    has plain || echo "as cargo builds it"
    if has duckdb; then echo "DuckDB $duckdb"; fi
    if has sqlite3; then echo "SQLite $(sqlite3 --version | cut -d' ' -f1)"; fi
    if has tackler; then echo "tackler $tackler"; fi
    if has ledger; then echo "ledger $(ledger --version | sed -nE '1s/^Ledger ([0-9.]+).*/\1/p')"; fi
    if has hledger; then hledger --version | sed -nE 's/^(hledger [0-9.]+[0-9]).*/\1/p'; fi
    for tool in "${tools[@]}"; do has "$tool" || echo "without $tool"; done
} >"$results/versions"
if $quick; then echo "every command once, so these are no figures" >>"$results/versions"; fi
python3 benches/compare/table.py "$results" "$entries" "$(date +%F)" "$(nproc)" | tee "$here/table.md"
