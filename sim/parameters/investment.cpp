#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void expectations(Visitor& v, ExpectationParameters& e) {
  v.number("trend_weight", e.trend_weight,
           {"1", 0, 5, 1.2, "Trend rule: part of the last growth expected to go on.",
            "Anufriev & Hommes 2012: 0.4 to 1.3", 'D'});
  v.number("adaptive_speed", e.adaptive_speed,
           {"1", 0, 1, 0.5, "Adaptive rule: weight of the newest growth.",
            "Anufriev & Hommes 2012: 0.65", 'D'});
  v.number("anchor_growth", e.anchor_growth,
           {"ln/year", -3, 3, 0.29, "Anchor rule: long-run growth of compute demand.",
            "constant spending while hardware gains a third a year, Epoch AI", 'D'});
  v.number(
      "mean_reversion_speed", e.mean_reversion_speed,
      {"1", 0, 1, 0.3, "Anchor rule: yearly pull towards the long run.", "", 'D', "anchor_speed"});
  v.number(
      "fundamentals_speed", e.fundamentals_speed,
      {"1", 0, 5, 1, "Fundamentals rule: weight of demand growth implied by adoption and price."});
  v.number("intensity", e.intensity,
           {"1", 0, 50, 1, "Intensity with which forecasters move to the rule that erred less.",
            "Brock & Hommes 1997; 0.5 to 1.5 fitted telecom", 'D'});
  v.number("inertia", e.inertia,
           {"1", 0, 1, 0.5, "Weight of the past in rules' weights and fitness.",
            "fit to telecom, about 0.5", 'D'});
  v.number("error_clip", e.error_clip,
           {"ln/year", 0.01, 10, 1, "Largest forecast error that counts against a rule."});
  v.number("fade", e.fade,
           {"1", 0, 1, 0.6, "Growth expected k years ahead is this number to the k of today's."});
  v.number("neglect", e.neglect,
           {"1", 0, 1, 0.45, "Share of rivals' announced capacity that plans leave out.",
            "form of Greenwood & Hanson 2015; 0.3 to 0.6 fitted telecom", 'D'});
  v.number(
      "announced_weight", e.announced_weight,
      {"1", 0, 1, 0.7, "Weight of the price implied by announced capacity over the price trend.",
       "fit to telecom, 0.5 to 0.9", 'D'});
  v.number("predisposition_sd", e.predisposition_sd,
           {"1", 0, 10, 1,
            "Standard deviation of a builder's lasting log-odds for each forecasting rule.",
            "experts' forecasts of traffic in 2001 ranged from 1.9 to 4 times a year", 'D'});
  v.number("private_view_sd", e.private_view_sd,
           {"ln/year", 0, 2, 0.2,
            "Standard deviation of a builder's idiosyncratic signal; half of it stays from "
            "year to year, as `inertia` says.",
            "noisy information, Coibion & Gorodnichenko 2015; forecasts of 1.9 to 4 times a year "
            "for 2001",
            'D'});
  v.number("buyer_price_volatility", e.buyer_price_volatility,
           {"1", 0, 5, 0.4,
            "Standard deviation of yearly log price changes that buyers of own "
            "equipment expect."});
  v.number("buyer_price_speed", e.buyer_price_speed,
           {"1", 0, 1, 0.3,
            "Weight of the last year in the drift and volatility of prices that they expect."});
  v.number("leap_counted", e.leap_counted,
           {"1", 0, 1, 1,
            "Part of their belief in a leap that builders' plans count on; 0 takes it away from "
            "builders alone."});
  v.number("signal_counted", e.signal_counted,
           {"1", 0, 1, 1,
            "Part of the public signal's weight that builders' forecasts leave to it; the other "
            "rules share the rest. 0 takes the public story away from builders."});
}

