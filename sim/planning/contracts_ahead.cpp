#include "sim/planning/contracts_ahead.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "agents/expectations.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/parameters/family.hpp"
#include "sim/planning/builders.hpp"
#include "sim/planning/compute_contracts.hpp"
#include "sim/planning/exit.hpp"

namespace overbuild {

namespace {

constexpr const char* signed_text = "hours signed for ahead";

/// Hours of one firm in a year, no more than a hundred thousand times what all builders had in
/// 2025: what there is power for outgrows every count where power per unit goes on falling.
std::int64_t counted(double hours) { return whole_part(std::min(hours, 1e16), signed_text); }

int years_ahead(Parts<const Inputs> world) {
  return std::max(static_cast<int>(world.inputs.parameters.lab.contract_term + 0.5), 1);
}

/// Part of what is needed `k` years from now that is to be signed.
double cover(const LabParameters& rules, int k) {
  return rules.contract_cover * pow_(rules.cover_kept, static_cast<double>(k));
}

/// Hours asked for, by year from next year on.
struct Request {
  Tenant tenant;
  std::vector<std::int64_t> hours;
  double worth = 0.0;               ///< of an hour to a builder: the mean rent that it expects, usd
  std::vector<std::uint8_t> kin{};  ///< [builders] 1 for rows of its family, itself too; or none
};

/// What a lab's needs are expected to be k years from now over next year's: they grow as its
/// inference is expected to, ever more slowly.
double growth_of_needs(Parts<const Inputs, const PublicRecord> world, int k) {
  const Parameters& p = world.inputs.parameters;
  const double growth = p.lab.inference_growth_expected *
                        std::clamp(world.public_record.lab_market_growth, -1.0, 1.5);
  return exp_(faded_growth(growth, p.expectations.fade, k) -
              faded_growth(growth, p.expectations.fade, 1));
}

std::vector<std::int64_t> lab_asks(
    Parts<const Inputs, const PublicRecord, const Books, const Labs, const ComputeMarket> world,
    std::size_t l) {
  const double next_year = hours_needed(world, l);
  std::vector<std::int64_t> hours = hours_under_contract(
      world, world.labs.account[l], world.inputs.year + 1, years_ahead(world), false);
  int k = 0;
  for (std::int64_t& have : hours) {
    ++k;
    const double wanted =
        cover(world.inputs.parameters.lab, k) * next_year * growth_of_needs(world, k);
    have = std::max<std::int64_t>(counted(wanted) - have, 0);
  }
  return hours;
}

/// Units that a builder ordered for this year and that come in the next.
double late_units(Parts<const Inputs, const Capital> world, std::size_t b) {
  // What is due in the second year may have been ordered for it before the first.
  if (world.inputs.year <= world.inputs.first_year + 1) return 0.0;
  double units = 0.0;
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    const bool late = order.signed_in < world.inputs.year && order.due == world.inputs.year + 1;
    if (order.builder == b && late) units += static_cast<double>(order.milli_units) / 1000.0;
  }
  return units;
}

/// A builder with customers rents what it would order and has no power for, until the buildings
/// stand that it has begun, and next year what its vendors are late with. What it rents already is
/// part of its plan.
std::vector<std::int64_t> builder_asks(
    Parts<const Inputs, const PublicRecord, const Builders, const Capital> world, std::size_t b,
    const BuilderPlan& plan) {
  double coming = 0.0;  // MW
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder == b && order.ready > world.inputs.year + 1)
      coming += static_cast<double>(order.milli_mw) / 1000.0;
  }
  const double powerless = std::max(plan.steps.programme - plan.steps.powered, 0.0);
  const double later =
      std::max(powerless - 1000.0 * coming / world.public_record.power_per_unit, 0.0);
  std::vector<std::int64_t> hours;
  for (int k = 1; k <= years_ahead(world); ++k) {
    const double units = k == 1 ? powerless + 0.5 * late_units(world, b) : later;
    const double a_unit = hours_a_year * world.inputs.parameters.capex.sustainable_load;
    hours.push_back(counted(cover(world.inputs.parameters.lab, k) * units * a_unit));
  }
  return hours;
}

