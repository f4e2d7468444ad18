#!/usr/bin/env bash
# A layer includes itself and the layers below it: core <- market <- agents <- sim <- api <- tools.
set -euo pipefail
source tests/lint/common/files.sh

# above LAYER LAYERS: prints includes of LAYERS in the sources of LAYER.
above() {
  files "$1" | grep -E '\.(hpp|cpp)$' |
    xargs -r grep -HnE "^ *# *include *[\"<](\.\./)*($2)/" || true
}
found=$(
  above core 'market|agents|sim|api|tools|tests'
  above market 'agents|sim|api|tools|tests'
  above agents 'sim|api|tools|tests'
  above sim 'api|tools|tests'
  above api 'tools|tests'
  above tools 'tests'
)
report "These includes point to a layer above" "$found"