void budgeting(Visitor& v, CapexParameters& c) {
  v.number("hurdle_wedge", c.hurdle_wedge,
           {"1/year", -0.1, 1, 0.04, "What firms add to their cost of capital when they budget.",
            "Gormsen & Huber 2025; Graham & Harvey 2001", 'C'});
  v.number("hurdle_sd", c.hurdle_sd,
           {"1/year", 0, 0.1, 0.03, "Standard deviation of that wedge between builders.",
            "Gormsen & Huber 2025: firms of similar risk differ by several points", 'D'});
  v.number("risk_premium", c.risk_premium,
           {"1/year", 0.001, 1, 0.05, "Cost of equity over the short-term rate.",
            "usual estimates of 4 to 6 %", 'C'});
  v.number("share_ambition", c.share_ambition,
           {"1", 0, 5, 0.15, "Rise of the announced target share per unit of ln profitability."});
  v.number("approval_low", c.approval_low,
           {"1", -5, 10, 0.5, "Profitability index at which the first tranche is approved.",
            "graded approval kept a trial from running bang-bang", 'D'});
  v.number("approval_high", c.approval_high,
           {"1", -5, 10, 1.2, "Profitability index at which everything wanted is approved.",
            "graded approval kept a trial from running bang-bang", 'D'});
  v.number("volume_exponent", c.volume_exponent,
           {"1", 0, 5, 0.3, "Elasticity of the wanted capacity in the profitability index."});
  v.number("volume_low", c.volume_low, {"1", 0, 1, 0.5, "Lowest scale of the wanted capacity."});
  v.number("volume_high", c.volume_high, {"1", 1, 10, 2, "Highest scale of the wanted capacity."});
  v.number(
      "order_adjustment_speed", c.order_adjustment_speed,
      {"1", 0.01, 1, 0.6,
       "Share of the way from last year's spending on equipment to what is wanted that a year's "
       "orders go.",
       "firms' investment depends on their last year's with about 0.4: Eberly, Rebelo & Vincent "
       "2012",
       'D', "plan_speed"});
  v.number("planned_life", c.planned_life,
           {"years", 1, 30, 5, "Years of use that an equipment budget assumes.",
            "claims run from 2 or 3 to 6 years", 'C'});
  v.number("tax_rate", c.tax_rate,
           {"1", 0, 1, 0.19, "Tax on profits.", "usual effective rates", 'C'});
  v.number("payout_share", c.payout_share,
           {"1", 0, 1, 0.6, "Share of cash above the target that is paid out."});
  v.number("debt_share", c.debt_share,
           {"1", 0, 1, 0.25,
            "Share of new capital that a builder pays for with debt if it can, cash or no cash.",
            "121 bn usd of bonds for 413 bn of capex by five firms in 2025 (BofA)", 'C'});
  v.number("issue_share", c.issue_share,
           {"1", 0, 1, 0.02, "Part of its equity that a builder counts on selling in a year.",
            "Alphabet: 85 of some 4,000 bn usd in 2026", 'C'});
  v.number("lease_term", c.lease_term,
           {"years", 1, 40, 15, "Years of a lease of shells.", "15 to 19 (Oracle), 10 to 19 in all",
            'B'});
  v.number("lease_yield", c.lease_yield,
           {"1/year", 0, 0.5, 0.075, "Yearly return on the cost of shells that landlords ask.",
            "data-centre yields of 6 to 9 %", 'C'});
  v.number(
      "term", c.term,
      {"years", 1, 40, 8, "Term of new debt.", "GPU loans about 5 years, bonds 10 and more", 'C'});
}

/// With `blocks.orders`.
void orders_and_exit(Visitor& v, CapexParameters& c) {
  v.number(
      "customer_persistence", c.customer_persistence,
      {"years", 1, 5, 2.5,
       "Years of margin, beyond the year itself, lost with a customer for whom there is no room; "
       "with `blocks.orders.quantile_orders`.",
       "accepted loss of a third of a plan (Meta, September 2025) implies 3 and more to 1", 'D'});
  v.number("patience", c.patience,
           {"years", 2, 5, 3,
            "Years in a row in which AI capital earns less than its hurdle before a builder with "
            "another business offers it; with `blocks.orders.exit`.",
            "8 of 12 large entrants into cloud computing of 2008 to 2013 had left by 2017; years a "
            "guess",
            'D'});
}

