#!/usr/bin/env bash
# What a phase may write is its list of parts: a write, a read or a call beyond the list does not
# compile, and the same statements within the list do.
set -euo pipefail
source tests/lint/common/files.sh

# compiles PARTS STATEMENT: whether a function of these parts may do that.
compiles() {
  ${CXX:-c++} -std=c++20 -I. -Wall -Wextra -Werror -fsyntax-only -x c++ - >/dev/null 2>&1 <<CODE
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
using namespace overbuild;
void set_rate(Parts<Exogenous> world) { world.exogenous.base_rate = 0.05; }
double rate(Parts<const Exogenous> world) { return world.exogenous.base_rate; }
double phase(Parts<$1> world);
double phase(Parts<$1> world) {
  $2;
  return rate(world);
}
CODE
}

found=""
accept() { compiles "$1" "$2" || found+="refused: Parts<$1>: $2"$'\n'; }
refuse() { ! compiles "$1" "$2" || found+="accepted: Parts<$1>: $2"$'\n'; }

accept 'const Inputs, Exogenous' 'world.exogenous.base_rate = 0.1'
refuse 'const Inputs, const Exogenous' 'world.exogenous.base_rate = 0.1'
accept 'const Inputs, Exogenous' 'set_rate(world)'
refuse 'const Inputs, const Exogenous' 'set_rate(world)'
refuse 'Exogenous' 'world.inputs.year'
refuse 'const Inputs, Exogenous' 'world.inputs.year = 2030'
accept 'const Exogenous, Capital' 'world.capital.equipment_orders.clear()'
refuse 'const Exogenous, const Capital' 'world.capital.equipment_orders.clear()'
refuse 'const Inputs' ''
report "What a function can do with its parts is not what its list says" "$found"