bool asks_for_any(const std::vector<std::int64_t>& hours) {
  return std::any_of(hours.begin(), hours.end(), [](std::int64_t h) { return h > 0; });
}

/// What a builder could serve, own uses left out and contracts not, by year from next year on.
struct Supply {
  std::size_t builder;
  double price;                      ///< usd per hour
  std::vector<std::int64_t> serves;  ///< hours, with what stands and is on order
  std::vector<std::int64_t> room;   ///< hours beyond what is promised, with what there is power for
  std::vector<std::int64_t> tenth;  ///< of all its hours, beyond next year: it can build
  std::vector<std::int64_t> asked{};  ///< hours that it asks for itself, or none
};

/// Units that there will be power for k years from now beside those that stand and are on order.
double units_with_power(
    Parts<const Inputs, const PublicRecord, const Builders, const Capital> world, std::size_t b,
    int k) {
  double free_mw = static_cast<double>(world.capital.shells.units(b)) / 1000.0 - used_mw(world, b);
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder == b && order.ready <= world.inputs.year + k)
      free_mw += static_cast<double>(order.milli_mw) / 1000.0;
  }
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder == b)
      free_mw -= static_cast<double>(order.milli_units) / 1e6 * world.capital.vintage_kw(order.due);
  }
  return std::max(free_mw, 0.0) * 1000.0 / world.public_record.power_per_unit;
}

Supply supply_of(Parts<const Inputs, const PublicRecord, const Books, const Builders, const Vendors,
                       const Capital>
                     world,
                 std::size_t b) {
  const int years = years_ahead(world);
  Supply supply{b, contract_price(world, b, years), {}, {}, {}};
  double arriving = 0.0;
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder == b) arriving += static_cast<double>(order.milli_units) / 1000.0;
  }
  const double a_unit = hours_a_year * world.inputs.parameters.capex.sustainable_load;
  const auto hours = [&](double units) { return counted(units * a_unit); };
  const std::int64_t own = world.builders.core_hours[b];
  const auto promised =
      hours_under_contract(world, world.builders.account[b], world.inputs.year + 1, years, true);
  for (int k = 1; k <= years; ++k) {
    const std::int64_t all = hours(running_units(world, b) + (k == 1 ? 0.5 : 1.0) * arriving);
    const std::int64_t later = k == 1 ? 0 : hours(units_with_power(world, b, k));
    supply.serves.push_back(std::max<std::int64_t>(all - own, 0));
    supply.room.push_back(
        std::max<std::int64_t>(all + later - own - promised[static_cast<std::size_t>(k - 1)], 0));
    supply.tenth.push_back(k == 1 ? 0 : all / 10);
  }
  return supply;
}

/// Hours that builders have promised beyond what they can serve as things stand.
std::int64_t beyond_capacity(Parts<const Inputs, const Books, const Builders> world,
                             const std::vector<Supply>& supplies) {
  std::int64_t hours = 0;
  for (const Supply& supply : supplies) {
    const auto promised =
        hours_under_contract(world, world.builders.account[supply.builder], world.inputs.year + 1,
                             static_cast<int>(supply.serves.size()), true);
    for (std::size_t k = 0; k < promised.size(); ++k) {
      add_count(hours, std::max<std::int64_t>(promised[k] - supply.serves[k], 0), signed_text);
    }
  }
  return hours;
}

/// Hours of each request that come to each builder, by year. [requests][supplies][years]
using Split = std::vector<std::vector<std::vector<std::int64_t>>>;

/// By what requests come to a builder: by room, from labs by no less than a tenth of its hours. A
/// builder asks others for what stands or has power, where it expects to let hours for the price,
/// and none that is short in that year itself.
std::int64_t weight_of(const Supply& supply, const Request& request, std::size_t k) {
  if (!request.tenant.is_builder) return std::max(supply.room[k], supply.tenth[k]);
  const bool is_short = !supply.asked.empty() && supply.asked[k] > 0;
  const bool pays = supply.price <= request.worth;
  return is_short || !pays || request.kin[supply.builder] != 0 ? 0 : supply.room[k];
}

