#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::required;
using config::Visitor;

constexpr std::string_view label_meaning = "Name for people; the id when empty.";
constexpr std::string_view split_meaning =
    "Row of the roster that it was split from, or its own former id; with "
    "`blocks.buyers.family_shares` rows that differ in amounts only are one firm, and others share "
    "its customers, limits and luck.";

void builder_business(Visitor& v, BuilderConfig& b) {
  v.text("label", b.label, "", label_meaning);
  v.choice("type", b.type, builder_type_names, 0,
           "Diversified, levered, or living on compute alone.");
  v.number("core_cash_flow", b.core_cash_flow,
           {"usd/year", -most_usd, most_usd, 0,
            "Operating cash flow of the initial year without sales of compute to others; the value "
            "of own "
            "use of compute is in it and is taken out at the start."});
  v.number("core_cash_flow_growth", b.core_cash_flow_growth,
           {"1/year", -0.5, 1, 0.08, "Trend of that cash flow.",
            "five firms 2020 to 2025: 18.7 % a year, AI included (Calcbench)", 'C'});
  v.number("core_cash_flow_sd", b.core_cash_flow_sd,
           {"1", 0, 2, 0.08, "Standard deviation of its yearly shock."});
  v.number("core_capex", b.core_capex,
           {"usd/year", 0, most_usd, 0, "Reported capital expenditure outside AI, initial year."});
  v.number("core_capex_growth", b.core_capex_growth,
           {"1/year", -0.5, 1, 0.05, "Trend of that expenditure."});
  v.number("ai_capex", b.ai_capex,
           {"usd/year", 0, most_usd, 0, "Capital expenditure on AI, initial year."});
  v.number("cash", b.cash, {"usd", 0, most_usd, 0, "Cash and the like at the start."});
  v.number("cash_target", b.cash_target,
           {"usd", 0, most_usd, 0, "Cash kept before anything is paid out."});
  v.number("equity_value", b.equity_value,
           {"usd", 0, most_usd, 0, "Market value of its equity at the start."});
}

void builder_debt(Visitor& v, DebtConfig& d) {
  v.number("secured", d.secured, {"usd", 0, most_usd, 0, "Loans secured on equipment."});
  v.number("senior", d.senior, {"usd", 0, most_usd, 0, "Senior bonds and notes."});
  v.number("subordinated", d.subordinated,
           {"usd", 0, most_usd, 0, "Debt behind the senior class."});
  v.number("lease", d.lease, {"usd", 0, most_usd, 0, "Lease liabilities that have begun."});
  v.number("coupon", d.coupon, {"1/year", 0, 1, 0.05, "Mean coupon of what is outstanding."});
  v.number("maturity", d.maturity,
           {"years", 1, 60, 8, "Longest remaining maturity; the same amount falls due each year."});
}

void builder_core_use(Visitor& v, CoreUseConfig& c) {
  v.number("hours", c.hours,
           {"H100e-hours/year", 0, 1e15, 0, "Hours used by its own products in the initial year."});
  v.number("unlocked_share", c.unlocked_share,
           {"1", 0.0001, 0.9999, 0.1,
            "Share of own uses worth more than the initial rent; cheaper hours unlock the rest."});
  v.number("value_sd", c.value_sd,
           {"1", 0.05, 10, 1.3, "Standard deviation of ln value of an hour between own uses."});
  v.number("growth", c.growth,
           {"1/year", -0.5, 2, 0.15, "Growth of the work that own uses could do with compute."});
  v.number(
      "efficiency", c.efficiency,
      {"1/year", 0.5, 10, 1.1, "Factor a year by which an hour of compute does more of that work.",
       "guess: models of ranking and search have grown about as fast as they were made leaner",
       'D'});
}

void vendor_taste(Visitor& v, VendorTasteConfig& t) {
  v.number("ln", t.ln, {"ln", -10, 10, 0, "Preference for this vendor, as ln cost of a unit."});
}

