# Sourced by the scripts in tests/cli: a folder of its own to work in, and checks that say what they
# saw. The program is $OVERBUILD; $ROOT is the source tree.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
OVERBUILD=$(realpath "${OVERBUILD:-$ROOT/build/release/overbuild}")
TOY=$ROOT/configs/toy.yaml
# shellcheck source=tests/cli/common/await.sh
source "$ROOT/tests/cli/common/await.sh"
export NO_COLOR=1
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
mkdir box captured
cd box

fail() {
  echo "FAILED: $*" >&2
  echo "--- stdout" >&2
  head -c 2000 ../captured/out >&2 || true
  echo "--- stderr" >&2
  head -c 2000 ../captured/err >&2 || true
  exit 1
}

# expect CODE ARGUMENTS...: runs the program and checks its exit code.
expect() {
  local wanted=$1 code=0
  shift
  "$OVERBUILD" "$@" >../captured/out 2>../captured/err </dev/null || code=$?
  [ "$code" -eq "$wanted" ] || fail "overbuild $*: exit code $code, expected $wanted"
}

# work_of PID: the processor time that a process has taken, in hundredths of a second; what is measured
# by it does not depend on who else is at work.
work_of() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
has_worked() { [ "$(work_of "$1")" -ge "$2" ]; }

# catches_interrupt PID: whether a signal would no longer come too early. Before the program is loaded
# PID is a copy of this shell, which catches signals, too.
catches_interrupt() {
  local caught
  [ -d "/proc/$1" ] || fail "it ended by itself"
  [ "/proc/$1/exe" -ef "$OVERBUILD" ] || return 1
  caught=$(awk '/^SigCgt/ { print $2 }' "/proc/$1/status" 2>/dev/null) || fail "it ended by itself"
  (((0x${caught:-0} & 0x4002) == 0x4002))  # SIGINT and SIGTERM, which are caught one after the other
}

# needs_report: skips the test where the program was built without the report's front end.
needs_report() {
  expect 0 run "$TOY" -o ../for-report
  local code=0
  "$OVERBUILD" report ../for-report -o ../page.html >../captured/out 2>../captured/err || code=$?
  if [ "$code" -eq 2 ] && grep -q 'this build has no report' ../captured/err; then
    says err 'apt-get install nodejs npm'
    echo "skipped: the program was built without the report's front end"
    exit 77
  fi
  [ "$code" -eq 0 ] || fail "report: exit code $code"
}

# says out|err PATTERN: what the program wrote there matches the extended regular expression.
says() { grep -qE -- "$2" "../captured/$1" || fail "std$1 does not match: $2"; }

# silent out|err
silent() { [ ! -s "../captured/$1" ] || fail "std$1 is not empty"; }

# untouched FILES...: the working folder holds exactly these, hidden ones included.
untouched() {
  local now
  now=$(ls -A | sort | tr '\n' ' ')
  [ "$now" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ' | sed 's/^ $//')" ] ||
    fail "the folder holds: $now; expected: $*"
}

# is_json FILE: when jq is there to ask; always: it starts and ends like an object.
is_json() {
  [ "$(head -c 1 "$1")" = "{" ] && [ "$(tail -n 1 "$1")" = "}" ] || fail "$1 is not a JSON object"
  if command -v jq >/dev/null; then jq -e . "$1" >/dev/null || fail "$1 does not parse as JSON"; fi
}

# complete DIR: a run directory with all its files.
complete() {
  local file
  for file in manifest.json config.yaml series.csv agents.csv events.csv flows.csv balances.csv \
              losses.csv obligations.csv plans.csv fleet.csv workloads.csv digests.csv parameters.csv; do
    [ -s "$1/$file" ] || fail "$1/$file is missing or empty"
  done
  grep -q '"status": "complete"' "$1/manifest.json" || fail "$1 is not complete"
}
