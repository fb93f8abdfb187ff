#!/usr/bin/env bash
# Does the fault suite notice? Takes one promise at a time out of a copy of the program and runs the classes that should see it.
#
#     tests/faults/mutants.sh [NAME…]      all of them, or these
#
# Then the same with a second list, against the simulated disk (`cargo test --test store machine`).
#
# PROFILE=dev builds faster. Prints a line for each, and exits 1 where one was not caught. The tree itself is not touched.
set -euo pipefail
cd "$(dirname "$0")/../.."

profile=${PROFILE:-release}
folder=$([ "$profile" = dev ] && echo debug || echo "$profile")
work=$PWD/target/mutants
mkdir -p "$work/target"
# What was built before is a start: the libraries are the same.
if [ ! -d "$work/target/$folder" ] && [ -d "target/$folder" ]; then cp -a "target/$folder" "$work/target/"; fi

# name | the file | what is changed in it (sed -E) | the classes that should notice
mutants=$(cat <<'LIST'
no-sync|src/store/ledger.rs|s/(write_once\(&self\.file, bytes\))\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\);/\1;/|order power
no-lock|src/store/ledger.rs|s/(&request\.command\)\)\.transpose\(\)\?);/\1.filter(|_| false);/|order writers
no-rollback|src/store/ledger.rs|s/match self\.file\.set_len\(self\.size\)\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\) \{/match Ok::<(), std::io::Error>(()) {/|inject limit tmpfs
glue|src/store/ledger.rs|s/let Some\(tail\) = self\.reading\.unfinished else/let Some(tail) = self.reading.unfinished.filter(|_| false) else/|tail
already-without-sync|src/store/ledger.rs|/fn settle_repeat/,/^    \}/s/^        self\.file\.sync_data\(\).*$//|order
receipt-first|src/store/ledger.rs|s/(write_once\(&self\.file, bytes\)\.and_then\(\|\(\)\|) (self\.file\.sync_data\(\))\);/\1 { println!("recorded"); \2 });/|order
two-writes|src/store/ledger.rs|s/file::write_once\(&self\.file, bytes\)/file::write_once(\&self.file, \&bytes[..9]).and_then(|()| file::write_once(\&self.file, \&bytes[9..]))/|order kill
no-folder-sync|src/store/file.rs|s/File::open\(folder\(path\)\)\?\.sync_all\(\)/{ let _ = path; Ok(()) }/|order
same-moment|src/store/draft.rs|s/reading\.max\(last\.plus_micros\(1\)\)/reading.max(last)/|clock
LIST
)

missed=0
while IFS='|' read -r name file rest; do
    # The change may hold bars of its own; the classes are what stands after the last.
    change=${rest%|*} classes=${rest##*|}
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    tree=$work/tree
    mkdir -p "$tree"
    # Only what differs is written, so that only that is built again.
    for part in Cargo.toml Cargo.lock src examples benches docs fixtures README.md; do
        [ ! -e "$part" ] || rm -rf "${tree:?}/$part"
        [ ! -e "$part" ] || cp -a "$part" "$tree/$part"
    done
    sed -E -i "$change" "$tree/$file"
    if cmp -s "$file" "$tree/$file"; then
        echo "$name: the change no longer fits $file"
        missed=1
        continue
    fi
    # A file that was put back is as new as one that was changed.
    find "$tree/src/store" -name '*.rs' -exec touch {} +
    started=$SECONDS
    cargo build -q --locked -j1 --profile "$profile" --bin hours --manifest-path "$tree/Cargo.toml" --target-dir "$work/target" </dev/null 2>"$work/$name.build" ||
        { echo "$name: does not build, see $work/$name.build"; missed=1; continue; }
    cp "$work/target/$folder/hours" "$work/$name"
    built=$((SECONDS - started))
    by=
    for class in $classes; do
        python3 tests/faults/run.py --binary "$work/$name" --only "$class" --seconds 12 </dev/null >"$work/$name.$class" 2>&1 || by="$by $class"
    done
    if [ -n "$by" ]; then
        echo "$name: caught by$by (of: $classes; built in ${built}s)"
        # What was said first, so that a person can see that it was for the right reason.
        for class in $by; do { grep -m1 -E "^$class: |NOT RUN|Error" "$work/$name.$class" || tail -n 1 "$work/$name.$class"; } | cut -c1-200 | sed 's/^/    /'; done
    else
        echo "$name: NOT CAUGHT (by $classes)"
        missed=1
    fi
done <<<"$mutants"

# name | what is changed in src/store/ledger.rs (sed -E); the tests of the simulated disk should notice
simulated=$(cat <<'LIST'
sim-no-sync|s/(write_once\(&self\.file, bytes\))\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\);/\1;/
sim-no-rollback|s/match self\.file\.set_len\(self\.size\)\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\) \{/match Ok::<(), std::io::Error>(()) {/
sim-glue|s/let Some\(tail\) = self\.reading\.unfinished else/let Some(tail) = self.reading.unfinished.filter(|_| false) else/
sim-already-without-sync|/fn settle_repeat/,/^    \}/s/^        self\.file\.sync_data\(\).*$//
sim-two-writes|s/file::write_once\(&self\.file, bytes\)/file::write_once(\&self.file, \&bytes[..9]).and_then(|()| file::write_once(\&self.file, \&bytes[9..]))/
sim-ack-after-failed-sync|s/(write_once\(&self\.file, bytes\))\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\);/\1.map(|()| drop(self.file.sync_data()));/
sim-rollback-without-sync|s/match self\.file\.set_len\(self\.size\)\.and_then\(\|\(\)\| self\.file\.sync_data\(\)\) \{/match self.file.set_len(self.size) {/
LIST
)

while IFS='|' read -r name change; do
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    tree=$work/tree
    mkdir -p "$tree"
    for part in Cargo.toml Cargo.lock src tests examples benches docs fixtures README.md; do
        [ ! -e "$part" ] || { rm -rf "${tree:?}/$part"; cp -a "$part" "$tree/$part"; }
    done
    sed -E -i "$change" "$tree/src/store/ledger.rs"
    if cmp -s src/store/ledger.rs "$tree/src/store/ledger.rs"; then
        echo "$name: the change no longer fits src/store/ledger.rs"
        missed=1
        continue
    fi
    find "$tree/src/store" -name '*.rs' -exec touch {} +
    run() { cargo test -q --locked -j1 --test store --manifest-path "$tree/Cargo.toml" --target-dir "$work/target" "$@" </dev/null; }
    if ! run --no-run >"$work/$name.build" 2>&1; then
        echo "$name: does not build, see $work/$name.build"
        missed=1
    elif run machine >"$work/$name.machine" 2>&1; then
        echo "$name: NOT CAUGHT (by the simulated disk)"
        missed=1
    else
        echo "$name: caught by the simulated disk"
        grep -E '^test .* FAILED|^    machine::' "$work/$name.machine" | sort -u | head -n 3 || true
    fi
done <<<"$simulated"
exit $missed
