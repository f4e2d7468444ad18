// A world with one row of a roster in two parts or renamed, for the law of clones: amounts are
// shared out, rates, prices and capabilities stay. Shared by the tests of sim/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/parameters/parameters.hpp"

namespace split_roster {

using overbuild::Parameters;

template <class... Amount>
void scale(double part, Amount&... amount) {
  ((amount *= part), ...);
}

inline void scale_each(double part, std::vector<double>& amounts) {
  for (double& amount : amounts) amount *= part;
}

inline void scale_row(double part, overbuild::BuilderConfig& b) {
  scale(part, b.core_cash_flow, b.core_capex, b.ai_capex, b.cash, b.cash_target, b.equity_value,
        b.equipment_units, b.shell_mw, b.core.hours);
  scale(part, b.debt.secured, b.debt.senior, b.debt.subordinated, b.debt.lease);
  scale_each(part, b.equipment_orders);
  scale_each(part, b.shell_orders_mw);
}
inline void scale_row(double part, overbuild::VendorConfig& v) {
  scale(part, v.revenue, v.other_revenue, v.capacity_units, v.cash, v.equity_value,
        v.foundry_commitment);
}
inline void scale_row(double part, overbuild::LabConfig& l) {
  scale(part, l.api_revenue, l.consumer_revenue, l.wholesale_revenue, l.research_compute,
        l.staff_cost, l.cash, l.valuation);
}
inline void scale_row(double part, overbuild::OpenLabConfig& o) { scale(part, o.budget); }
inline void scale_row(double part, overbuild::AppConfig& a) { scale(part, a.cash, a.equity_value); }
inline void scale_row(double part, overbuild::LenderConfig& l) {
  scale(part, l.capital, l.appetite);
}
inline void scale_row(double part, overbuild::InvestorConfig& i) {
  scale(part, i.assets, i.appetite);
}
inline void scale_row(double part, overbuild::UtilityConfig& u) {
  scale(part, u.capacity_mw, u.addition_mw);
}

/// A rate of the row, by next to nothing: the two are no longer one firm in two rows.
inline void make_unlike(overbuild::BuilderConfig& b) { b.core_cash_flow_growth += 1e-12; }
inline void make_unlike(overbuild::VendorConfig& v) { v.gross_margin -= 1e-12; }
inline void make_unlike(overbuild::LabConfig& l) { l.overhead_share += 1e-12; }
inline void make_unlike(overbuild::OpenLabConfig& o) { o.capability -= 1e-12; }
inline void make_unlike(overbuild::AppConfig& a) { a.overhead_share += 1e-12; }
inline void make_unlike(overbuild::LenderConfig& l) { l.worst_default_probability += 1e-12; }
inline void make_unlike(overbuild::InvestorConfig& i) { i.required_return += 1e-12; }
inline void make_unlike(overbuild::UtilityConfig& u) { u.reserve_margin += 1e-12; }

/// Contracts and stakes of a row, a part of each with either part; a stake in it is one in both.
inline void share_ties(Parameters& p, const std::string& id, const std::string& twin, double part) {
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
    scale_each(part, contract.usd);
    for (auto& [own, first] : p.commitments) {
      if (own == key) scale_each(1.0 - part, first.usd);
    }
    p.commitments.emplace_back(key + "_twin", contract);
  }
  auto stakes = p.stakes;
  for (auto& [key, stake] : stakes) {
    if (stake.vendor == id) {
      for (auto& [own, first] : p.stakes) {
        if (own == key) first.share *= 1.0 - part;
      }
      stake.vendor = twin;
      stake.share *= part;
    } else if (stake.lab == id || stake.builder == id) {
      (stake.lab == id ? stake.lab : stake.builder) = twin;
    } else {
      continue;
    }
    p.stakes.emplace_back(key + "_twin", stake);
  }
}

/// Row `k` of a roster in two rows of one family, the second at the end with `part` of it.
template <class Row>
void split(Parameters& p, overbuild::Roster<Row>& roster, std::size_t k, double part = 0.5) {
  const std::string id = roster[k].first, twin = id + "_twin";
  auto second = roster[k];
  scale_row(part, second.second);
  scale_row(1.0 - part, roster[k].second);
  second.first = twin;
  second.second.split_of = id;
  roster.push_back(std::move(second));
  share_ties(p, id, twin, part);
}

/// The same in halves that differ in a rate, so that they stay two rows of a family.
template <class Row>
void split_unlike(Parameters& p, overbuild::Roster<Row>& roster, std::size_t k) {
  split(p, roster, k);
  make_unlike(roster.back().second);
}

/// Row `k` under another name, with all that refers to it.
template <class Row>
void rename(Parameters& p, overbuild::Roster<Row>& roster, std::size_t k) {
  const std::string before = roster[k].first, now = "another_name";
  roster[k].first = now;
  roster[k].second.split_of = before;
  const auto follow = [&](std::string& reference) {
    if (reference == before) reference = now;
  };
  for (auto& [id, contract] : p.commitments) {
    follow(contract.lab);
    follow(contract.tenant);
    follow(contract.vendor);
    follow(contract.builder);
  }
  for (auto& [id, lab] : p.labs) follow(lab.parent);
  for (auto& [id, lab] : p.open_labs) follow(lab.sponsor);
  for (auto& [id, app] : p.apps) follow(app.parent);
  follow(p.vendor.tastes_about);
}

}  // namespace split_roster