void builder_capital(Visitor& v, BuilderConfig& b) {
  v.number("equipment_units", b.equipment_units,
           {"H100e", 0, most_units, required, "Equipment in place at the start."});
  v.numbers("equipment_ages", b.equipment_ages, {"1", 0, 1, 0, ""},
            "Shares of that equipment by age in years, youngest first.");
  v.number("shell_mw", b.shell_mw,
           {"MW", 0, most_mw, 0, "Data centres with power in place at the start."});
  v.number("shell_age", b.shell_age, {"years", 0, 50, 5, "Age of the oldest of them."});
  v.numbers("equipment_orders", b.equipment_orders, {"usd", 0, most_usd, 0, ""},
            "Equipment on order at the start, by year of delivery from the first simulated one.");
  v.numbers("shell_orders_mw", b.shell_orders_mw, {"MW", 0, most_mw, 0, ""},
            "Shells under construction, by year of commissioning from the first simulated one.");
  v.number("leased_share", b.leased_share,
           {"1", 0, 1, 0,
            "Part of them that landlords build and let to it from completion, signed and "
            "not begun."});
  v.group("debt", "Debt at the start, by class.", [&](Visitor& g) { builder_debt(g, b.debt); });
  v.group("core", "Compute used by its own products.",
          [&](Visitor& g) { builder_core_use(g, b.core); });
  v.number("vendor_preference", b.vendor_preference,
           {"ln", -10, 10, 0,
            "Preference for one vendor, the first or `vendor_market.tastes_about`, as ln cost of a "
            "unit."});
  config::entries<VendorTasteConfig>(
      v, "vendor_preferences",
      "Preferences by vendor; for the one that `vendor_preference` is about in its place.",
      b.vendor_preferences, vendor_taste);
  v.text("split_of", b.split_of, "", split_meaning);
}

void firm(Visitor& v, BuilderConfig& b) {
  builder_business(v, b);
  builder_capital(v, b);
}

void firm(Visitor& v, VendorConfig& n) {
  v.text("label", n.label, "", label_meaning);
  v.number("revenue", n.revenue,
           {"usd/year", 0, most_usd, 0, "Data-centre revenue, initial year."});
  v.number("price", n.price,
           {"usd/H100e", 1e-3, 1e9, required, "Price of a unit with its servers and network."});
  v.number("gross_margin", n.gross_margin, {"1", 0, 0.99, 0.5, "Gross margin at the start."});
  v.number("capacity_units", n.capacity_units,
           {"H100e/year", 1, most_units, required, "Units it can deliver in the first year."});
  v.number("overhead_share", n.overhead_share,
           {"1", 0, 1, 0.12, "Operating cost over revenue, research included."});
  v.number("cash", n.cash, {"usd", 0, most_usd, 0, "Cash and the like at the start."});
  v.number("equity_value", n.equity_value, {"usd", 0, most_usd, 0, "Market value of its equity."});
  v.number("other_revenue", n.other_revenue,
           {"usd/year", 0, most_usd, 0, "Sales to others than builders, initial year."});
  v.number("other_growth", n.other_growth,
           {"1/year", -0.5, 5, 0.05, "Their trend, which fades to the long run."});
  v.number(
      "foundry_commitment", n.foundry_commitment,
      {"usd", 0, most_usd, 0, "Purchases from suppliers due in the first year whatever is sold."});
  v.text("split_of", n.split_of, "", split_meaning);
}

void firm(Visitor& v, LabConfig& l) {
  v.text("label", l.label, "", label_meaning);
  v.number("capability", l.capability,
           {"points", -20, 50, required, "Capability of its best model at the start."});
  v.number("api_revenue", l.api_revenue,
           {"usd/year", 0, most_usd, 0, "Sales through its API, initial year."});
  v.number("consumer_revenue", l.consumer_revenue,
           {"usd/year", 0, most_usd, 0, "Consumer subscriptions, initial year."});
  v.number("wholesale_revenue", l.wholesale_revenue,
           {"usd/year", 0, most_usd, 0, "Sales to application vendors, initial year."});
  v.number("research_compute", l.research_compute,
           {"usd/year", 0, most_usd, 0, "Compute for research and training, initial year."});
  v.number("staff_cost", l.staff_cost,
           {"usd/year", 0, most_usd, 0, "Research staff and other fixed operations paid in cash."});
  v.number("overhead_share", l.overhead_share,
           {"1", 0, 2, 0.15, "Sales and administration over revenue."});
  v.number("cash", l.cash, {"usd", 0, most_usd, 0, "Cash at the start."});
  v.number("valuation", l.valuation, {"usd", 0, most_usd, 0, "Value at the last round."});
  v.reference("parent", l.parent, "builders", "Builder that owns part of it, or nothing.");
  v.number("parent_share", l.parent_share, {"1", 0, 1, 0, "Share that the parent owns."});
  v.text("split_of", l.split_of, "", split_meaning);
}

void firm(Visitor& v, OpenLabConfig& o) {
  v.text("label", o.label, "", label_meaning);
  v.number("capability", o.capability,
           {"points", -20, 50, required, "Capability of its released model at the start."});
  v.number("budget", o.budget, {"usd/year", 0, most_usd, 0, "Budget of the initial year."});
  v.reference("sponsor", o.sponsor, "builders", "Builder that pays for it, or nothing for others.");
  v.text("split_of", o.split_of, "", split_meaning);
}

