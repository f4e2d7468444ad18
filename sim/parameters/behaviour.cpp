#include "sim/parameters/behaviour.hpp"

#include <map>

#include "agents/roles.hpp"
#include "core/digest.hpp"

namespace overbuild {

namespace {

/// A key, or all keys of a group when it ends in a full stop. The rosters of roles come on top.
struct Input {
  std::string_view path, block;
};

constexpr Input inputs[] = {
    {"title", "names"},
    {"names.", "names"},
    {"run.", "run"},
    {"time.", "run"},
    {"experiment.", "run"},
    {"frozen_roles", "run"},
    {"macro.", "macro series and information"},
    {"expectations.anchor_growth", "macro series and information"},
    {"credit.required_return", "macro series and information"},
    {"opening.", "initial state"},
    {"commitments.", "initial state"},
    {"stakes.", "initial state"},
    {"entry.pool", "initial state"},
    {"app_market.entrants", "initial state"},
    {"lab_market.opening_margin", "initial state"},
    {"technology.", "technology"},
    {"lab_market.menu", "technology"},
    {"lab_market.further_tiers", "technology"},
    {"open_lab_market.further_sizes", "technology"},
    {"capex.shell_price", "technology"},
    {"capex.shell_life", "technology"},
    {"capex.shell_lead", "technology"},
    {"capex.shell_horizon", "technology"},
    {"capex.site_lead", "technology"},
    {"capex.site_share", "technology"},
    {"capex.shell_minimum", "technology"},
    {"capex.equipment_book_life", "technology"},
    {"capex.equipment_failure", "technology"},
    {"capex.planned_life", "technology"},
    {"capex.operations_per_kw", "technology"},
    {"capex.sustainable_load", "technology"},
    {"capex.power_per_unit", "technology"},
    {"capex.power_decline", "technology"},
    {"capex.first_power_changes", "technology"},
    {"capex.long_run_power_decline", "technology"},
    {"capex.refit_share", "technology"},
    {"capex.energy_term", "technology"},
    {"capex.energy_take_or_pay", "technology"},
    {"capex.load_factor", "technology"},
    {"vendor_market.unit_cost_decline", "technology"},
    {"vendor_market.long_run_cost_decline", "technology"},
    {"vendor_market.own_preference", "initial state"},
    {"vendor_market.shortest_lead", "technology"},
    {"vendor_market.tastes_about", "initial state"},
    {"own_use.reach_elasticity", "technology"},
    {"own_use.opening_adoption", "initial state"},
    {"vendor_market.unit_cost_sd", "technology"},
    {"vendor_market.capacity_growth_limit", "technology"},
    {"vendor_market.first_cost_changes", "technology"},
    {"utility_market.lead", "technology"},
    {"utility_market.unit_capital", "technology"},
    {"consumers.", "demand"},
    {"population.", "demand"},
    {"workload_classes.", "demand"},
    {"demand.discrimination", "demand"},
    {"demand.contract_lo", "demand"},
    {"demand.contract_hi", "demand"},
    {"demand.switching_cost", "demand"},
    {"demand.discovery_base", "demand"},
    {"demand.discovery_peers", "demand"},
    {"demand.discovery_apps", "demand"},
    {"demand.budget_base_share", "demand"},
    {"demand.potential_growth", "demand"},
    {"demand.first_growth", "demand"},
    {"demand.platform_usd_per_year", "demand"},
    {"demand.staff_usd_per_year", "demand"},
    {"demand.self_host_units_min", "demand"},
    {"open_lab_market.hours_share", "technology"},
};

using Behaviour = std::map<std::string_view, std::string_view>;

using Name = std::string config::ProvenanceRow::*;

Behaviour behaviour_of(const config::LoadResult& loaded, Name name = &config::ProvenanceRow::path) {
  Behaviour keys;
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (input_block(row.path).empty()) keys[row.*name] = row.prior.empty() ? row.value : row.prior;
  }
  return keys;
}

}  // namespace

std::string_view input_block(std::string_view path) {
  const std::string_view group = path.substr(0, path.find('.'));
  for (const RoleInfo& info : role_list) {
    if (!info.roster.empty() && group == info.roster) return "initial state";
  }
  for (const Input& input : inputs) {
    if (input.path.ends_with('.') ? path.starts_with(input.path) : path == input.path) {
      return input.block;
    }
  }
  return {};
}

std::vector<std::string> behaviour_differences(const config::LoadResult& a,
                                               const config::LoadResult& b) {
  const Behaviour left = behaviour_of(a), right = behaviour_of(b);
  std::vector<std::string> different;
  for (const auto& [path, value] : left) {
    const auto other = right.find(path);
    if (other == right.end() || other->second != value) different.emplace_back(path);
  }
  for (const auto& [path, value] : right) {
    if (!left.contains(path)) different.emplace_back(path);
  }
  return different;
}

std::uint64_t behaviour_digest(const config::LoadResult& loaded) {
  Digest digest;
  for (const auto& [path, value] : behaviour_of(loaded, &config::ProvenanceRow::keyed_path)) {
    digest.add(path);
    digest.add(value);
  }
  return digest.value();
}

}  // namespace overbuild
