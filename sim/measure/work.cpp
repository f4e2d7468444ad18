#include "sim/measure/work.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/multiversion.hpp"

namespace overbuild {

namespace {

/// Work that is asked for, gathered, and how good two models are at it.
struct SuccessBlock {
  static constexpr std::size_t most = 256;
  std::size_t rows = 0;
  alignas(64) double jobs[most], difficulty[most], ln_value[most];
  bool routine[most];
  alignas(64) double best[most], rival[most], value[most];
};

OVERBUILD_MULTIVERSION
void evaluate_success(SuccessBlock& block, double a, double frontier, double open) {
#pragma omp simd
  for (std::size_t i = 0; i < block.rows; ++i) {
    block.best[i] = logistic(a * (frontier - block.difficulty[i]));
    block.rival[i] = logistic(a * (open - block.difficulty[i]));
    block.value[i] = block.jobs[i] * exp_(block.ln_value[i]);
  }
}

void add_up(const SuccessBlock& block, ModelSuccess& sums) {
  constexpr double as_good = 0.95;
  for (std::size_t i = 0; i < block.rows; ++i) {
    sums.gap += block.value[i] * std::max(block.best[i] - block.rival[i], 0.0);
    sums.weight += block.value[i];
    if (!block.routine[i]) continue;
    sums.routine_jobs += block.jobs[i];
    if (block.rival[i] >= as_good * block.best[i]) sums.alike += block.jobs[i];
  }
}

/// Whether a class is named as routine work. [class, as in the column]
std::array<bool, 256> routine_classes(const Parameters& p) {
  std::array<bool, 256> routine{};
  const auto& names = p.experiment.routine_classes;
  for (std::size_t c = 0; c < p.workload_classes.size() && c < routine.size(); ++c) {
    routine[c] = std::find(names.begin(), names.end(), p.workload_classes[c].first) != names.end();
  }
  return routine;
}

/// Logs of volumes, as many as a vector loop likes at once.
struct VolumeBlock {
  static constexpr std::size_t most = 256;
  std::size_t rows = 0;
  alignas(64) double jobs[most], ln_jobs[most], difficulty[most];
};

OVERBUILD_MULTIVERSION
void take_logs(VolumeBlock& block) {
#pragma omp simd
  for (std::size_t i = 0; i < block.rows; ++i) {
    block.ln_jobs[i] = log_(block.jobs[i] > 1e-12 ? block.jobs[i] : 1e-12);
  }
}

/// Means over rows, added in the order in which they come.
class RowMeans {
 public:
  /// Row w if it `belongs`; no branch: it could not be foretold.
  void add(const WorkloadColumns& from, std::size_t w, bool belongs = true) {
    const std::size_t i = block_.rows;
    block_.jobs[i] = static_cast<double>(from.potential_jobs[w]);
    block_.difficulty[i] = static_cast<double>(from.difficulty[w]);
    block_.rows = i + (belongs ? 1 : 0);
    if (block_.rows == VolumeBlock::most) close();
  }
  double count() {
    close();
    return count_;
  }
  double volume() {
    close();
    return volume_ / count_;
  }
  double difficulty() {
    close();
    return difficulty_ / count_;
  }

 private:
  void close() {
    take_logs(block_);
    double volume = volume_, difficulty = difficulty_;
    for (std::size_t i = 0; i < block_.rows; ++i) {
      volume += block_.ln_jobs[i];
      difficulty += block_.difficulty[i];
    }
    volume_ = volume;
    difficulty_ = difficulty;
    count_ += static_cast<double>(block_.rows);
    block_.rows = 0;
  }

  VolumeBlock block_;
  double volume_ = 0.0, difficulty_ = 0.0, count_ = 0.0;
};

}  // namespace

ModelSuccess success_on_work(Parts<const Inputs, const Customers> world, double frontier,
                             double open) {
  const std::array<bool, 256> routine = routine_classes(world.inputs.parameters);
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  const std::span<const std::int64_t> jobs = rows.jobs;
  const std::span<const float> difficulty = rows.difficulty, ln_value = rows.ln_value;
  const std::span<const std::uint8_t> of_class = rows.workload_class;
  SuccessBlock block;
  ModelSuccess sums;
  const auto close = [&] {
    evaluate_success(block, world.inputs.parameters.demand.discrimination, frontier, open);
    add_up(block, sums);
    block.rows = 0;
  };
  for (std::size_t w = 0; w < jobs.size(); ++w) {
    const std::size_t i = block.rows;
    block.rows += jobs[w] != 0 ? 1 : 0;  // no branch: it could not be foretold
    block.jobs[i] = static_cast<double>(jobs[w]);
    block.difficulty[i] = static_cast<double>(difficulty[w]);
    block.ln_value[i] = static_cast<double>(ln_value[w]);
    block.routine[i] = routine[of_class[w]];
    if (block.rows == SuccessBlock::most) close();
  }
  close();
  return sums;
}

ApiLeavers api_leavers(Parts<const Customers, const Demand> world) {
  constexpr double few = 5.0;
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  RowMeans left, stayed;
  for (const Move& move : world.demand.moves) {
    const bool open = move.to == Mode::hosted_open || move.to == Mode::self_hosted;
    if (move.from == Mode::api && open) left.add(rows, move.workload);
  }
  if (left.count() < few) return {};
  for (std::size_t w = 0; w < rows.size(); ++w) {
    stayed.add(rows, w, rows.mode[w] == Mode::api);
  }
  if (stayed.count() < few) return {};
  return {left.volume() - stayed.volume(), left.difficulty() - stayed.difficulty()};
}

}  // namespace overbuild
