#!/usr/bin/env bash
# A metric that is asked for under a name that is none keeps the program from starting, wherever it is
# asked for and whether or not that is ever reached.
set -euo pipefail
source tests/lint/common/files.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# starts NAME: whether a program that somewhere asks for this metric starts; the dictionary of this one
# has a single entry.
starts() {
  ${CXX:-c++} -std=c++20 -I. -x c++ - -o "$folder/program" <<CODE
#include <stdexcept>
#include "sim/measure/metrics.hpp"
namespace overbuild {
Metric metric_called(std::string_view name) {
  if (name != "capex") throw std::logic_error("no metric is called so");
  return Metric{};
}
Metric never_asked() { return "$1"_metric; }
}
int main() {}
CODE
  "$folder/program" 2>/dev/null
}

starts capex || report "A program with the right name" "does not start"
(ulimit -c 0; starts capxe) 2>/dev/null && report "A program with a misspelt metric" "starts"
exit 0
