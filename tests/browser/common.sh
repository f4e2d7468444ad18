# Sourced by what drives a browser: finds Chromium, or Firefox with NEEDS=firefox, or no browser with
# NEEDS=npm, and installs what its lock file names into build/browser. Exits with 77, which counts as skipped, where that is
# not possible.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
OVERBUILD=$(realpath "${OVERBUILD:-$ROOT/build/release/overbuild}")
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "FAILED: $*" >&2; exit 1; }
# shellcheck source=tests/cli/common/await.sh
source "$ROOT/tests/cli/common/await.sh"

# Where a browser is a snap, the command may be there and not work.
works() { timeout 300 "${1:-false}" --version >/dev/null 2>&1; }
if [ "${NEEDS:-chromium}" = firefox ]; then
  FIREFOX=$(command -v firefox-esr || command -v firefox || true)
  works "$FIREFOX" || skip "no Firefox (Debian package firefox-esr)"
  export FIREFOX
elif [ "${NEEDS:-chromium}" != npm ]; then
  CHROMIUM=$(command -v chromium || command -v chromium-browser || true)
  works "$CHROMIUM" || skip "no Chromium (Debian package chromium)"
  export CHROMIUM
fi
command -v npm >/dev/null || skip "no npm (Debian packages nodejs and npm)"
BROWSER=$ROOT/build/browser
mkdir -p "$BROWSER"
# Tests run side by side, and only one of them installs.
exec 9>"$BROWSER/lock"
flock 9
if ! cmp -s "$ROOT/tests/browser/package-lock.json" "$BROWSER/installed.json"; then
  cp "$ROOT"/tests/browser/package*.json "$BROWSER"
  (cd "$BROWSER" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 >npm.log 2>&1) ||
    skip "npm could not install the browser's driver: $(tail -n 1 "$BROWSER/npm.log")"
  cp "$ROOT/tests/browser/package-lock.json" "$BROWSER/installed.json"
fi
exec 9>&-
export BROWSER
