#!/usr/bin/env bash
# Third-party headers stay in one room each, and randomness in the model comes from core/random only.
set -euo pipefail
source tests/lint/common/files.sh

# room HEADERS ALLOWED: prints includes that match HEADERS in sources that do not match ALLOWED.
room() {
  files core market agents sim api tools | grep -E '\.(hpp|cpp)$' | grep -vE "^($2)" |
    xargs -r grep -HnE "^ *# *include *[\"<]($1)" || true
}
found=$(
  room 'yaml-cpp/'                      'core/config/reader\.'
  room '(oneapi/)?tbb/|tbb\.h'          'core/parallel\.'
  room 'CLI/'                           'tools/'
  room 'sqlite3\.h'                     'sim/([a-z_]+/)?[a-z_]*store'
  room 'zstd\.h'                        'tools/export/parquet\.'
  room 'Eigen/'                         'sim/calibration/'
  room 'openssl/'                       'core/(sha256|base64)\.'
  room 'boost/graph/'                   'agents/enterprise/network\.|market/clearing\.'
  room 'boost/random/'                  'core/quasi_random\.'
  room 'boost/(asio|beast)'             'tools/playground/server\.'
  room 'boost/mpi|mpi\.h'               'sim/experiments/mpi_'
  room 'nlohmann/'                      'core/config/|sim/|api/|tools/'
  room 'xxh(ash|3)\.h'                  'core/digest\.cpp'
  room 'doctest/|rapidcheck|Random123/' 'none'
  room 'random>'                        'none'
)
report "These includes are outside their room" "$found"
