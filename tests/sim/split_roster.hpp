// A world with one row of a roster in two halves, for the law of clones: amounts are halved, rates,
// prices and capabilities stay. Shared by the tests of sim/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/parameters/parameters.hpp"

namespace split_roster {

using overbuild::Parameters;

template <class... Amount>
void halve(Amount&... amount) {
  ((amount *= 0.5), ...);
}

inline void halve_each(std::vector<double>& amounts) {
  for (double& amount : amounts) amount *= 0.5;
}

inline void halve_row(overbuild::BuilderConfig& b) {
  halve(b.core_cash_flow, b.core_capex, b.ai_capex, b.cash, b.cash_target, b.equity_value,
        b.equipment_units, b.shell_mw, b.core.hours);
  halve(b.debt.secured, b.debt.senior, b.debt.subordinated, b.debt.lease);
  halve_each(b.equipment_orders);
  halve_each(b.shell_orders_mw);
}
inline void halve_row(overbuild::VendorConfig& v) {
  halve(v.revenue, v.other_revenue, v.capacity_units, v.cash, v.equity_value, v.foundry_commitment);
}
inline void halve_row(overbuild::LabConfig& l) {
  halve(l.api_revenue, l.consumer_revenue, l.wholesale_revenue, l.research_compute, l.staff_cost,
        l.cash, l.valuation);
}
inline void halve_row(overbuild::OpenLabConfig& o) { halve(o.budget); }
inline void halve_row(overbuild::AppConfig& a) { halve(a.cash, a.equity_value); }
inline void halve_row(overbuild::LenderConfig& l) { halve(l.capital, l.appetite); }
inline void halve_row(overbuild::InvestorConfig& i) { halve(i.assets, i.appetite); }
inline void halve_row(overbuild::UtilityConfig& u) { halve(u.capacity_mw, u.addition_mw); }

/// Contracts and stakes of a row, half of each with either half; a stake in it is one in both.
inline void halve_ties(Parameters& p, const std::string& id, const std::string& twin) {
  auto commitments = p.commitments;
  for (auto& [key, contract] : commitments) {
    bool touched = false;
    for (std::string* party :
         {&contract.lab, &contract.tenant, &contract.vendor, &contract.builder}) {
      if (*party != id) continue;
      *party = twin;
      touched = true;
    }
    if (!touched) continue;
    halve_each(contract.usd);
    for (auto& [own, first] : p.commitments) {
      if (own == key) halve_each(first.usd);
    }
    p.commitments.emplace_back(key + "_twin", contract);
  }
  auto stakes = p.stakes;
  for (auto& [key, stake] : stakes) {
    if (stake.vendor == id) {
      for (auto& [own, first] : p.stakes) {
        if (own == key) first.share *= 0.5;
      }
      stake.vendor = twin;
      stake.share *= 0.5;
    } else if (stake.lab == id || stake.builder == id) {
      (stake.lab == id ? stake.lab : stake.builder) = twin;
    } else {
      continue;
    }
    p.stakes.emplace_back(key + "_twin", stake);
  }
}

/// Row `k` of a roster in two halves of one family, the second at the end.
template <class Row>
void split(Parameters& p, overbuild::Roster<Row>& roster, std::size_t k) {
  const std::string id = roster[k].first, twin = id + "_twin";
  halve_row(roster[k].second);
  auto half = roster[k];
  half.first = twin;
  half.second.split_of = id;
  roster.push_back(std::move(half));
  halve_ties(p, id, twin);
}

}  // namespace split_roster