/// In proportion to weights, as whole hours; what is left over is not signed.
Split split_by_room(const std::vector<Request>& requests, const std::vector<Supply>& supplies) {
  Split split;
  for (const Request& request : requests) {
    std::vector<std::vector<std::int64_t>> parts(supplies.size(),
                                                 std::vector(request.hours.size(), std::int64_t{}));
    for (std::size_t k = 0; k < request.hours.size(); ++k) {
      std::int64_t all = 0;
      for (const Supply& supply : supplies) {
        add_count(all, weight_of(supply, request, k), signed_text);
      }
      for (std::size_t s = 0; s < supplies.size() && all > 0; ++s) {
        parts[s][k] = muldiv(request.hours[k], weight_of(supplies[s], request, k), all);
      }
    }
    split.push_back(std::move(parts));
  }
  return split;
}

/// Of next year's hours no more are let than there are, and to other builders in no year more than
/// there is power for: all of these requests give way alike.
void fit_to_room(const std::vector<Request>& requests, const std::vector<Supply>& supplies,
                 Split& split) {
  for (std::size_t s = 0; s < supplies.size(); ++s) {
    for (std::size_t k = 0; k < supplies[s].room.size(); ++k) {
      const auto bound = [&](std::size_t r) { return k == 0 || requests[r].tenant.is_builder; };
      std::int64_t asked = 0;
      for (std::size_t r = 0; r < requests.size(); ++r) {
        if (bound(r)) add_count(asked, split[r][s][k], signed_text);
      }
      const std::int64_t room = supplies[s].room[k];
      for (std::size_t r = 0; asked > room && r < requests.size(); ++r) {
        if (bound(r)) split[r][s][k] = muldiv(split[r][s][k], room, asked);
      }
    }
  }
}

/// No more than a tenant may owe, of all hours the same part. Whether that makes them fewer.
bool fit_to_means(Money room, const std::vector<Supply>& supplies,
                  std::vector<std::vector<std::int64_t>>& parts) {
  Money cost = Money::zero();
  for (std::size_t s = 0; s < parts.size(); ++s) {
    for (const std::int64_t hours : parts[s]) cost += price_times(supplies[s].price, hours);
  }
  if (cost.is_zero() || cost <= room) return false;
  const Money rounding = Money::from_usd(1.0);  // of so many amounts to the cent
  const std::int64_t left = std::max((room - rounding).cents(), std::int64_t{0});
  for (auto& years : parts) {
    for (std::int64_t& hours : years) hours = muldiv(hours, left, cost.cents());
  }
  return true;
}

/// First and last of the years from next year on in which there are hours, both inclusive.
std::pair<std::size_t, std::size_t> years_with_hours(const std::vector<std::int64_t>& hours) {
  const auto some = [](std::int64_t h) { return h > 0; };
  const auto first = std::find_if(hours.begin(), hours.end(), some);
  const auto last = std::find_if(hours.rbegin(), hours.rend(), some).base();
  return {static_cast<std::size_t>(first - hours.begin()),
          static_cast<std::size_t>(last - hours.begin()) - 1};
}

void sign_with(Parts<const Inputs, const Builders, Books, YearTally, Journal> world,
               const Request& request, const Supply& supply,
               const std::vector<std::int64_t>& hours) {
  if (!asks_for_any(hours)) return;
  const std::int64_t all = sum_of_counts(hours, signed_text);
  const auto [first, last] = years_with_hours(hours);
  const Money usd =
      sign_compute_contract(world, request.tenant.account, supply.builder, hours, supply.price);
  add_count(world.tally.contract_hours.this_year.all, all, signed_text);
  record_event(
      world, "P10", "compute_contract", account_name(world, request.tenant.account),
      account_name(world, world.builders.account[supply.builder]), usd,
      fmt::format("{:.2f} bn hours from {} to {} at ${:.2f}", static_cast<double>(all) / 1e9,
                  world.inputs.year + 1 + static_cast<int>(first),
                  world.inputs.year + 1 + static_cast<int>(last), supply.price));
}

