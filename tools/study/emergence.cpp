// Study of what emerges: the order in which work leaves the API, who keeps the margin, and how
// volume answers price; for a configuration and for every switch beside it.
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "agents/enterprise/enterprise.hpp"
#include "core/math.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/scenario.hpp"
#include "tools/study/left_out.hpp"
#include "tools/study/migration.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

constexpr std::uint32_t shuffles = 40;
constexpr std::int64_t fewest_moves = 200;
constexpr double two_sided_99 = 2.5758;

/// Concordance of one trait over all seeds, with its values under both kinds of shuffling.
struct Order {
  Concordance observed;
  std::vector<Concordance> within = std::vector<Concordance>(shuffles),
                           everywhere = std::vector<Concordance>(shuffles);
};

struct Band {
  double low, high;
};

Band band_of(const std::vector<Concordance>& rounds) {
  double mean = 0.0, square = 0.0;
  for (const Concordance& round : rounds) mean += round.value() / static_cast<double>(shuffles);
  for (const Concordance& round : rounds) {
    square += (round.value() - mean) * (round.value() - mean) / (shuffles - 1.0);
  }
  return {mean - two_sided_99 * std::sqrt(square), mean + two_sided_99 * std::sqrt(square)};
}

/// A year of one world: how the margin divides, and among how many suppliers applications choose.
struct MarginYear {
  double lab, app, builder, suppliers;
  std::size_t world;
  int year;
};

struct Emerged {
  std::string name;
  std::vector<Spell> spells;
  std::int64_t moves = 0, at_risk = 0;
  Order volume, within_kind, difficulty;  ///< larger volume first (twice); lower difficulty first
  std::array<Order, 6> weighted;          ///< volume, then difficulty: by firms, by jobs, by value
  std::vector<MarginYear> margins;
};

/// What each spell stands for: real firms, their jobs, and what those are worth in the median.
std::array<std::vector<double>, 3> weights_of(const std::vector<Spell>& spells, const Parameters& p,
                                              KeyedRandom random) {
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) classes.push_back(config);
  const EnterprisePopulation people(p.population, classes, p.demand, random);
  std::array<std::vector<double>, 3> weights;
  for (const Spell& spell : spells) {
    const std::size_t row = people.enterprises().first_workload[spell.enterprise] + spell.workload;
    const double firms = people.enterprises().weight[spell.enterprise];
    const double jobs = firms * std::exp(spell.trait[static_cast<std::size_t>(Trait::ln_volume)]);
    const double worth = std::exp(static_cast<double>(people.workloads().ln_value[row]));
    weights[0].push_back(firms);
    weights[1].push_back(jobs);
    weights[2].push_back(jobs * worth);
  }
  return weights;
}

/// Weights stay with the spells when values are shuffled within enterprises.
void add_weighted(Order& order, const std::vector<Spell>& spells, const std::vector<double>& values,
                  const std::vector<double>& weights, KeyedRandom random) {
  const std::vector<std::size_t> ranks = ranks_of(values), longest = longest_first(spells);
  order.observed += concordance(spells, longest, ranks, weights);
  for (std::uint32_t k = 0; k < shuffles; ++k) {
    const auto within = shuffled(spells, ranks, Shuffle::within_enterprise, random, 2 * k);
    order.within[k] += concordance(spells, longest, within, weights);
  }
}

void add_order(Order& order, const std::vector<Spell>& spells, const std::vector<double>& values,
               KeyedRandom random) {
  const std::vector<std::size_t> ranks = ranks_of(values), longest = longest_first(spells);
  order.observed += concordance(spells, longest, ranks);
  for (std::uint32_t k = 0; k < shuffles; ++k) {
    const auto within = shuffled(spells, ranks, Shuffle::within_enterprise, random, 2 * k);
    const auto anywhere = shuffled(spells, ranks, Shuffle::everywhere, random, 2 * k + 1);
    order.within[k] += concordance(spells, longest, within);
    order.everywhere[k] += concordance(spells, longest, anywhere);
  }
}

void add_margins(Emerged& scenario, const Recording& r, std::size_t world) {
  for (int year = r.first_year + 1; year < r.first_year + r.years; ++year) {
    const MarginYear row{r.value(year, "margin_share_lab"_metric),
                         r.value(year, "margin_share_app"_metric),
                         r.value(year, "margin_share_builder"_metric),
                         r.value(year, "viable_suppliers"_metric),
                         world,
                         year};
    if (std::isfinite(row.lab + row.app + row.builder + row.suppliers)) {
      scenario.margins.push_back(row);
    }
  }
}

