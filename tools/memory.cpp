#include "tools/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>

#include "tools/console.hpp"

namespace overbuild {

namespace {

/// Measured: a world without enterprises, an enterprise, a workload (its columns).
constexpr double bytes_of_world = 12e6, bytes_of_enterprise = 200.0, bytes_of_workload = 60.0;

/// Addresses that a thread reserves whether it uses them or not: its stack, and the arena of
/// malloc, of which glibc maps twice the size to align it.
constexpr std::uint64_t addresses_of_thread = (8u + 2u * 64u) << 20u;

std::string first_line(const char* file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// A whole file of one number; nothing where there is none, or no limit.
std::optional<std::uint64_t> number_in(const char* file) {
  std::istringstream line(first_line(file));
  std::uint64_t number = 0;
  return line >> number ? std::optional(number) : std::nullopt;
}

/// Free memory and swap of the machine.
std::optional<std::uint64_t> free_memory() {
  std::ifstream stream("/proc/meminfo");
  std::uint64_t bytes = 0;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint64_t kilobytes = 0;
    fields >> name >> kilobytes;
    if (name == "MemAvailable:" || name == "SwapFree:") bytes += kilobytes * 1024;
  }
  return bytes > 0 ? std::optional(bytes) : std::nullopt;
}

std::optional<std::uint64_t> free_of_group() {
  for (const auto& [limit, used] :
       {std::pair("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        std::pair("/sys/fs/cgroup/memory/memory.limit_in_bytes",
                  "/sys/fs/cgroup/memory/memory.usage_in_bytes")}) {
    const auto most = number_in(limit), now = number_in(used);
    if (most && now) return *most - std::min(*most, *now);
  }
  return std::nullopt;
}

/// Of a limit on this process, what its pages have not taken yet; `field` of /proc/self/statm.
std::optional<std::uint64_t> free_of_limit(__rlimit_resource_t resource, int field) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  std::istringstream pages(first_line("/proc/self/statm"));
  std::uint64_t used = 0;
  for (int k = 0; k <= field; ++k) pages >> used;
  used *= static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, used);
}

std::string size_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", bytes / 1e6)
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace

MemoryNeed memory_need(const Parameters& parameters) {
  const PopulationParameters& population = parameters.population;
  const auto lo = static_cast<double>(population.workloads_lo);
  const auto hi = static_cast<double>(population.workloads_hi);
  double firms = 0.0, sample = 0.0, position = 0.0;
  for (const SizeClass& stratum : population.size_classes) {
    firms += stratum.firms;
    sample += stratum.sample_share;
    const double middle =
        0.5 * (std::log10(stratum.employees_lo) + std::log10(stratum.employees_hi));
    position += stratum.sample_share * std::clamp(middle / 8.0, 0.0, 1.0);
  }
  MemoryNeed need;
  need.enterprises = std::min(static_cast<double>(population.enterprises), firms);
  need.workloads = lo + (hi - lo) * (sample > 0.0 ? position / sample : 1.0);
  need.bytes = static_cast<std::uint64_t>(
      bytes_of_world +
      need.enterprises * (bytes_of_enterprise + bytes_of_workload * need.workloads));
  return need;
}

MemoryLimit memory_limit() {
  MemoryLimit limit;
  const auto consider = [&](std::optional<std::uint64_t> bytes, const char* whose) {
    if (!bytes || *bytes >= limit.bytes) return;
    limit.bytes = *bytes;
    limit.whose = whose;
  };
  constexpr int all_pages = 0, data_pages = 5;
  consider(free_memory(), "this machine");
  consider(free_of_group(), "this container");
  const auto addresses = free_of_limit(RLIMIT_AS, all_pages);
  if (addresses && *addresses < limit.bytes) limit.bytes_of_thread = addresses_of_thread;
  consider(addresses, "ulimit -v");
  consider(free_of_limit(RLIMIT_DATA, data_pages), "ulimit -d");
  return limit;
}

std::string memory_text(const MemoryNeed& need, const MemoryLimit& limit) {
  std::string text =
      fmt::format("a world of {:.0f} enterprises with some {:.0f} workloads each needs about {}",
                  need.enterprises, need.workloads, size_text(static_cast<double>(need.bytes)));
  if (limit.whose.empty()) return text;
  return text +
         fmt::format("; {} leaves {}", limit.whose, size_text(static_cast<double>(limit.bytes)));
}

void check_memory(const MemoryNeed& need, const MemoryLimit& limit) {
  if (need.bytes <= limit.bytes) return;
  throw InputError(
      fmt::format("not enough memory: {}\nFewer population.enterprises or a smaller "
                  "population.workloads_hi need less",
                  memory_text(need, limit)));
}

}  // namespace overbuild
