// overbuild_bench [procurement|clearing|ensemble|all] ...
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "core/number_text.hpp"
#include "tools/benchmark/bench_clearing.hpp"
#include "tools/benchmark/bench_ensemble.hpp"
#include "tools/benchmark/bench_procurement.hpp"

namespace {

constexpr const char* usage =
    "usage: overbuild_bench clearing\n"
    "       overbuild_bench procurement [largest number of enterprises, >= 1000]\n"
    "       overbuild_bench ensemble [worlds [CONFIG [path=value ...]]]\n"
    "       overbuild_bench [all]\n";

long number(const std::vector<std::string>& words, std::size_t place, long otherwise, long least) {
  if (words.size() <= place) return otherwise;
  return overbuild::parse_whole_in<long>(words[place], least).value_or(-1);
}

bool measure(const std::vector<std::string>& words) {
  const std::string what = words.empty() ? "all" : words[0];
  const bool all = what == "all";
  if (!all && what != "clearing" && what != "procurement" && what != "ensemble") return false;
  if (all || what == "clearing") overbuild::bench::clearing(stdout);
  if (all || what == "procurement") {
    const long largest = all ? 100000 : number(words, 1, 100000, 1000);
    if (largest < 0) return false;
    overbuild::bench::procurement(stdout, largest);
  }
  if (all || what == "ensemble") {
    const long worlds = all ? 200 : number(words, 1, 200, 2);
    if (worlds < 0) return false;
    const bool chosen = !all && words.size() > 2;
    const std::vector<std::string> sets(
        words.begin() + (chosen ? 3 : static_cast<long>(words.size())), words.end());
    overbuild::bench::ensemble(stdout, chosen ? words[2] : "toy", sets,
                               static_cast<std::uint32_t>(worlds));
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const bool help = !words.empty() && words[0] == "--help";
  try {
    if (!help && measure(words)) return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "overbuild_bench: %s\n", error.what());
    return 2;
  }
  std::fputs(usage, help ? stdout : stderr);
  return help ? 0 : 2;
}