/// What one world adds.
Emerged emerged_in(const Recording& recording, const Parameters& parameters, std::uint32_t seed,
                   std::size_t world) {
  Emerged part;
  part.spells = api_spells(recording);
  const KeyedRandom random(seed, 0);
  std::vector<double> easy = values_of(part.spells, Trait::difficulty);
  for (double& value : easy) value = -value;
  add_order(part.volume, part.spells, values_of(part.spells, Trait::ln_volume), random);
  add_order(part.within_kind, part.spells, values_within_kind(part.spells, Trait::ln_volume),
            random);
  add_order(part.difficulty, part.spells, easy, random);
  const auto weights = weights_of(part.spells, parameters, random);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    add_weighted(part.weighted[k], part.spells, values_of(part.spells, Trait::ln_volume),
                 weights[k], random);
    add_weighted(part.weighted[weights.size() + k], part.spells, easy, weights[k], random);
  }
  add_margins(part, recording, world);
  for (const Spell& spell : part.spells) part.moves += spell.left ? 1 : 0;
  part.at_risk = static_cast<std::int64_t>(part.spells.size());
  return part;
}

void add(Order& total, const Order& part) {
  total.observed += part.observed;
  for (std::uint32_t k = 0; k < shuffles; ++k) {
    total.within[k] += part.within[k];
    total.everywhere[k] += part.everywhere[k];
  }
}

void add(Emerged& total, const Emerged& part) {
  total.spells.insert(total.spells.end(), part.spells.begin(), part.spells.end());
  total.moves += part.moves;
  total.at_risk += part.at_risk;
  add(total.volume, part.volume);
  add(total.within_kind, part.within_kind);
  add(total.difficulty, part.difficulty);
  for (std::size_t k = 0; k < total.weighted.size(); ++k) add(total.weighted[k], part.weighted[k]);
  total.margins.insert(total.margins.end(), part.margins.begin(), part.margins.end());
}

/// All scenarios at the same seeds, in parallel over worlds, added up in the order of seeds; those
/// without a world that starts are left out.
std::vector<Emerged> run_scenarios(
    const std::vector<std::pair<std::string, std::string>>& scenarios, const ConfigRequest& base,
    std::uint32_t worlds, LeftOut& left_out) {
  const std::uint32_t first = base.seed.value_or(1);
  std::vector<Emerged> parts(scenarios.size() * worlds);
  Experiment experiment;
  for (const auto& [name, file] : scenarios) {
    ConfigRequest request = base;
    request.config = file;
    require_configuration(request);
    experiment.scenarios.push_back(make_scenario(request, name));
  }
  experiment.every_workload = true;
  experiment.read = [&](const WorldSpec& spec, const WorldSource& from,
                        const Recording& recording) {
    parts[spec.scenario * worlds + spec.row] =
        emerged_in(recording, from.parameters(), first + spec.row, spec.row);
  };
  const auto spec = [&](std::size_t k) {
    WorldSpec world;
    world.scenario = static_cast<std::uint32_t>(k / worlds);
    world.row = static_cast<std::uint32_t>(k % worlds);
    world.seed = first + world.row;
    world.draws = false;
    return world;
  };
  std::map<std::size_t, std::string> refused;
  CrewOptions options;
  options.interrupted = Interruption::requested;
  run_worlds(experiment, parts.size(), spec, options, [&](WorldRecord&& record) {
    if (record.status == WorldRecord::Status::refused) {
      refused[record.scenario * worlds + record.row] = record.reason;
    } else if (record.status != WorldRecord::Status::complete) {
      throw std::runtime_error(record.reason);
    }
    return true;
  });
  left_out.ask(parts.size());
  for (const auto& [world, reason] : refused) left_out.refuse(reason);
  left_out.require_a_start();
  std::vector<Emerged> all;
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    Emerged scenario;
    scenario.name = scenarios[s].first;
    std::size_t started = 0;
    for (std::size_t k = s * worlds; k < (s + 1) * worlds; ++k) {
      if (refused.contains(k)) continue;
      add(scenario, parts[k]);
      ++started;
    }
    if (started > 0) all.push_back(std::move(scenario));
  }
  return all;
}

// ---- tables -----------------------------------------------------------------------------------

std::string order_text(const Order& order) {
  const Band band = band_of(order.within);
  const double value = order.observed.value();
  const std::string_view verdict = value > band.high  ? "above"
                                   : value < band.low ? "below"
                                                      : "in it";
  return fmt::format("{:.3f} ({:.3f} to {:.3f}, {})", value, band.low, band.high, verdict);
}

std::string ratio_text(const HazardRatio& ratio) {
  return std::isfinite(ratio.value)
             ? fmt::format("{:.2f} ({:.2f} to {:.2f})", ratio.value, ratio.low, ratio.high)
             : "-";
}

