#include "sim/planning/compute_contracts.hpp"

#include <algorithm>
#include <vector>

#include "agents/lab.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/families.hpp"

namespace overbuild {

namespace {

struct ComputeOffer {
  std::size_t builder;
  double hours, price;
  std::uint64_t key;
};

/// Builders offer what they will have beyond contracts and their own use, at the higher of cost at
/// the hurdle and the rent they expect over the term.
std::vector<ComputeOffer> offer_compute(Parts<const Inputs, const PublicRecord, const Books,
                                              const Builders, const Vendors, const Capital>
                                            world,
                                        int term) {
  std::vector<ComputeOffer> offers;
  const CapexParameters& capex = world.inputs.parameters.capex;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    double arriving = 0.0;
    for (const EquipmentOrder& order : world.capital.equipment_orders) {
      if (order.builder == b) arriving += static_cast<double>(order.milli_units) / 1000.0;
    }
    const double capacity =
        (running_units(world, b) + 0.5 * arriving) * hours_a_year * capex.sustainable_load;
    const double room = capacity -
                        static_cast<double>(hours_under_contract(world, world.builders.account[b],
                                                                 world.inputs.year + 1, 1, true)
                                                .front()) -
                        static_cast<double>(world.builders.core_hours[b]);
    if (room <= 0.0) continue;
    offers.push_back({b, room, contract_price(world, b, term),
                      luck_of(world.inputs.parameters, world.builders, b).value});
  }
  std::sort(offers.begin(), offers.end(), [](const ComputeOffer& x, const ComputeOffer& y) {
    return x.price != y.price ? x.price < y.price : x.key < y.key;
  });
  return offers;
}

}  // namespace

double mean_rent_expected(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world, std::size_t b,
    int years) {
  double mean = 0.0;
  for (const double rent : rents_expected_by(world, b, years)) {
    mean += rent / static_cast<double>(years);
  }
  return mean;
}

double contract_price(Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world,
                      std::size_t b, int years) {
  const double cost =
      world.public_record.full_cost *
      exp_(0.5 * static_cast<double>(years) * std::min(world.public_record.full_cost_change, 0.0));
  return std::max(mean_rent_expected(world, b, years), cost);
}

double hours_needed(Parts<const Inputs, const Books, const Labs, const ComputeMarket> world,
                    std::size_t l) {
  const double budget = world.labs.research_usd[l], price = world.compute.rental_price;
  const double inference = world.labs.expected_inference_hours[l];
  if (!world.inputs.parameters.lab.steady_research) return budget / price + inference;
  const OwedHours owed = owed_beyond(world, l, world.inputs.year + 1, inference);
  return research_hours(budget, owed.hours, owed.usd, price) + inference;
}

void sign_contracts(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                          const Labs, const Capital, const ComputeMarket, Books, YearTally>
                        world) {
  const LabParameters& rules = world.inputs.parameters.lab;
  const int term = std::max(static_cast<int>(rules.contract_term + 0.5), 1);
  auto offers = offer_compute(world, term);
  std::vector<double> wanted(world.labs.size(), 0.0);
  for (std::size_t l = 0; l < wanted.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    const std::int64_t have =
        hours_under_contract(world, world.labs.account[l], world.inputs.year + 1, 1, false).front();
    wanted[l] =
        std::max(rules.contract_cover * hours_needed(world, l) - static_cast<double>(have), 0.0);
  }
  for (const ComputeOffer& offer : offers) {
    double asked = 0.0;
    for (const double hours : wanted) asked += hours;
    if (asked <= 0.0) return;
    const double share = std::min(offer.hours / asked, 1.0);
    for (std::size_t l = 0; l < wanted.size(); ++l) {
      const auto hours = whole_part(share * wanted[l], "hours under contract");
      if (hours <= 0) continue;
      sign_compute_contract(world, world.labs.account[l], offer.builder,
                            std::vector<std::int64_t>(static_cast<std::size_t>(term), hours),
                            offer.price);
      add_count(world.tally.contract_hours.this_year.all, term * hours, hours_text);
      wanted[l] -= static_cast<double>(hours);
    }
  }
}

}  // namespace overbuild
