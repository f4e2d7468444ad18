#include "sim/parameters/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math.hpp"
#include "sim/parameters/fixed_keys.hpp"

namespace overbuild {

namespace {

/// Collects problems with the position of the key they are about.
class Checker {
 public:
  Checker(const config::LoadResult& loaded, Diagnostics& diagnostics)
      : loaded_(loaded), diagnostics_(diagnostics) {}

  void require(bool fine, const std::string& path, std::string_view problem,
               std::string expected = {}, std::string nearest = {}) {
    if (fine) return;
    diagnostics_.add(loaded_.locate(path), fmt::format("'{}' {}", path, problem),
                     std::move(expected), std::move(nearest));
  }

  /// `low_key` must not lie above `high_key`, both in `group`.
  void order(const std::string& group, std::string_view low_key, double low,
             std::string_view high_key, double high, bool strictly) {
    require(strictly ? low < high : low <= high, fmt::format("{}.{}", group, high_key),
            fmt::format("is {}, {} {} of {}", high, strictly ? "not above" : "below", low_key, low),
            fmt::format("{} {} {}", high_key, strictly ? "above" : "at least", low_key));
  }

 private:
  const config::LoadResult& loaded_;
  Diagnostics& diagnostics_;
};

template <class T>
std::vector<std::string> ids_of(const Roster<T>& roster) {
  std::vector<std::string> ids;
  for (const auto& entry : roster) ids.push_back(entry.first);
  return ids;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void check_roles(Checker& check, const Parameters& p) {
  const std::vector<std::string> names = role_names();
  for (const std::string& role : p.frozen_roles) {
    const std::string_view today = role_named_today(role);
    check.require(find_role(role) != nullptr, "frozen_roles",
                  today.empty() ? fmt::format("names '{}', which is no role", role)
                                : fmt::format("names '{}', which is now '{}'", role, today),
                  fmt::format("roles among {}", fmt::join(names, ", ")),
                  today.empty() ? nearest_name(role, names) : std::string(today));
  }
  const auto needed = [&](std::size_t count, std::string_view path) {
    check.require(count > 0, std::string(path), "is empty", "at least one entry");
  };
  for_each_roster(p, [&](const RoleInfo& info, const auto& roster) {
    if (info.needed) needed(roster.size(), info.roster);
  });
  needed(p.workload_classes.size(), "workload_classes");
  needed(p.population.size_classes.size(), "population.size_classes");
  check.require(p.workload_classes.size() <= 32, "workload_classes",
                fmt::format("has {} entries", p.workload_classes.size()), "at most 32");
}

/// A name that two roles share would make results ambiguous.
void check_names(Checker& check, const Parameters& p) {
  std::vector<std::string> seen;
  for_each_roster(p, [&](const RoleInfo& info, const auto& roster) {
    for (const std::string& id : ids_of(roster)) {
      check.require(!contains(seen, id), fmt::format("{}.{}", info.roster, id),
                    "has an id that another role uses", "an id of its own");
      seen.push_back(id);
    }
  });
}

void check_builders(Checker& check, const Parameters& p) {
  bool any_equipment = false, any_shell = false;
  for (const auto& [id, builder] : p.builders) {
    const std::string path = "builders." + id;
    any_equipment = any_equipment || builder.equipment_units > 0.0;
    any_shell = any_shell || builder.shell_mw > 0.0;
    const double ages = sum(builder.equipment_ages);
    check.require(builder.equipment_units == 0.0 || std::fabs(ages - 1.0) <= 1e-6,
                  path + ".equipment_ages", fmt::format("adds up to {}", ages),
                  "shares that add up to 1");
    const std::vector<std::string> vendors = ids_of(p.vendors);
    for (const auto& [vendor, taste] : builder.vendor_preferences) {
      check.require(contains(vendors, vendor),
                    fmt::format("{}.vendor_preferences.{}", path, vendor), "names no vendor",
                    fmt::format("ids among {}", fmt::join(vendors, ", ")),
                    nearest_name(vendor, vendors));
    }
    check.require(builder.equipment_ages.size() <= 10, path + ".equipment_ages",
                  fmt::format("has {} years", builder.equipment_ages.size()), "at most 10 years");
  }
  check.require(any_equipment || p.builders.empty(), "builders", "have no equipment at all",
                "equipment_units above 0 somewhere");
  check.require(any_shell || p.builders.empty(), "builders", "have no shells at all",
                "shell_mw above 0 somewhere");
  double contracted = 0.0, capacity = 0.0;
  for (const auto& entry : p.builders) contracted += entry.second.shell_mw;
  for (const auto& entry : p.utilities) capacity += entry.second.capacity_mw;
  check.require(contracted <= capacity || p.utilities.empty(), "utilities",
                fmt::format("deliver {} MW to shells of {} MW", capacity, contracted),
                "capacity_mw that covers the builders' shell_mw");
}

/// Where more compute adds ever less (curvature below 0), the compute that a lab lacks would add
/// ever more the further it is behind: one that is far enough behind would pass everybody in a
/// year.
void check_distances(Checker& check, const Parameters& p) {
  constexpr double most_gained = 30.0;
  double best = -HUGE_VAL;
  for (const auto& entry : p.labs) best = std::max(best, entry.second.capability);
  for (const auto& [id, lab] : p.labs) {
    const double behind = best - lab.capability;
    const double gain = capability_gain(p.technology, pow_(10.0, -behind), 1.0, 1.0);
    check.require(
        gain <= most_gained, "labs." + id + ".capability",
        fmt::format("is {:.3g} points behind the best: with its compute the lab would gain "
                    "{:.3g} points",
                    behind, gain),
        fmt::format("at most {:g} points to gain: a smaller distance, or a "
                    "technology.curvature nearer to 0",
                    most_gained));
  }
}

void check_labs(Checker& check, const Parameters& p) {
  const std::vector<double>& menu = p.lab.menu;
  check.require(!menu.empty(), "lab_market.menu", "is empty", "at least one tier, such as [0]");
  check.require(menu.size() <= 16, "lab_market.menu", "has more than 16 tiers", "at most 16");
  check.require(menu.empty() || menu.front() == 0.0, "lab_market.menu",
                "does not begin with the best model", "0 first");
  for (std::size_t k = 1; k < menu.size(); ++k) {
    check.require(menu[k - 1] < menu[k], "lab_market.menu", "is not in ascending order",
                  "points below the best model, smallest first");
  }
  check.require(menu.size() + p.lab.further_tiers.size() <= 16, "lab_market.further_tiers",
                "make more than 16 tiers with the menu", "at most 16 in all");
  for (const double below : p.lab.further_tiers) {
    check.require(below > 0.0 && std::find(menu.begin(), menu.end(), below) == menu.end(),
                  "lab_market.further_tiers", fmt::format("holds {}", below),
                  "points below the best model that the menu does not hold");
  }
  check.require(p.open_lab.further_sizes.size() < 14, "open_lab_market.further_sizes",
                "has more than 13 sizes", "at most 13");
  const std::vector<double>& factors = p.lab.budget_factors;
  check.require(!factors.empty() && *std::min_element(factors.begin(), factors.end()) > 0.0,
                "lab_market.budget_factors", "has no budget above 0",
                "factors such as [1, 1.5, 2.5]");
  // Progress is counted in the effort of the opening, which must be there to count in.
  double hours = 0.0;
  for (const auto& entry : p.labs) {
    hours += std::floor(entry.second.research_compute / p.opening.rental_price);
  }
  check.require(
      hours >= 1.0 || p.labs.empty(), "labs",
      fmt::format("do no research at the start: their research_compute buys {} hours at {:g} "
                  "usd",
                  hours, p.opening.rental_price),
      "research_compute of some lab that buys an hour or more");
  check_distances(check, p);
  for (const auto& [id, lab] : p.labs) {
    check.require(lab.parent_share == 0.0 || !lab.parent.empty(), "labs." + id + ".parent_share",
                  "is given without a parent", "a parent, or a share of 0");
  }
}

/// An enterprise compares all offers of a year, and notes which one it takes in a byte.
void check_offers(Checker& check, const Parameters& p) {
  constexpr double most = 254.0;
  const auto count = [](const auto& list) { return static_cast<double>(list.size()); };
  const double tiers = count(p.lab.menu) + count(p.lab.further_tiers);
  const double sizes = p.open_lab.hosted ? 2.0 + count(p.open_lab.further_sizes) : 0.0;
  const double api = count(p.labs) * tiers, hosted = count(p.open_labs) * sizes;
  const double apps = count(p.apps) + std::floor(p.app.entrants);
  check.require(api + hosted + apps <= most, "app_market.entrants",
                fmt::format("makes {:g} offers in all: {:g} of labs' models by size, {:g} of open "
                            "models, {:g} of applications",
                            api + hosted + apps, api, hosted, apps),
                "at most 254: fewer entrants, labs, applications or sizes");
}

void check_applications(Checker& check, const Parameters& p) {
  const std::vector<std::string> classes = ids_of(p.workload_classes);
  for (const auto& [id, app] : p.apps) {
    check.require(app.job_cost_share + 1.0 / app.price_to_inference < 1.0,
                  "apps." + id + ".job_cost_share",
                  fmt::format("leaves no margin beside inference at {} of the price",
                              1.0 / app.price_to_inference),
                  "less than 1 - 1/price_to_inference");
    const std::string path = "apps." + id + ".classes";
    check.require(!app.classes.empty(), path, "is empty", "at least one workload class");
    for (const std::string& served : app.classes) {
      check.require(contains(classes, served), path,
                    fmt::format("names '{}', which 'workload_classes' does not have", served),
                    fmt::format("ids among {}", fmt::join(classes, ", ")),
                    nearest_name(served, classes));
    }
  }
}

void check_commitments(Checker& check, const Parameters& p) {
  for (const auto& [id, commitment] : p.commitments) {
    const std::string path = "commitments." + id;
    check.require(
        !commitment.lab.empty() + !commitment.tenant.empty() + !commitment.vendor.empty() == 1,
        path, "needs one of lab and tenant",
        "lab: an id under 'labs', or tenant: under 'builders'");
    check.require(commitment.tenant.empty() || commitment.tenant != commitment.builder,
                  path + ".tenant", fmt::format("is '{}', who delivers", commitment.tenant),
                  "another builder than the one that delivers");
    check.require(!commitment.builder.empty(), path, "has no builder",
                  "builder: an id under 'builders'");
    check.require(sum(commitment.usd) > 0.0, path + ".usd", "promises nothing",
                  "an amount above 0 in some year");
  }
}

void check_population(Checker& check, const Parameters& p) {
  const PopulationParameters& people = p.population;
  check.order("population", "workloads_lo", static_cast<double>(people.workloads_lo),
              "workloads_hi", static_cast<double>(people.workloads_hi), false);
  double share = 0.0;
  for (const SizeClass& size : people.size_classes) {
    share += size.sample_share;
    check.require(
        size.employees_lo < size.employees_hi, "population.size_classes",
        fmt::format("has a class from {} to {} employees", size.employees_lo, size.employees_hi),
        "employees_lo below employees_hi");
  }
  check.require(
      people.size_classes.empty() || std::fabs(share - 1.0) <= 1e-6, "population.size_classes",
      fmt::format("has sample shares that add up to {}", share), "sample_share that add up to 1");
  double weight = 0.0;
  for (const auto& entry : p.workload_classes) weight += entry.second.weight;
  check.require(weight > 0.0 || p.workload_classes.empty(), "workload_classes",
                "have no weight above 0", "a weight above 0 somewhere");
}

void check_orders(Checker& check, const Parameters& p) {
  check.order("capex", "approval_low", p.capex.approval_low, "approval_high", p.capex.approval_high,
              true);
  check.order("vendor_market", "markup_low", p.vendor.markup_low, "markup_high",
              p.vendor.markup_high, true);
  check.order("demand", "contract_lo", static_cast<double>(p.demand.contract_lo), "contract_hi",
              static_cast<double>(p.demand.contract_hi), false);
  check.order("demand", "multiple_lo", p.demand.multiple_lo, "multiple_hi", p.demand.multiple_hi,
              false);
  check.order("consumers", "adoption", p.consumer.adoption, "adoption_ceiling",
              p.consumer.adoption_ceiling, false);
  check.order("technology", "knee_flop", p.technology.knee_flop, "wall_flop",
              p.technology.wall_flop, true);
}

/// The parts of an issue of bonds fall due one year after another.
void check_terms(Checker& check, const Parameters& p) {
  if (p.credit.instalments) {
    for (const auto& [key, years] :
         {std::pair{"credit.equipment_loan_years", p.credit.equipment_loan_years},
          std::pair{"credit.loan_years", p.credit.loan_years}}) {
      check.require(years >= 2.0, key,
                    fmt::format("is {}: with `blocks.credit.instalments` a loan has two parts or "
                                "more, so that no debt falls due in one year",
                                years));
    }
    check.require(p.credit.bond_last_year >= p.credit.bond_first_year + 1.0,
                  "credit.bond_last_year",
                  fmt::format("is {}: with `blocks.credit.instalments` it comes a year or more "
                              "after credit.bond_first_year, {}",
                              p.credit.bond_last_year, p.credit.bond_first_year));
  }
  check.require(p.credit.instalments || p.credit.bond_last_year >= p.credit.bond_first_year,
                "credit.bond_last_year",
                fmt::format("is {} and comes before credit.bond_first_year, {}",
                            p.credit.bond_last_year, p.credit.bond_first_year),
                "a year no earlier than that of the first part");
}

/// The opening spend by mode must be possible with the sellers there are.
void check_opening(Checker& check, const Parameters& p) {
  const auto whole = [&](double value, const std::string& path) {
    check.require(value == std::floor(value), path, fmt::format("is {}", value), "whole years");
  };
  whole(p.capex.shell_lead, "capex.shell_lead");
  whole(p.utility.lead, "utility_market.lead");
  double api = 0.0, consumer = 0.0;
  for (const auto& entry : p.labs) {
    api += entry.second.api_revenue;
    consumer += entry.second.consumer_revenue;
  }
  // Two figures of one thing: more than a factor of two apart, one of them is a slip.
  const auto alike = [](double a, double b) { return a <= 2.0 * b && b <= 2.0 * a; };
  check.require(alike(api, p.opening.api_usd), "opening.api_usd",
                fmt::format("is {:.3g} usd, but labs sell {:.3g} usd through their APIs",
                            p.opening.api_usd, api),
                "the sum of labs.<id>.api_revenue, within a factor of two");
  const ConsumerParameters& c = p.consumer;
  const double paid = c.people * c.adoption * c.paying_share * c.plan_price;
  check.require(alike(consumer, paid), "consumers.paying_share",
                fmt::format("makes consumers pay {:.3g} usd, but labs sell {:.3g} usd to them",
                            paid, consumer),
                "people x adoption x paying_share x plan_price equal to the sum of "
                "labs.<id>.consumer_revenue, within a factor of two");
  // Plans are priced on what a payer costs beyond a free user.
  check.require(c.jobs_free < c.jobs_paid, "consumers.jobs_free",
                fmt::format("is {:.3g} jobs a year, no less than those of a payer", c.jobs_free),
                "below consumers.jobs_paid");
}

void check_priors(Checker& check, const config::LoadResult& loaded) {
  for (const config::BoundPrior& prior : loaded.priors) {
    const std::string_view reason = why_not_varied(prior.path);
    check.require(reason.empty(), prior.path, fmt::format("has a prior: {}", reason), "one number");
  }
}

}  // namespace

void check_consistency(const Parameters& p, const config::LoadResult& loaded,
                       Diagnostics& diagnostics) {
  Checker check(loaded, diagnostics);
  check_priors(check, loaded);
  check_roles(check, p);
  check_names(check, p);
  check_builders(check, p);
  check_labs(check, p);
  check_applications(check, p);
  check_offers(check, p);
  check_commitments(check, p);
  check_population(check, p);
  check_orders(check, p);
  check_opening(check, p);
  check_terms(check, p);
}

}  // namespace overbuild