std::string order_table(const std::vector<Emerged>& scenarios) {
  MarkdownTable table({"scenario", "ever on the API", "left for open models", "volume first, C",
                       "volume first within a kind of work, C", "easy first, C",
                       "random order, 99 %", "hazard ratio, volume", "hazard ratio, difficulty",
                       "peak", "sensitivity"});
  for (const Emerged& s : scenarios) {
    std::vector<std::string> row{s.name, fmt::format("{}", s.at_risk), fmt::format("{}", s.moves)};
    if (s.moves < fewest_moves) {
      row.insert(row.end(), {"too few moves", "-", "-", "-", "-", "-", "-", "-"});
    } else {
      const Band random = band_of(s.volume.everywhere);
      const auto ratios = hazard_ratios(s.spells);
      const auto ratio = [&](Trait t) { return ratio_text(ratios[static_cast<std::size_t>(t)]); };
      row.insert(row.end(),
                 {order_text(s.volume), order_text(s.within_kind), order_text(s.difficulty),
                  fmt::format("{:.3f} to {:.3f}", random.low, random.high), ratio(Trait::ln_volume),
                  ratio(Trait::difficulty), ratio(Trait::ln_peak), ratio(Trait::ln_sensitivity)});
    }
    table.add(std::move(row));
  }
  return table.text();
}

std::string weighted_table(const std::vector<Emerged>& scenarios) {
  MarkdownTable table({"scenario", "volume first, by firms", "by jobs", "by value",
                       "easy first, by firms", "by jobs", "by value"});
  for (const Emerged& s : scenarios) {
    std::vector<std::string> row{s.name};
    for (const Order& order : s.weighted) {
      row.push_back(s.moves < fewest_moves ? "-" : order_text(order));
    }
    table.add(std::move(row));
  }
  return table.text();
}

struct Slope {
  double value, low, high;
};

/// Means over the rows of each key.
std::map<std::int64_t, double> means_by(const std::vector<double>& values,
                                        const std::vector<std::int64_t>& keys) {
  std::map<std::int64_t, std::pair<double, double>> sums;
  for (std::size_t k = 0; k < values.size(); ++k) {
    sums[keys[k]].first += values[k];
    sums[keys[k]].second += 1.0;
  }
  std::map<std::int64_t, double> means;
  for (const auto& [key, sum] : sums) means[key] = sum.first / sum.second;
  return means;
}

/// Means of worlds and of years taken out: what is left is not a trend they share.
std::vector<double> two_way(std::vector<double> values, const std::vector<std::int64_t>& world,
                            const std::vector<std::int64_t>& year) {
  for (int round = 0; round < 20; ++round) {
    for (const auto* keys : {&world, &year}) {
      const auto means = means_by(values, *keys);
      for (std::size_t k = 0; k < values.size(); ++k) values[k] -= means.at((*keys)[k]);
    }
  }
  return values;
}

/// Least squares of labs' part of what labs and applications earn on the number of suppliers.
std::optional<Slope> margin_slope(const Emerged& scenario) {
  std::vector<double> x, y;
  std::vector<std::int64_t> world, year;
  for (const MarginYear& row : scenario.margins) {
    if (row.lab + row.app <= 0.0) continue;
    x.push_back(row.suppliers);
    y.push_back(row.lab / (row.lab + row.app));
    world.push_back(static_cast<std::int64_t>(row.world));
    year.push_back(row.year);
  }
  const auto worlds = static_cast<double>(means_by(x, world).size());
  const auto years = static_cast<double>(means_by(x, year).size());
  const double freedom = static_cast<double>(x.size()) - worlds - years;
  if (worlds < 2.0 || freedom < 4.0) return std::nullopt;
  x = two_way(std::move(x), world, year);
  y = two_way(std::move(y), world, year);
  double xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xx += x[k] * x[k];
    xy += x[k] * y[k];
    yy += y[k] * y[k];
  }
  if (xx <= 1e-12) return std::nullopt;
  const double slope = xy / xx;
  const double error = 1.96 * std::sqrt(std::max(yy - slope * xy, 0.0) / freedom / xx);
  return Slope{slope, slope - error, slope + error};
}

std::string margin_table(const std::vector<Emerged>& scenarios) {
  MarkdownTable table({"scenario", "labs", "applications", "builders", "viable suppliers",
                       "labs' part of labs and applications, per supplier more"});
  for (const Emerged& s : scenarios) {
    MarginYear mean{};
    for (const MarginYear& row : s.margins) {
      mean.lab += row.lab;
      mean.app += row.app;
      mean.builder += row.builder;
      mean.suppliers += row.suppliers;
    }
    const double n = std::max(static_cast<double>(s.margins.size()), 1.0);
    const auto slope = margin_slope(s);
    table.add(
        {s.name, fmt::format("{:.1f} %", 100.0 * mean.lab / n),
         fmt::format("{:.1f} %", 100.0 * mean.app / n),
         fmt::format("{:.1f} %", 100.0 * mean.builder / n),
         fmt::format("{:.2f}", mean.suppliers / n),
         slope ? fmt::format("{:+.3f} ({:+.3f} to {:+.3f})", slope->value, slope->low, slope->high)
               : "-"});
  }
  return table.text();
}

