#!/usr/bin/env bash
# Pictures of the same bank by the program of a revision and by the one here: what looks different lies in target/looks.
# More arguments go to cargo: `tests/gates/looks.sh origin/main --release`.
set -euo pipefail
cd "$(dirname "$0")/../.."
revision=${1:-origin/main}
shift || true
place=$(mktemp -d)
trap 'git worktree remove --force "$place/source"; rm -rf "$place"' EXIT
git worktree add --detach "$place/source" "$revision"

# Templates, styles and scripts are in the program, so each gets nothing but the questions.
mkdir "$place/bank"
cp -r questions prepbook.yaml "$place/bank"
for program in before now; do
  source=$([ $program = before ] && echo "$place/source" || pwd)
  cargo run --locked --manifest-path "$source/Cargo.toml" --target-dir target "$@" -- \
    build --quiet --root "$place/bank" --output "$place/$program"
done
BEFORE="$place/before" SITE="$place/now" npm run --silent looks --prefix tests/gates
