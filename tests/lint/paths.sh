#!/usr/bin/env bash
# No file of the project names a path of somebody's machine.
set -euo pipefail
source tests/lint/common/files.sh

pattern='(^|[^A-Za-z0-9_.}~/-])/(home|root|Users|tmp|var/tmp|work|workspace|mnt|media|builds)/[A-Za-z0-9_$]'
found=$(files . | grep -vxF LICENSE | tr '\n' '\0' | xargs -0 -r grep -HnIE "$pattern" || true)
report "These lines name a path of one machine" "$found"
