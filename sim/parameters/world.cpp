#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

using config::required;
using config::Visitor;

namespace {

void run(Visitor& v, Parameters& p) {
  v.integer("seed", p.run.seed,
            {"1", 0, 4294967295.0, 1, "Seed of everything random, an unsigned 32-bit number."});
  v.integer(
      "replicate", p.run.replicate,
      {"1", 0, 4294967295.0, 0,
       "Number of the world; when given, priors are drawn, otherwise they take their medians."});
  v.integer("years", p.run.years, {"years", 1, 50, 20, "Years to simulate."});
  v.integer("threads", p.run.threads,
            {"1", 0, 1024, 0, "Threads to use, 0 for all cores; results do not depend on it."});
  v.integer(
      "decision_detail", p.run.decision_detail,
      {"1", 1, 8, 1,
       "How many times finer the grids are on which decisions are searched (research budgets, "
       "spot rents, the market study, quantiles of orders); for checks that results do not "
       "rest on them."});
}

void macro(Visitor& v, Parameters& p) {
  MacroParameters& m = p.macro;
  v.number(
      "base_rate", m.base_rate,
      {"1/year", 0, 1, 0.0363, "Short-term interest rate at the start; it never falls below 0.",
       "FRED, federal funds rate, June 2026", 'A'});
  v.numbers("base_rates", m.base_rates, {"1/year", 0, 1, 0, ""},
            "That rate by year from the first simulated one, where it is known; thereafter it "
            "follows the mean-reverting process.");
  v.number("base_rate_mean", m.base_rate_mean,
           {"1/year", -0.05, 1, 0.035, "Level to which the short-term rate returns."});
  v.number("base_rate_reversion", m.base_rate_reversion,
           {"1/year", 0, 1, 0.3, "Share of the distance to the mean that the rate covers a year."});
  v.number("base_rate_sd", m.base_rate_sd,
           {"1/year", 0, 0.5, 0.007, "Standard deviation of the yearly shock to the rate."});
  v.number("deposit_margin", m.deposit_margin,
           {"1/year", 0, 0.5, 0.01, "What deposits earn less than the short-term rate."});
  v.number("energy_price", m.energy_price,
           {"usd/MWh", 0, 10000, 62, "Price of power in new contracts at the start.",
            "between solar and wind contracts (about 54) and nuclear (69 and more), LevelTen 2025",
            'B'});
  v.number("energy_growth", m.energy_growth,
           {"ln/year", -0.5, 0.5, 0.02, "Trend of the energy price.",
            "LevelTen indices rose about 9 % over 2025; the trend is lower", 'C'});
  v.number("energy_sd", m.energy_sd,
           {"ln/year", 0, 1, 0.05, "Standard deviation of the yearly shock to the energy price."});
  v.number("inflation", m.inflation,
           {"1/year", -0.1, 1, 0.025, "Growth of the price index that deflates printed results."});
  v.number(
      "long_run_growth", m.long_run_growth,
      {"1/year", -0.2, 0.3, 0.045, "Nominal growth to which builders' core businesses converge.",
       "inflation of 2.5 % and real growth of 2 %", 'D'});
  v.number(
      "growth_fade", m.growth_fade,
      {"1", 0, 1, 0.8,
       "Share of the distance between initial and long-run growth left after a year.",
       "large firms' sales growth fades with a half-life of about three years (from memory)", 'D'});
  v.number("economy_deposits", m.economy_deposits,
           {"usd", 0, most_usd, 6e13, "Deposits of everybody outside the model at the start.",
            "order of magnitude of broad money outside China", 'D'});
  v.numbers(
      "public_signal", m.public_signal, {"ln/year", -5, 5, 0, ""},
      "Growth of compute demand that is told in public, by year from the first simulated one.");
  v.number("signal_tail", m.signal_tail,
           {"ln/year", -5, 5, 0.3, "The public signal after its list ends."});
}

void opening_market(Visitor& v, OpeningParameters& o) {
  v.number("rental_price", o.rental_price,
           {"usd/H100e-hour", 1e-6, 1e6, required, "Posted rental price of compute at the start."});
  v.number("rental_change", o.rental_change,
           {"ln/year", -3, 3, 0, "Change of the rental price over the initial year."});
  v.number("compute_growth", o.compute_growth,
           {"ln/year", -3, 3, 0, "Growth of compute hours sold in the initial year."});
  v.number("density_growth", o.density_growth,
           {"ln/year", -1, 3, 0.29,
            "Growth of equipment per MW that builders of shells are used to at the start.",
            "efficiency plus 40 % a year less overhead, as power_decline", 'D'});
  v.number("training_growth", o.training_growth,
           {"ln/year", -3, 5, 1.5, "Growth of the compute of final training runs at the start.",
            "4 to 5 times a year (Epoch AI)", 'B'});
  v.number("lab_growth", o.lab_growth,
           {"ln/year", -3, 3, 0, "Growth of frontier labs' sales in the initial year."});
  v.number("spend_growth", o.spend_growth,
           {"ln/year", -3, 3, 0, "Growth of end-user spend in the initial year."});
  v.number("utilisation", o.utilisation,
           {"1", 0.001, 1, 0.62, "Hours used over hours installed in the initial year.",
            "38 % estimated for one API in 2024, 20 to 40 % on premises, near full for training: "
            "a mix",
            'D'});
  v.number("api_usd", o.api_usd,
           {"usd/year", 0, most_usd, 0, "Enterprises' spend on proprietary APIs, initial year."});
  v.number("hosted_open_usd", o.hosted_open_usd,
           {"usd/year", 0, most_usd, 0, "Enterprises' spend on hosted open models, initial year."});
  v.number("self_hosted_usd", o.self_hosted_usd,
           {"usd/year", 0, most_usd, 0, "Yearly cost of enterprises' own hosting, initial year."});
  v.number("app_usd", o.app_usd,
           {"usd/year", 0, most_usd, 0, "Enterprises' spend on applications, initial year."});
  v.number("hosted_open_preference", o.hosted_open_preference,
           {"1", -20, 20, -0.25,
            "Constant on ln surplus of hosted open models over APIs where hosted_open_usd is 0 and "
            "cannot tell.",
            "median of what is solved from the record of 2025", 'D'});
  v.number("self_hosted_preference", o.self_hosted_preference,
           {"1", -20, 20, 0.05, "The same of own hosting where self_hosted_usd is 0.",
            "median of what is solved from the record of 2025", 'D'});
  v.number("remembered_default_rate", o.remembered_default_rate,
           {"1/year", 0, 1, 0.035,
            "Mean of the last ten years' default rates that lenders remember at the start; with "
            "`blocks.credit.risk_price`.",
            "high-yield bonds over some decades 3 to 4 % (Altman)", 'C'});
  v.number("trusted_plans", o.trusted_plans,
           {"1", 0, 1.5, 0.8,
            "Part of planned earnings that lenders count on at the start; with "
            "`blocks.credit.risk_price`.",
            "0.5 to 1", 'D'});
  v.number(
      "known_scale", o.known_scale,
      {"1", 0, 1000, 0,
       "Adopters know a share 1 - exp(-scale log10(10 + employees)) of their uses at the start. "
       "0: the scale is solved from spend; otherwise the largest spend over payroll is."});
}

void opening_models(Visitor& v, OpeningParameters& o) {
  v.number("frontier_price", o.frontier_price,
           {"usd/job", 1e-9, 1e9, required,
            "Price paid for a job of a million tokens on the best model, discounts included."});
  v.number("frontier_effective_flop", o.frontier_effective_flop,
           {"FLOP", 1, 1e40, 2.8e26,
            "Effective compute of the final run behind the best model at the start.",
            "trend of 4 to 5 times a year from about 1e26 in early 2025, at 40 % of peak", 'D'});
  v.numbers("frontier_history", o.frontier_history, {"points", -20, 50, 0, ""},
            "Best capability at the end of each year before the initial year, oldest first.");
  v.number("builder_leap_rate", o.builder_leap_rate,
           {"1/year", 0, 5, 0.08, "Builders' prior rate of qualitative leaps, A0 / B0."});
  v.number(
      "builder_leap_strength", o.builder_leap_strength,
      {"1", 1e-3, 1e3, 0.8, "Strength A0 of that prior: how many observed leaps it is worth."});
}

}  // namespace

void world(Visitor& v, Parameters& p) {
  v.group("run", "How the run is made.", [&](Visitor& g) { run(g, p); });
  v.group("time", "The calendar.", [&](Visitor& g) {
    g.integer("start", p.time.start,
              {"year", 1700, 2200, 2026,
               "First simulated year; initial balances are those of 31 December before it."});
  });
  v.group("macro", "What comes from outside the model.", [&](Visitor& g) { macro(g, p); });
  v.group("opening", "The market of the initial year, which the initial state reproduces.",
          [&](Visitor& g) {
            opening_market(g, p.opening);
            opening_models(g, p.opening);
            g.flag("spend_met", p.spend_met, false,
                   "A start whose spend misses the record of a way of being served by a tenth is "
                   "refused, instead of being told.");
          });
}

}  // namespace overbuild::declare
