#!/usr/bin/env bash
# No test waits for a time: how long a thing takes is the machine's affair. Scripts wait with
# tests/cli/common/await.sh, pages with tests/browser/wait.mjs.
set -euo pipefail
source tests/lint/common/files.sh

found=$({ files tests | grep -E '\.mjs$' | xargs -r grep -HnE 'waitForTimeout' || true
          files tests | grep -E '\.sh$' | grep -vE '/(await|patience)\.sh$' |
            xargs -r grep -HnE '^ *sleep |\<seq [0-9]+\); do [^(]*sleep' || true; })
report "These wait for a time and not for what should come" "$found"
