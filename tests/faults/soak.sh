#!/usr/bin/env bash
# The fault suite for as long as there is time, with a new seed each round.
#
#     tests/faults/soak.sh SECONDS [what run.py takes]
#
# Stops at the first round that fails, and names its seed: `run.py --seed N` does the same cases again. The tables go to
# target/soak.log, and what each round came to is printed.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:?how many seconds}
shift
# A seed of the day: two soaks do not do the same.
seed=$(date +%s)
log=target/soak.log
: >"$log"
rounds=0
while [ "$SECONDS" -lt "$seconds" ]; do
    left=$((seconds - SECONDS))
    if ! python3 tests/faults/run.py --seed "$seed" --seconds $((left < 110 ? left : 110)) "$@" >"$log.round" 2>&1; then
        cat "$log.round"
        echo "round $((rounds + 1)) failed: seed $seed"
        exit 1
    fi
    cat "$log.round" >>"$log"
    grep '^all ' "$log.round"
    rounds=$((rounds + 1)) seed=$((seed + 1))
done
echo "$rounds rounds: nothing lost, nothing undetected"
# Each class over all rounds.
awk '/^class / { next } NF >= 6 && $2 ~ /^[0-9]+$/ { tried[$1] += $2; acked[$1] += $3; lost[$1] += $4; not[$1] += $5 }
     END { printf "%-10s%10s%10s%6s%12s\n", "class", "tried", "acked", "lost", "undetected"
           for (name in tried) printf "%-10s%10d%10d%6d%12d\n", name, tried[name], acked[name], lost[name], not[name] | "sort" }' "$log"