void sites(Visitor& v, CapexParameters& c) {
  v.number("shell_horizon", c.shell_horizon,
           {"years", 0, 10, 0.25,
            "Years of expected growth that an order of shells covers beyond "
            "its lead.",
            "data centres 0 to 0.5, fibre 1 to 4", 'D'});
  v.number("shell_minimum", c.shell_minimum, {"MW", 0, 1e6, 0, "Minimum viable site size."});
  v.number("shell_lead", c.shell_lead,
           {"years", 1, 10, 2, "Whole years from the order of a shell to its commissioning.",
            "usual reports of 2 to 4 years with power", 'C'});
  v.number("site_lead", c.site_lead,
           {"years", 0, 9, 1,
            "Whole years of `shell_lead`, at most all but one, in which a site is prepared: land, "
            "permits, a connection to the grid; with `blocks.capital.sites`.",
            "data centres a year, cables none", 'D'});
  v.number("site_share", c.site_share,
           {"1", 0, 0.9, 0.1, "Part of the price of a shell that is paid for its site.",
            "land and connection beside building and plant, guess", 'D'});
  v.number("shell_price", c.shell_price,
           {"usd/MW", 0, 1e10, 1.3e7, "Price of a shell with its power plant, per MW.",
            "10 to 12 m standard, 9 to 20 m for AI; rest of Epoch AI's site cost", 'B'});
  v.number("shell_life", c.shell_life,
           {"years", 1, 100, 14, "Book and useful life of shells.", "Epoch AI site model", 'B'});
  v.number("refit_share", c.refit_share,
           {"1", 0.05, 1, 0.35,
            "Cost of refitting a shell at the end of its life, over that of a new one; with "
            "`blocks.capital.gradual_retirement`.",
            "a quarter to a half: halls, cooling and power without site and building", 'D'});
  v.number("energy_term", c.energy_term,
           {"years", 1, 50, 12, "Term of the energy contract signed with a shell.",
            "10 to 15 years renewables, 17 to 20 nuclear", 'A'});
  v.number("energy_take_or_pay", c.energy_take_or_pay,
           {"1", 0, 1, 0.8, "Share of contracted energy paid for whatever is used."});
  v.number("load_factor", c.load_factor,
           {"1", 0.01, 1, 0.8, "Share of contracted power drawn at full use."});
}

void equipment(Visitor& v, CapexParameters& c) {
  v.number("equipment_book_life", c.equipment_book_life,
           {"years", 1, 30, 5.5, "Book life of equipment.",
            "5 to 6 years in filings of the large builders, 4 to 6 of neoclouds", 'A'});
  v.number("equipment_failure", c.equipment_failure,
           {"1/year", 0, 0.9, 0.05, "Share of equipment that fails beyond repair a year.",
            "usual reports of 2 to 9 %", 'C'});
  v.number(
      "operations_per_kw", c.operations_per_kw,
      {"usd/kW-year", 0, 1e6, 900, "Yearly operations per kW of equipment, energy not included.",
       "0.9 bn usd a year for a site of 1 GW, Epoch AI 2026", 'C'});
  v.number("sustainable_load", c.sustainable_load,
           {"1", 0.01, 1, 0.8, "Highest share of installed hours that can be sold."});
  v.number("power_per_unit", c.power_per_unit,
           {"kW/H100e", 1e-4, 100, 1, "Power of the newest generation at the start, site included.",
            "GB200 rack of 120 to 132 kW for 163 H100e, with site overhead", 'B'});
  v.number("power_decline", c.power_decline,
           {"1/year", 0, 0.9, 0.25, "Yearly fall of power per unit with each generation.",
            "efficiency plus 40 % a year, Stanford AI Index 2025", 'B'});
  v.numbers("first_power_changes", c.first_power_changes, {"ln/year", -2, 2, 0, ""},
            "Changes of power per unit that are known for the first years, before the trend takes "
            "over.");
  v.number(
      "long_run_power_decline", c.long_run_power_decline,
      {"1/year", 0, 0.9, 0.1, "Fall to which that fades, with `blocks.capital.fading_progress`.",
       "a limit of the order of 200 times: Ho, Erdil & Besiroglu 2023", 'C'});
}

void entry(Visitor& v, EntryParameters& e) {
  v.number("pool", e.pool,
           {"firms", 0, 500, 0, "Builders beside those of the start that could ever enter."});
  v.number("hazard", e.hazard,
           {"1", 0, 100, 15,
            "Entrants a year for each firm imitated and point of return on capital above the "
            "hurdle, while the whole pool is left.",
            "16 owners of long-haul fibre in 1991, about 50 in 2000 (KMI)", 'D'});
  v.number("imitated", e.imitated,
           {"firms", 0, 100, 5, "Firms that serve as a model before anybody has entered.",
            "form of Geroski 1995; Klepper 1996", 'D'});
}

void vendor_finance(Visitor& v, VendorParameters& m) {
  v.number("finance_share", m.finance_share,
           {"1", 0, 5, 0.2,
            "Largest loans, new stakes and backstops to customers over a year's sales; "
            "0: none.",
            "Lucent 2000: 8.1 of 38 bn usd; Nvidia 2025-26: about 45 of 216", 'C'});
  v.number("finance_term", m.finance_term,
           {"years", 1, 20, 5, "Years of such support.", "vendor loans of 3 to 7 years", 'C'});
  v.number("facility_share", m.facility_share,
           {"1", 0, 1, 0.5,
            "Largest loan that a vendor promises with an order, over its price; with "
            "`blocks.credit.facilities`.",
            "between part of the equipment and all of it in vendors' facilities of 1998 to 2000, "
            "guess",
            'D'});
}

