#include "sim/measure/predicates.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "sim/measure/capital_value.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

void set(World& world, Metric metric, double value) {
  world.journal.recording.series.back()[static_cast<std::size_t>(metric)] = value;
}

double get(const World& world, Metric metric, std::size_t years_ago = 0) {
  const auto& series = world.journal.recording.series;
  return years_ago < series.size()
             ? series[series.size() - 1 - years_ago][static_cast<std::size_t>(metric)]
             : std::nan("");
}

void ratio(World& world, Metric metric, double numerator, double denominator) {
  if (denominator > 0.0) set(world, metric, numerator / denominator);
}

// ---- models -----------------------------------------------------------------------------------

/// Work that is asked for, gathered, and how good two models are at it.
struct SuccessBlock {
  static constexpr std::size_t most = 256;
  std::size_t rows = 0;
  alignas(64) double jobs[most], difficulty[most], ln_value[most];
  bool routine[most];
  alignas(64) double best[most], rival[most], value[most];
};

struct SuccessSums {
  double gap = 0.0, weight = 0.0, alike = 0.0, routine_jobs = 0.0;
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

void add_up(const SuccessBlock& block, SuccessSums& sums) {
  constexpr double as_good = 0.95;
  for (std::size_t i = 0; i < block.rows; ++i) {
    sums.gap += block.value[i] * std::max(block.best[i] - block.rival[i], 0.0);
    sums.weight += block.value[i];
    if (!block.routine[i]) continue;
    sums.routine_jobs += block.jobs[i];
    if (block.rival[i] >= as_good * block.best[i]) sums.alike += block.jobs[i];
  }
}

/// Success of the best proprietary and of the best open model on the work that is asked for,
/// weighted by its value; and the share of routine work on which they are about as good.
void measure_success(World& world) {
  const double frontier = get(world, Metric::frontier_capability);
  const double open = get(world, Metric::open_capability);
  if (std::isnan(frontier) || std::isnan(open)) return;
  std::array<bool, 256> routine{};
  const auto& names = world.inputs.parameters.experiment.routine_classes;
  for (std::size_t c = 0; c < world.inputs.parameters.workload_classes.size() && c < routine.size();
       ++c) {
    routine[c] = std::find(names.begin(), names.end(),
                           world.inputs.parameters.workload_classes[c].first) != names.end();
  }
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  SuccessBlock block;
  SuccessSums sums;
  const auto close = [&] {
    evaluate_success(block, world.inputs.parameters.demand.discrimination, frontier, open);
    add_up(block, sums);
    block.rows = 0;
  };
  for (std::size_t w = 0; w < rows.size(); ++w) {
    const std::size_t i = block.rows;
    block.rows += rows.jobs[w] != 0 ? 1 : 0;  // no branch: it could not be foretold
    block.jobs[i] = static_cast<double>(rows.jobs[w]);
    block.difficulty[i] = static_cast<double>(rows.difficulty[w]);
    block.ln_value[i] = static_cast<double>(rows.ln_value[w]);
    block.routine[i] = routine[rows.workload_class[w]];
    if (block.rows == SuccessBlock::most) close();
  }
  close();
  ratio(world, Metric::commercial_gap, sums.gap, sums.weight);
  ratio(world, Metric::routine_parity_share, sums.alike, sums.routine_jobs);
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

/// Workloads that left proprietary interfaces for open models this year, beside those that stayed.
void measure_leavers(World& world) {
  constexpr double few = 5.0;
  const WorkloadColumns& rows = world.customers.enterprises->workloads();
  RowMeans left, stayed;
  for (const Move& move : world.demand.moves) {
    const bool open = move.to == Mode::hosted_open || move.to == Mode::self_hosted;
    if (move.from == Mode::api && open) left.add(rows, move.workload);
  }
  if (left.count() < few) return;
  for (std::size_t w = 0; w < rows.size(); ++w) {
    stayed.add(rows, w, rows.mode[w] == Mode::api);
  }
  if (stayed.count() < few) return;
  set(world, Metric::api_leavers_volume, left.volume() - stayed.volume());
  set(world, Metric::api_leavers_difficulty, left.difficulty() - stayed.difficulty());
}

void measure_leaps(World& world) {
  MeasureState& state = world.measured;
  state.leaps += world.tally.leaps;
  // Parity is lasting only in hindsight; this asks which came first.
  constexpr double parity = 0.03;
  if (state.leaps > 0 && !state.parity_seen) state.leap_first = true;
  if (get(world, Metric::commercial_gap) < parity) state.parity_seen = true;
  set(world, Metric::leaps_so_far, state.leaps);
  set(world, Metric::leap_before_parity, state.leap_first ? 1.0 : 0.0);
  double best = 0.0;
  for (const double flop : world.labs.effective_flop) best = std::max(best, flop);
  if (best > 0.0) {
    set(world, Metric::returns_to_compute,
        world.inputs.parameters.technology.kappa *
            pow_(best / world.references.flop, world.inputs.parameters.technology.curvature));
  }
}

// ---- markets ----------------------------------------------------------------------------------

void measure_volumes(World& world) {
  constexpr std::size_t years = 5;
  const double spend = get(world, Metric::end_user_spend) - get(world, Metric::consumer_revenue);
  const double before =
      get(world, Metric::end_user_spend, years) - get(world, Metric::consumer_revenue, years);
  // Jobs growth less the fall of the price paid is the growth of what is paid.
  if (spend > 0.0 && before > 0.0) set(world, Metric::volume_over_price, log_(spend / before));
  const double api = get(world, Metric::api_revenue), last = get(world, Metric::api_revenue, 1);
  if (api > 0.0 && last > 0.0) set(world, Metric::api_revenue_growth, log_(api / last));
  const double lab = get(world, Metric::margin_share_lab);
  const double builder = get(world, Metric::margin_share_builder);
  if (!std::isnan(lab) && !std::isnan(builder)) set(world, Metric::margin_share_lab_builder, lab + builder);
  double with = 0.0, without = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    with += world.builders.order_units[b];
    without += std::min(world.builders.order_without_leap[b], world.builders.order_units[b]);
  }
  ratio(world, Metric::leap_order_share, with - without, with);
}

void measure_bearers(World& world) {
  double vendors = 0.0, all = 0.0;
  for (const Loss& loss : world.books.losses.losses()) {
    if (source_of(loss.channel) == LossSource::memo) continue;
    all += loss.amount.usd();
    if (loss.bearer_sector == Sector::vendors) vendors += loss.amount.usd();
  }
  MeasureState& state = world.measured;
  state.vendor_losses += vendors;
  state.losses += all;
  ratio(world, Metric::vendor_loss_share, state.vendor_losses, state.losses);
}

/// Odds of failure so far of builders without a business beside this one, over those of the others;
/// a half is added to each count so that none is zero.
void measure_failure_odds(World& world) {
  double alone = 0.0, alone_failed = 0.0, other = 0.0, other_failed = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const auto& all = world.measured.failed;
    const bool failed = std::any_of(all.begin(), all.end(), [&](const auto& failure) {
      return failure.firm == world.builders.account[b];
    });
    const bool only =
        b < world.inputs.parameters.builders.size()
            ? builder_type_names[world.inputs.parameters.builders[b].second.type] == "pure_play"
            : true;  // who enters builds and does nothing else
    (only ? alone : other) += 1.0;
    (only ? alone_failed : other_failed) += failed ? 1.0 : 0.0;
  }
  if (alone == 0.0 || other == 0.0 || alone_failed + other_failed == 0.0) return;
  set(world, Metric::failure_odds_ratio,
      (alone_failed + 0.5) / (alone - alone_failed + 0.5) * (other - other_failed + 0.5) /
          (other_failed + 0.5));
}