void firm(Visitor& v, AppConfig& a) {
  v.text("label", a.label, "", label_meaning);
  v.texts("classes", a.classes, "Ids of the workload classes that it serves.");
  v.number("workflow_quality", a.workflow_quality,
           {"points", -5, 10, 0.3, "Points by which its workflow makes tasks easier."});
  v.number("price_to_inference", a.price_to_inference,
           {"1", 1.01, 1000, 4.3, "Product price over inference cost at the start.",
            "revenue over inference cost at scale, ICONIQ 2026", 'C'});
  v.number("job_cost_share", a.job_cost_share,
           {"1", 0, 0.99, 0.25,
            "Own cost per job (support, commissions, software) over the initial price.",
            "cost of revenue of large software firms, 20 to 30 %", 'C'});
  v.number("overhead_share", a.overhead_share,
           {"1", 0, 5, 0.3, "Sales, research and administration over revenue."});
  v.number("cash", a.cash, {"usd", 0, most_usd, 0, "Cash at the start."});
  v.number("equity_value", a.equity_value, {"usd", 0, most_usd, 0, "Value of its equity."});
  v.reference("parent", a.parent, "builders", "Builder that owns it, or nothing.");
  v.text("split_of", a.split_of, "", split_meaning);
}

void firm(Visitor& v, LenderConfig& l) {
  v.text("label", l.label, "", label_meaning);
  v.number("capital", l.capital, {"usd", 1, most_usd, required, "Capital it could lend here."});
  v.number("appetite", l.appetite,
           {"usd/year", 0, most_usd, required, "New lending of the first year."});
  v.number("worst_default_probability", l.worst_default_probability,
           {"1/year", 0, 1, 0.05, "Riskiest borrower that it takes."});
  v.flag("bonds", l.bonds, false, "Buys bonds; otherwise it makes loans.");
  v.text("split_of", l.split_of, "", split_meaning);
}

void firm(Visitor& v, InvestorConfig& i) {
  v.text("label", i.label, "", label_meaning);
  v.number("assets", i.assets, {"usd", 1, most_usd, required, "Assets it manages here."});
  v.number("appetite", i.appetite,
           {"usd/year", 0, most_usd, required, "New money of the first year."});
  v.number("required_return", i.required_return,
           {"1/year", -0.5, 2, 0.15, "Return at which its appetite stays as it is."});
  v.text("split_of", i.split_of, "", split_meaning);
}

void firm(Visitor& v, UtilityConfig& u) {
  v.text("label", u.label, "", label_meaning);
  v.number("capacity_mw", u.capacity_mw,
           {"MW", 0, most_mw, required, "Power it can deliver to data centres at the start."});
  v.number("addition_mw", u.addition_mw,
           {"MW/year", 0, most_mw, 0, "Power it adds a year at the start, under way already."});
  v.number("reserve_margin", u.reserve_margin,
           {"1", 0, 2, 0.1, "Margin over demand below which it builds."});
  v.text("split_of", u.split_of, "", split_meaning);
}

void stake(Visitor& v, StakeConfig& s) {
  v.reference("vendor", s.vendor, "vendors", "Vendor that holds it.");
  v.reference("lab", s.lab, "labs", "Lab whose shares they are; or give a builder.");
  v.reference("builder", s.builder, "builders", "Builder whose shares they are.");
  v.number("share", s.share, {"1", 0, 1, required, "Part of all shares."});
}

void commitment(Visitor& v, CommitmentConfig& c) {
  v.reference("lab", c.lab, "labs", "Lab that pays; or give a tenant.");
  v.reference("tenant", c.tenant, "builders", "Builder that rents capacity from another.");
  v.reference("vendor", c.vendor, "vendors",
              "Vendor that pays for capacity which the builder cannot sell (a backstop).");
  v.reference("builder", c.builder, "builders", "Builder that delivers.");
  v.numbers("usd", c.usd, {"usd", 0, most_usd, 0, ""}, "Due by year from the first simulated one.");
  v.number("take_or_pay", c.take_or_pay, {"1", 0, 1, 0.8, "Share that is paid whatever is used."});
}

}  // namespace

void roster(Visitor& v, Parameters& p) {
  using config::entries;
  for_each_roster(p, [&]<class Firm>(const RoleInfo& role, Roster<Firm>& firms) {
    entries<Firm>(v, role.roster, role.firms, firms, firm);
  });
  entries(v, "stakes", "Shares of customers that vendors hold at the start, by id.", p.stakes,
          stake);
  entries(v, "commitments", "Compute contracts signed before the start, by id.", p.commitments,
          commitment);
}

}  // namespace overbuild::declare