void vendor_market(Visitor& v, VendorParameters& m) {
  v.number("unit_cost_decline", m.unit_cost_decline,
           {"1/year", -0.5, 0.9, 0.25, "Yearly fall of the cost of a unit.",
            "plus 33 % FLOP per usd a year, Epoch AI", 'B'});
  v.numbers(
      "first_cost_changes", m.first_cost_changes, {"ln/year", -2, 2, 0, ""},
      "Changes of unit cost that are known for the first years, before the trend takes over.");
  v.number("unit_cost_sd", m.unit_cost_sd,
           {"ln/year", 0, 1, 0.08, "Standard deviation of the yearly change of unit cost.",
            "generations come in steps; memory prices rose in 2026", 'C'});
  v.number("markup_speed", m.markup_speed,
           {"1", 0, 5, 0.25, "Response of the ln mark-up to backlog over capacity less one."});
  v.number("markup_low", m.markup_low, {"1", 0, 100, 0.15, "Lowest mark-up over unit cost."});
  v.number("markup_high", m.markup_high, {"1", 0, 100, 3.5, "Highest mark-up over unit cost."});
  v.number("capacity_speed", m.capacity_speed,
           {"1/year", 0, 1, 0.6, "Share of the wanted ln change of capacity made in a year."});
  v.number("capacity_growth_limit", m.capacity_growth_limit,
           {"1/year", 1, 20, 1.9,
            "Largest yearly factor by which vendors' plant grows; a plant makes more units as they "
            "get cheaper.",
            "advanced packaging about doubled a year from 2023 to 2025 (press, from memory)", 'D'});
  v.number("choice_noise", m.choice_noise,
           {"1", 0.001, 10, 0.15, "Scale of builders' choice between vendors on ln cost."});
  v.number("switching_cost", m.switching_cost,
           {"ln", 0, 10, 0.08, "Cost of leaving the installed vendor, as ln cost of a unit."});
  v.number("inventory_share", m.inventory_share,
           {"1", 0, 2, 0.08, "Stock kept, as a share of a year's expected sales."});
  v.number(
      "foundry_cover", m.foundry_cover,
      {"1", 0, 2, 0.5, "Share of a year's expected production bought from foundries in advance.",
       "about a year of cost of sales committed, quarterly filings 2025", 'B'});
  vendor_finance(v, m);
  v.number("cancellation_charge", m.cancellation_charge,
           {"1", 0, 1, 0.25, "Part of its price that is owed for equipment whose order is left.",
            "usual schedules run from 15 % early to all of it before shipment", 'D'});
  v.number("shortest_lead", m.shortest_lead,
           {"years", 0, 1, 0.2,
            "Shortest time from order to delivery, while plant is left: what is ordered earlier in "
            "the year arrives within it; with `blocks.capital.equipment_lead`.",
            "8 to 12 weeks for H100 in April 2024 (press), 0.15 to 0.35; fibre about 1", 'C'});
  v.number("own_preference", m.own_preference,
           {"ln", -10, 10, 0,
            "Enterprises' preference for the first vendor, as ln cost of a unit; with "
            "`blocks.buyers.own_equipment`."});
  v.reference("tastes_about", m.tastes_about, "vendors",
              "Vendor that preferences are about, or nothing for the first of the roster.");
  v.number("long_run_cost_decline", m.long_run_cost_decline,
           {"1/year", -0.5, 0.9, 0.1,
            "Fall of unit cost to which `unit_cost_decline` fades, with "
            "`blocks.capital.fading_progress`.",
            "price indices of computers over decades, from memory", 'D'});
}

}  // namespace

void investment(Visitor& v, Parameters& p) {
  v.group("expectations", "Rules by which builders forecast, and how they switch between them.",
          [&](Visitor& g) { expectations(g, p.expectations); });
  v.group("capex", "How builders budget, and what their two layers of capital are like.",
          [&](Visitor& g) {
            budgeting(g, p.capex);
            orders_and_exit(g, p.capex);
            sites(g, p.capex);
            equipment(g, p.capex);
          });
  v.group("entry", "Entry of new builders: imitation from a finite pool.",
          [&](Visitor& g) { entry(g, p.entry); });
  v.group("vendor_market", "How equipment vendors price and plan, and how builders choose.",
          [&](Visitor& g) { vendor_market(g, p.vendor); });
}

}  // namespace overbuild::declare
