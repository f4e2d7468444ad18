// overbuild_bench [procurement|clearing|all] [largest number of enterprises]
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tools/benchmark/bench_clearing.hpp"
#include "tools/benchmark/bench_procurement.hpp"

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "all";
  const long largest = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 100000;
  const bool known = what == "procurement" || what == "clearing" || what == "all";
  if (!known || argc > 3 || largest < 1000) {
    std::fputs(
        "usage: overbuild_bench [procurement|clearing|all] [largest number of enterprises, >= 1000]\n",
        what == "--help" ? stdout : stderr);
    return what == "--help" ? 0 : 2;
  }
  if (what != "procurement") overbuild::bench::clearing(stdout);
  if (what != "clearing") overbuild::bench::procurement(stdout, largest);
  return 0;
}
