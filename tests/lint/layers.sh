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

# Inside sim a room includes itself and the rooms before it in this order. None knows the world, whose
# parts it is handed, nor the year; the first three, of which a world is made, know no simulation.
rooms=(parameters results parts compute credit failure books planning measure opening experiments
       calibration)
# What still looks upwards: the value of used capital lies with its sale; what an entrant has set aside
# with its founding; what metrics remember and the list of phases in other rooms than their readers. The dictionary of metrics is one place: its
# header knows nothing, its source reads all of the state.
allowed='^sim/credit/(cash_view|lending|vendor_finance)\.cpp:.*sim/failure/used_market\.hpp'
allowed+='|^sim/compute/retirement\.cpp:.*sim/credit/founding\.hpp'
allowed+='|:#include "sim/measure/metrics\.hpp"'
allowed+='|^sim/parts/memory\.hpp:.*sim/measure/state\.hpp|^sim/parts/phase\.hpp:'
found=$(
  for k in "${!rooms[@]}"; do
    later=$(IFS='|' && echo "${rooms[*]:k + 1}")
    loose='|sim/(world|year)\.hpp'
    [ "$k" -lt 3 ] && loose='|sim/(world|year|simulation)\.hpp'
    files "sim/${rooms[k]}" | grep -E '\.(hpp|cpp)$' |
      xargs -r grep -HnE "^#include \"(sim/(${later:-none})/$loose)" || true
  done | grep -vE "$allowed" || true
)
report "These includes point to a later room" "$found"
