#include "sim/compute/training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "agents/lab.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"
#include "sim/compute/models.hpp"

namespace overbuild {

namespace {

double research_flop(Parts<const Inputs> world, std::int64_t hours) {
  return static_cast<double>(hours) * world.inputs.parameters.technology.flop_per_hour;
}

/// Hours that a lab researched last year, with those of rows that do its research with it.
std::int64_t hours_together(Parts<const Inputs, const Labs> world, std::size_t l) {
  const std::vector<std::uint8_t> kin =
      kin_of(world.inputs.parameters, world.inputs.parameters.labs, l);
  std::int64_t hours = 0;
  for (std::size_t k = 0; k < kin.size(); ++k) {
    if (kin[k] != 0 && (k == l || world.labs.alive[k]))
      add_count(hours, world.labs.research_hours[k], "hours of research");
  }
  return hours;
}

/// Last year's research joins what still counts.
void grow_research_stock(Parts<const Inputs, Labs> world, std::size_t l) {
  const Parameters& p = world.inputs.parameters;
  if (!p.lab.steady_research) return;
  double& stock = world.labs.research_stock[l];
  stock = p.lab.knowledge_kept * stock + static_cast<double>(world.labs.research_hours[l]);
}

/// FLOP of the research that a lab's next run is made from: last year's, or where budgets are
/// steady all that still counts, in the measure of a year's.
double flop_behind_run(Parts<const Inputs, const Labs> world, std::size_t l) {
  const Parameters& p = world.inputs.parameters;
  if (!p.lab.steady_research) return research_flop(world, hours_together(world, l));
  const std::vector<std::uint8_t> kin = kin_of(p, p.labs, l);
  double stock = 0.0;
  for (std::size_t k = 0; k < kin.size(); ++k) {
    if (kin[k] != 0 && (k == l || world.labs.alive[k])) stock += world.labs.research_stock[k];
  }
  return stock * run_part_of_stock(p.lab, p.opening.training_growth) * p.technology.flop_per_hour;
}

/// The run that last year's research hours paid for.
void finish_lab_run(Parts<const Inputs, const References, const Progress, Labs> world,
                    std::size_t l) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  Labs& labs = world.labs;
  const double effort = static_cast<double>(hours_together(world, l)) *
                        world.inputs.parameters.opening.rental_price / world.references.research;
  labs.algorithm[l] *= exp_(algorithmic_growth(technology, effort, labs.algorithm[l]));
  labs.inference[l] *= exp_(inference_growth(technology, effort, labs.inference[l]));
  const double flop = technology.final_run_share * flop_behind_run(world, l);
  const double effective = labs.algorithm[l] * labs.run_scale[l] *
                           training_efficiency(technology, flop, world.progress.knee_growth) * flop;
  if (effective > labs.effective_flop[l]) {
    labs.trained[l] +=
        capability_gain(technology, labs.effective_flop[l], effective, world.references.flop);
    labs.effective_flop[l] = effective;
  }
  labs.capability[l] = std::max(labs.capability[l], labs.trained[l] + labs.leap_points[l]);
}

double leap_hazard(Parts<const Inputs, const References, const Labs, const Progress> world,
                   std::size_t l) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  switch (static_cast<LeapVariant>(technology.leap_variant)) {
    case LeapVariant::race:
      return race_hazard(technology, static_cast<double>(hours_together(world, l)) *
                                         world.inputs.parameters.opening.rental_price /
                                         world.references.research);
    case LeapVariant::threshold: {
      const double decades = log10_(world.progress.training / world.references.training);
      const bool crossed = decades > world.references.threshold_decades;
      const Parameters& p = world.inputs.parameters;
      const std::size_t labs = p.family_shares ? families_in(p.labs) : world.labs.size();
      return crossed ? technology.leap_threshold_hazard / static_cast<double>(labs) : 0.0;
    }
    case LeapVariant::none: break;
  }
  return 0.0;
}

/// A leap arrives when the lab's accumulated hazard reaches its exponential clock.
void draw_leap(
    Parts<const Inputs, const References, const Books, Labs, Progress, YearTally, Journal> world,
    std::size_t l) {
  world.progress.leap_hazard_sum[l] += leap_hazard(world, l);
  if (world.progress.leap_hazard_sum[l] < world.progress.leap_clock[l]) return;
  Labs& labs = world.labs;
  const EntityId lab = luck_of(world.inputs.parameters, labs, l);
  const std::uint32_t k = world.progress.leap_count[l]++;
  const double jump = world.inputs.random.exponential(
      lab, 0, Purpose::leap_size, k, world.inputs.parameters.technology.leap_jump_mean);
  const double secrecy = world.inputs.random.exponential(
      lab, 0, Purpose::leap_secrecy, k, world.inputs.parameters.technology.leap_secrecy_years);
  labs.leap_points[l] += jump;
  labs.capability[l] += jump;
  // A leap is a better idea, not a larger model: a job of the new model costs what it did before.
  labs.inference[l] *= pow_(10.0, world.inputs.parameters.technology.inference_exponent * jump);
  labs.leap_hidden_until[l] = static_cast<double>(world.inputs.year) + secrecy;
  labs.leap_hidden_points[l] = jump;
  world.progress.leap_clock[l] +=
      world.inputs.random.exponential(lab, 0, Purpose::leap_clock, k + 1, 1.0);
  // Rows of one family leap together, and once.
  const Parameters& p = world.inputs.parameters;
  if (!p.family_shares || leads_family(p.labs, l)) ++world.tally.leaps;
  record_event(world, "P2", "leap", account_name(world, labs.account[l]), "", Money::zero(),
               fmt::format("a jump of {:.2f} points", jump));
}