std::vector<Request> requests_of(
    Parts<const Inputs, const PublicRecord, const Books, const Builders, const Vendors, const Labs,
          const Capital, const CreditMarket, const ComputeMarket>
        world,
    const std::vector<CashView>& views) {
  const std::vector<BuilderPlan> plans = plans_now(world, views);
  std::vector<Request> requests;
  for (const Tenant& tenant : tenants(world, views)) {
    if (!tenant.is_builder) {
      requests.push_back({tenant, lab_asks(world, tenant.row)});
    } else if (!world.inputs.is_frozen(Role::builder) &&
               world.builders.sold_hours[tenant.row] > world.builders.core_hours[tenant.row]) {
      requests.push_back(
          {tenant, builder_asks(world, tenant.row, plans[tenant.row]),
           mean_rent_expected(world, tenant.row, years_ahead(world)),
           kin_of(world.inputs.parameters, world.inputs.parameters.builders, tenant.row)});
    }
  }
  return requests;
}

std::vector<Supply> supplies_of(Parts<const Inputs, const PublicRecord, const Books, const Builders,
                                      const Vendors, const Capital>
                                    world,
                                const std::vector<Request>& requests) {
  std::vector<Supply> supplies;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!is_in_business(world, b)) continue;
    supplies.push_back(supply_of(world, b));
    for (const Request& request : requests) {
      if (request.tenant.is_builder && request.tenant.row == b)
        supplies.back().asked = request.hours;
    }
  }
  return supplies;
}

}  // namespace

std::vector<Tenant> tenants(Parts<const Inputs, const Books, const Builders, const Labs> world,
                            const std::vector<CashView>& views) {
  std::vector<Tenant> all;
  const auto add = [&](const Firms& firms, bool builder, std::size_t row, double sales) {
    const AccountId account = firms.account[row];
    const double cash = std::max(world.books.cash(account), 0.0);
    all.push_back({account, firms.equity_value[row] + cash + sales, builder, row});
  };
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (world.labs.alive[l]) add(world.labs, false, l, world.labs.revenue[l]);
  }
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (is_in_business(world, b))
      add(world.builders, true, b, views[world.builders.account[b].value].operating_in);
  }
  return all;
}

Money owed_for_compute(Parts<const Inputs, const Books> world, AccountId tenant) {
  Money owed = Money::zero();
  for (const CommitmentId id : world.books.commitments.listed(tenant)) {
    const Commitment& contract = world.books.commitments.at(id);
    if (contract.kind != CommitmentKind::compute || contract.payer != tenant) continue;
    for (int year = world.inputs.year + 1; year <= contract.last_year(); ++year) {
      owed += contract.due_in(year);
    }
  }
  return owed;
}

Money commitment_limit(Parts<const Inputs> world, const Tenant& tenant) {
  return Money::from_usd(world.inputs.parameters.lab.commitment_cap * std::max(tenant.means, 0.0));
}

void sign_ahead(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Labs,
          const Capital, const CreditMarket, const ComputeMarket, Books, YearTally, Journal>
        world,
    const std::vector<CashView>& views) {
  const std::vector<Request> requests = requests_of(world, views);
  const std::vector<Supply> supplies = supplies_of(world, requests);
  const std::int64_t before = beyond_capacity(world, supplies);
  Split split = split_by_room(requests, supplies);
  fit_to_room(requests, supplies, split);
  for (std::size_t r = 0; r < requests.size(); ++r) {
    const Tenant& tenant = requests[r].tenant;
    const Money limit = commitment_limit(world, tenant);
    const Money owed = owed_for_compute(world, tenant.account);
    if (fit_to_means(limit - owed, supplies, split[r])) {
      record_event(world, "P10", "commitment_cap", account_name(world, tenant.account), "", limit,
                   fmt::format("owes ${:.1f} bn for later years already", owed.usd() / 1e9));
    }
    for (std::size_t s = 0; s < supplies.size(); ++s) {
      sign_with(world, requests[r], supplies[s], split[r][s]);
    }
  }
  add_count(world.tally.contract_hours.this_year.ahead, beyond_capacity(world, supplies) - before,
            signed_text);
}

}  // namespace overbuild