// ---- capital ----------------------------------------------------------------------------------

/// Debt issued in a year, at most what was built in it cost, against the market value of that, by
/// builder: how many of these cohorts have been worth less than their debt for two years or more.
void measure_cohort_debt(World& world) {
  constexpr int enough_years = 2;
  MeasureState& state = world.measured;
  const int first = static_cast<int>(world.inputs.parameters.time.start);
  const auto years = static_cast<std::size_t>(world.inputs.year - first + 1);
  state.years_under_water.resize(world.builders.size());
  state.cohort_cost.resize(world.builders.size());
  double financed = 0.0, under = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    std::vector<double> owed(years, 0.0);
    for (const ClaimId id : world.books.debt.claims_of(world.builders.account[b])) {
      const Claim claim = world.books.debt.claim(id);
      if (claim.issued < first || claim.issued > world.inputs.year) continue;
      owed[static_cast<std::size_t>(claim.issued - first)] += claim.principal.usd();
    }
    std::vector<int>& below = state.years_under_water[b];
    below.resize(years, -1);
    std::vector<double>& cost = state.cohort_cost[b];
    cost.resize(years, 0.0);
    cost.back() = (world.tally.equipment_spend[b] + world.tally.shell_spend[b]).usd();
    for (std::size_t k = 0; k < years; ++k) {
      owed[k] = std::min(owed[k], cost[k]);
      if (owed[k] > 0.0 && below[k] < 0) below[k] = 0;  // from now on a cohort with debt
      if (below[k] < 0) continue;
      financed += 1.0;
      if (owed[k] > market_value(world, b, first + static_cast<int>(k))) ++below[k];
      if (below[k] >= enough_years) under += 1.0;
    }
  }
  ratio(world, Metric::cohorts_under_water, under, financed);
}

void note_for_returns(World& world) {
  MeasureState& state = world.measured;
  double hours = 0.0, growth = 0.0, results = 0.0, worth = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const auto sold = static_cast<double>(world.builders.sold_hours[b]);
    hours += sold;
    growth += sold * world.builders.expected_growth[b];
  }
  state.hours.push_back(hours);
  const double g = hours > 0.0 ? growth / hours : 0.0;
  state.planned_hours.push_back(hours *
                                exp_(g * (1.0 + world.inputs.parameters.expectations.fade)));
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    results += world.labs.operating_result[l].usd();
    if (world.labs.alive[l]) worth += std::max(world.labs.equity_value[l], 0.0);
  }
  state.lab_results.push_back(results);
  state.lab_worth.push_back(worth);
  std::vector<double> values;
  for (int v = static_cast<int>(world.inputs.parameters.time.start); v <= world.inputs.year; ++v) {
    double value = 0.0;
    for (std::size_t b = 0; b < world.builders.size(); ++b) value += market_value(world, b, v);
    values.push_back(value);
  }
  state.cohort_worth.push_back(std::move(values));
}

}  // namespace

void measure_predicates(World& world) {
  measure_success(world);
  measure_leavers(world);
  measure_leaps(world);
  measure_volumes(world);
  measure_bearers(world);
  measure_failure_odds(world);
  measure_cohort_debt(world);
  note_for_returns(world);
}

}  // namespace overbuild