/// What others can learn from a lab: its capability less a leap that is still secret.
double learnable(Parts<const Inputs, const Labs> world, std::size_t l) {
  const Labs& labs = world.labs;
  const bool hidden = static_cast<double>(world.inputs.year) < labs.leap_hidden_until[l];
  return labs.capability[l] - (hidden ? labs.leap_hidden_points[l] : 0.0);
}

/// Laggards among the labs learn from publication, staff and open models, not from distillation.
/// Who is as far beyond all numbers as the best has nothing to learn, and is refused as what it is.
void diffuse_between_labs(Parts<const Inputs, Labs> world, double best, double best_inference) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  const double learned = 1.0 - exp_(-technology.diffusion);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    double& own = world.labs.capability[l];
    own = open_catch_up(technology, own, own, best, 0.0);
    double& inference = world.labs.inference[l];
    inference += learned * std::max(0.0, best_inference - inference);
  }
}

void advance_open_lab(Parts<const Inputs, const References, const Books, const Labs, const Progress,
                            OpenLabs, Journal>
                          world,
                      std::size_t o, double frontier, double best_algorithm,
                      double best_inference) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  OpenLabs& labs = world.open_labs;
  const double absorbed = 1.0 - exp_(-technology.absorption);
  const double inference_before = labs.inference[o];
  labs.algorithm[o] += absorbed * std::max(0.0, best_algorithm - labs.algorithm[o]);
  labs.inference[o] += absorbed * std::max(0.0, best_inference - labs.inference[o]);
  const double flop = technology.final_run_share * research_flop(world, labs.research_hours[o]);
  labs.effective_flop[o] = labs.algorithm[o] * world.references.open_run_scale *
                           training_efficiency(technology, flop, world.progress.knee_growth) * flop;
  // What its own compute alone would reach, a FLOP being worth what it is worth to frontier labs.
  const double trained =
      world.references.capability + capability_gain(technology, world.references.flop,
                                                    labs.effective_flop[o], world.references.flop);
  // Outputs can be distilled as long as somebody sells them.
  const bool sold = std::any_of(world.labs.alive.begin(), world.labs.alive.end(),
                                [](std::uint8_t alive) { return alive != 0; });
  const double before = labs.capability[o];
  labs.capability[o] = open_catch_up(technology, before, trained, frontier, sold ? 1.0 : 0.0);
  const double lag = world.inputs.parameters.open_lab.release_lag;
  const double released =
      std::max(labs.released[o], labs.capability[o] - lag * (labs.capability[o] - before));
  if (released > labs.released[o]) {
    labs.past_released[o] = labs.released[o];
    labs.past_inference[o] = inference_before;
    labs.released[o] = released;
    record_event(world, "P2", "open_release", account_name(world, labs.account[o]), "",
                 Money::zero(), fmt::format("{:.2f} points", released));
  }
}

}  // namespace

void finish_training(
    Parts<const Inputs, const References, const Books, Labs, OpenLabs, Progress, YearTally, Journal>
        world) {
  const TechnologyParameters& technology = world.inputs.parameters.technology;
  const Labs& labs = world.labs;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (labs.alive[l]) grow_research_stock(world, l);
  }
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    world.progress.training += research_flop(world, labs.research_hours[l]);
    finish_lab_run(world, l);
    draw_leap(world, l);
  }
  world.progress.knee_growth *= 1.0 + technology.interconnect_growth;

  double frontier = -1e9, algorithm = 1.0, inference = 1.0;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    frontier = std::max(frontier, learnable(world, l));
    algorithm = std::max(algorithm, labs.algorithm[l]);
    // What a secret leap does for the cost of a job is secret too.
    const double secret = labs.capability[l] - learnable(world, l);
    inference = std::max(inference,
                         labs.inference[l] * pow_(10.0, -technology.inference_exponent * secret));
  }
  const std::size_t open = best_open_lab(world);
  const double released = open == SIZE_MAX ? -1e9 : world.open_labs.released[open];
  diffuse_between_labs(world, std::max(frontier, released), inference);
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (!world.open_labs.alive[o]) continue;
    advance_open_lab(world, o, frontier, algorithm, inference);
  }
  double best = -1e9;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (labs.alive[l]) best = std::max(best, labs.capability[l]);
  }
  for (const double open : world.open_labs.released) best = std::max(best, open);
  world.progress.frontier_path.push_back(best);
}

}  // namespace overbuild