// ---- volume and price -------------------------------------------------------------------------

/// Posted prices of one offer shocked at random: measured against analytic elasticity.
std::string elasticity_table(const Configuration& configuration) {
  const Parameters& p = configuration.parameters;
  std::vector<WorkloadClass> classes;
  for (const auto& [id, config] : p.workload_classes) classes.push_back(config);
  DemandParameters demand = p.demand;
  demand.wage_growth = demand.potential_growth = 0.0;
  demand.budget_base_share = demand.budget_cap_share = 1.0;
  demand.switching_cost = 0.0;
  const KeyedRandom random(configuration.loaded.seed, configuration.loaded.replicate);
  EnterprisePopulation people(p.population, classes, demand, random);
  const int opening = static_cast<int>(p.time.start) - 1;
  ServiceOption offer;
  offer.capability = 3.0;
  for (const auto& [id, lab] : p.labs)
    offer.capability = std::max(offer.capability, lab.capability);
  offer.price_usd_per_job = p.opening.frontier_price;
  SelfHostTerms none;
  none.available = false;
  people.calibrate_opening(opening, std::vector<ServiceOption>{offer}, none,
                           {p.opening.api_usd + p.opening.app_usd, 0.0, 0.0, 0.0});
  const auto jobs_at = [&](double price, OptionRequest& request) {
    offer.price_usd_per_job = price;
    request =
        people.procure({opening + 1, std::vector<ServiceOption>{offer}, none, false}).options[0];
    return static_cast<double>(request.jobs);
  };
  MarkdownTable table({"price, usd/job", "jobs", "spend, bn usd", "measured", "analytic", "ratio"});
  double price = 4.0 * p.opening.frontier_price;
  for (std::uint32_t k = 0; k < 12; ++k, price *= 0.4) {
    const double shock = 0.01 + 0.02 * random.uniform({k}, 0, Purpose::sample_key, 1);
    OptionRequest here, up, down;
    jobs_at(price, here);
    const double dearer = jobs_at(price * exp_(shock), up);
    const double cheaper = jobs_at(price * exp_(-shock), down);
    if (here.jobs == 0 || dearer <= 0.0) continue;
    const double measured = std::log(cheaper / dearer) / (2.0 * shock);
    const double analytic =
        static_cast<double>(here.job_elasticity) / static_cast<double>(here.jobs) * 1e-3;
    table.add({fmt::format("{:.4g}", price), fmt::format("{:.3g}", static_cast<double>(here.jobs)),
               fmt::format("{:.3g}", static_cast<double>(here.spend_cents) * 1e-11),
               fmt::format("{:.3f}", measured), fmt::format("{:.3f}", analytic),
               fmt::format("{:.4f}", measured / analytic)});
  }
  return table.text();
}

/// Whether a switch is one of the configuration, by what it extends.
bool extends(const std::filesystem::path& file, const std::string& config) {
  std::ifstream in(file);
  const std::string base = "extends: ../" + std::filesystem::path(config).stem().string() + ".yaml";
  for (std::string line; std::getline(in, line);) {
    if (line == base) return true;
  }
  return false;
}

/// The configuration and every switch of it that stands beside it, frozen roles left out.
std::vector<std::pair<std::string, std::string>> scenarios_of(const std::string& config) {
  std::vector<std::pair<std::string, std::string>> list{{"default", config}};
  const std::filesystem::path folder = std::filesystem::path(config).parent_path() / "switches";
  if (!std::filesystem::is_directory(folder)) return list;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const std::string name = file.stem().string();
    if (file.extension() == ".yaml" && !name.starts_with("freeze-") && extends(file, config)) {
      list.emplace_back(name, file.string());
    }
  }
  return list;
}

}  // namespace

std::string emergence_study(const StudyRequest& request) {
  const Configuration configuration = require_configuration(request.configuration);
  LeftOut left_out;
  const std::vector<Emerged> scenarios = run_scenarios(
      scenarios_of(request.configuration.config), request.configuration, request.worlds, left_out);
  return fmt::format("### Order of leaving, {} seed{}\n\n", request.worlds,
                     request.worlds == 1 ? "" : "s") +
         order_table(scenarios) + "### The same by what a pair stands for, C\n\n" +
         weighted_table(scenarios) + "### Gross margin of the stack, mean over years\n\n" +
         margin_table(scenarios) + "### Volume and price, one offer\n\n" +
         elasticity_table(configuration) + left_out.text();
}

}  // namespace overbuild::study
