#!/usr/bin/env bash
# What a newcomer forgets is noticed: each omission below is made in a copy of the sources, alone,
# and must either not compile or fail a test. Prints a table. Part of test.sh --full; by hand:
#   OVERBUILD_FULL=yes bash tests/lint/mutations.sh [PATTERN]
# where PATTERN chooses omissions by name.
set -euo pipefail
source tests/lint/common/files.sh
source tests/lint/common/copy.sh

[ -n "${OVERBUILD_FULL:-}" ] || exit 77
chosen=${1:-.}
out=$(dirname "$(realpath "${OVERBUILD:-build/release/overbuild}")")
copy_tree "$out/mutations"
built=
failures=0
declare -A sound  # sources that compile as they are

# change FILE PERL: a change that changes nothing is a fault of this script.
change() {
  cp "$1" changed.before
  perl -0pi -e "$2" "$1"
  ! cmp -s "$1" changed.before || { echo "nothing to change in $1: $2" >&2; exit 1; }
}
restore() { mv changed.before "$1"; }

row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }

# refused OMISSION FILE PERL SOURCE: SOURCE does not compile then; without the change it does.
refused() {
  [[ "$1" =~ $chosen ]] || return 0
  local compile=("${CXX:-c++}" -std=c++20 -I. -Wall -Wextra -Werror -Wno-restrict -fsyntax-only)
  if [ -z "${sound[$4]:-}" ]; then
    "${compile[@]}" "$4" 2>compile.log || { cat compile.log >&2; exit 1; }
    sound[$4]=yes
  fi
  change "$2" "$3"
  if "${compile[@]}" "$4" 2>compile.log; then
    row "$1" "$2" "**nobody**"
    failures=$((failures + 1))
  else
    row "$1" "$2" "compiler: $(grep -m1 -oE 'error: .*' compile.log | cut -c8-100 | tr '|' '/')"
  fi
  restore "$2"
}

# caught OMISSION FILE PERL TESTS: the unit tests are built, and one of these fails; without the change
# they pass.
caught() {
  [[ "$1" =~ $chosen ]] || return 0
  if [ -z "$built" ]; then
    configure_copy '^sim/(parts|simulation|presets|frozen|failures|parameters/parameters)$'
    build_copy overbuild_tests || { tail -n 30 build.log >&2; exit 1; }
    built=yes
  fi
  test_copy "$4" || { cat test.log >&2; exit 1; }
  change "$2" "$3"
  if ! build_copy overbuild_tests; then
    row "$1" "$2" "compiler: $(grep -m1 -oE 'error: .*' build.log | cut -c8-100 | tr '|' '/')"
  elif ! test_copy "$4"; then
    row "$1" "$2" "test: $(sed -nE 's/^[[:space:]]*[0-9]+ - ([^ ]+) \(.*/\1/p' test.log | paste -sd ' ')"
  else
    row "$1" "$2" "**nobody**"
    failures=$((failures + 1))
  fi
  restore "$2"
  touch "$2"
}

row omission file "noticed by"
row --- --- ---

# Lists that must have every role.
refused 'a tenth role without a line in the list of roles' \
  agents/roles.hpp 's/\n  enterprise\n\};/\n  stranger,\n  enterprise\n};/' agents/utility.cpp
refused 'a role left out of those with firms' \
  agents/roles.hpp 's/, Utilities>;/>;/' agents/utility.cpp
refused 'roles with firms in another order than the list of roles' \
  agents/roles.hpp 's/TypeList<Builders, Vendors/TypeList<Vendors, Builders/' agents/utility.cpp
refused 'a role left out of the rosters' \
  agents/roster.hpp 's/  Roster<UtilityConfig> utilities;\n//' sim/parameters/check.cpp
refused 'a roster of a role that there is not' \
  agents/roster.hpp 's/(  Roster<UtilityConfig> utilities;\n)/$1  Roster<UtilityConfig> strangers;\n/' \
  sim/parameters/check.cpp
refused 'a part left out of the state' \
  sim/world.hpp 's/CreditMarket, YearTally,/CreditMarket,/' sim/year.cpp
refused 'a role without a name among the parts' \
  sim/parts/roles.hpp 's/OVERBUILD_PART\(Utilities, utilities\);\n//' sim/parts/phase.cpp
refused 'a member of a world that is no part' \
  sim/world.hpp 's/(  Journal journal;)/  double stranger;\n$1/' tests/sim/test_parts.cpp
caught 'a part that the state digest passes over' \
  sim/world.hpp 's/\(f\(part_of<Part>\(world\)\), \.\.\.\)/(void(std::is_same_v<Part, Utilities> || (f(part_of<Part>(world)), true)), ...)/' \
  '^sim/parts$'

# What is made from the lists.
caught 'a role without rows in agents.csv' \
  sim/measure/tables.cpp 's/(\n\s*)(Firms::columns\(role,)/$1if (Firms::role == Role::utility) return;$1$2/' \
  '^sim/simulation$'
caught 'a column that neither agents.csv nor the digest has' \
  agents/roles.hpp 's/    f\(self\.under_way\);\n//' '^sim/parts$'
caught 'a role whose ids may be those of another' \
  sim/parameters/check.cpp \
  's/(void check_names.*?const auto& roster\) \{\n)/$1    if (info.role == Role::utility) return;\n/s' \
  '^sim/parameters/parameters$'
caught 'a roster that counts as behaviour' \
  sim/parameters/behaviour.cpp 's/!info\.roster\.empty\(\) && /!info.roster.empty() && info.role != Role::utility && /' \
  '^sim/presets$|^sim/frozen$'

# Counters of the year.
caught 'a tally that the next year does not start from' \
  sim/year.cpp 's/world\.tally = YearTally::sized\(([^;]*)\);/const int before = world.tally.defaults;\n  world.tally = YearTally::sized($1);\n  world.tally.defaults = before;/' \
  '^sim/failures$|^sim/simulation$'

# Tables that must have every row.
refused 'a flag of frozen roles too few' \
  sim/parts/inputs.hpp 's/std::array<bool, role_count> frozen/std::array<bool, 8> frozen/' \
  tests/sim/test_parts.cpp
refused 'a sector without a line' \
  market/sectors.hpp 's/\n  payments_bank\n\};/\n  stranger,\n  payments_bank\n};/' market/sectors.cpp
refused 'a flow row without a line' \
  market/sectors.hpp 's/\n  deposits,\n  reserves\n\};\ninline constexpr std::size_t flow_row_count/\n  stranger,\n  deposits,\n  reserves\n};\ninline constexpr std::size_t flow_row_count/' \
  market/sectors.cpp
refused 'an instrument without a line' \
  market/sectors.hpp 's/\n  fund_shares,\n  reserves\n\};\ninline constexpr std::size_t instrument_count/\n  fund_shares,\n  stranger,\n  reserves\n};\ninline constexpr std::size_t instrument_count/' \
  market/sectors.cpp
refused 'a way to move a balance without a line' \
  market/sectors.hpp 's/\n  swapped +\/\//\n  stranger,\n  swapped \/\//' market/sectors.cpp

cd "$out"
rm -rf mutations
[ "$failures" -eq 0 ] || { echo "$failures omissions went unnoticed" >&2; exit 1; }
