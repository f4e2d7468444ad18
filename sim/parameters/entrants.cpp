#include "sim/parameters/entrants.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/random.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

namespace {

std::vector<std::size_t> models_for_entrants(const Parameters& parameters) {
  std::vector<std::size_t> pure_plays, all;
  for (std::size_t b = 0; b < parameters.builders.size(); ++b) {
    if (parameters.family_shares && !leads_family(parameters.builders, b)) continue;
    all.push_back(b);
    if (builder_type_names[parameters.builders[b].second.type] == "pure_play") {
      pure_plays.push_back(b);
    }
  }
  return pure_plays.empty() ? all : pure_plays;
}

BuilderConfig entrant_like(const BuilderConfig& model, std::size_t index, std::size_t place) {
  BuilderConfig entrant = model;
  entrant.label = fmt::format("entrant {}", place + 1);
  entrant.enters = true;
  entrant.model = index;
  entrant.split_of.clear();
  entrant.core.hours = 0.0;
  entrant.core_cash_flow_growth = entrant.core_cash_flow_sd = 0.0;
  entrant.core_capex = entrant.ai_capex = entrant.cash = 0.0;
  entrant.debt.secured = entrant.debt.senior = entrant.debt.subordinated = entrant.debt.lease = 0.0;
  entrant.equipment_units = entrant.shell_mw = 0.0;
  entrant.equipment_orders.clear();
  entrant.shell_orders_mw.clear();
  return entrant;
}

}  // namespace

Parameters with_entrants(const Parameters& parameters, std::uint32_t seed,
                         std::uint32_t replicate) {
  Parameters all = in_order_of_ids(parameters);
  const std::vector<std::size_t> models = models_for_entrants(all);
  if (models.empty()) return all;
  const KeyedRandom random(seed, replicate);
  for (std::size_t k = 0; k < static_cast<std::size_t>(parameters.entry.pool); ++k) {
    const std::string id = fmt::format("entrant_{}", k + 1);
    const double uniform = random.uniform(entity_id("builder", id), 0, Purpose::entry, 0);
    const auto drawn = static_cast<std::size_t>(uniform * static_cast<double>(models.size()));
    const std::size_t model = models[std::min(drawn, models.size() - 1)];
    BuilderConfig entrant = entrant_like(all.builders[model].second, model, k);
    entrant.cash_target = family_amount(all, all.builders, model,
                                        [](const BuilderConfig& of) { return of.cash_target; });
    entrant.core_cash_flow =
        std::min(family_amount(all, all.builders, model,
                               [](const BuilderConfig& of) { return of.core_cash_flow; }),
                 0.0);
    all.builders.emplace_back(id, std::move(entrant));
  }
  return all;
}

}  // namespace overbuild
