#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void lab_prices(Visitor& v, LabParameters& l) {
  v.number("price_speed", l.price_speed,
           {"1", 0, 1, 0.5, "Part of the way to the target that a posted price moves in a year."});
  v.numbers("menu", l.menu, {"points", 0, 20, 0, ""},
            "Points by which each tier on sale at the start lies below a lab's best model.");
  v.numbers(
      "further_tiers", l.further_tiers, {"points", 0, 20, 0, ""},
      "Points below the best model of tiers that a lab could put on sale; none for a fixed menu.");
  v.number("tier_cost", l.tier_cost,
           {"1", 0, 1, 0.01,
            "Yearly cost of a further tier (evaluation, serving, support) over a lab's sales."});
  v.number("opening_margin", l.opening_margin,
           {"1", 0.01, 0.99, 0.55, "Gross margin on list prices at the start.",
            "33 to 43 % for a firm with free users, about 70 % on paid traffic", 'C'});
  v.number("markup_cap", l.markup_cap,
           {"1", 1, 1000, 6, "Largest price over marginal cost that a lab would post."});
  v.number("capability_taste", l.capability_taste,
           {"1/point", 0, 50, 2, "Slope of customers' choice between labs in capability."});
  v.number("slowest_closing", l.slowest_closing,
           {"points/year", 0.01, 10, 0.4,
            "Part of a lead that labs count on losing a year even when the gap was not closing."});
  v.number("open_weight", l.open_weight,
           {"1", 0, 10, 0.3, "Weight of open models among a lab's rivals, in revenue shares."});
}

void lab_plans(Visitor& v, LabParameters& l) {
  v.number("contract_cover", l.contract_cover,
           {"1", 0, 1, 0.7, "Share of expected compute that a lab buys under contract."});
  v.number("contract_term", l.contract_term,
           {"years", 1, 20, 4, "Term of new compute contracts.",
            "4 to 5 years at neoclouds, 5 to 10 in the large deals", 'A'});
  v.number("take_or_pay", l.take_or_pay,
           {"1", 0, 1, 0.8, "Share of contracted compute paid for whatever is used."});
  v.number("cost_of_capital", l.cost_of_capital,
           {"1/year", 0, 2, 0.18, "Rate at which labs discount."});
  v.numbers("budget_factors", l.budget_factors, {"1", 0, 100, 0, ""},
            "Training budgets that a lab compares, as multiples of the last.");
  v.number("smallest_research_share", l.smallest_research_share,
           {"1", 0, 1, 0.4, "Share of planned research that is kept when compute is short."});
  v.number("runway_years", l.runway_years,
           {"years", 0, 10, 1.5, "Years of cash burn that a lab wants to hold."});
  v.number(
      "inference_growth_expected", l.inference_growth_expected,
      {"1", 0, 3, 0.8, "Part of market growth that a lab expects as growth of inference hours."});
  v.number("staff_response", l.staff_response,
           {"1", 0, 3, 0.5, "Elasticity of staff cost in the research budget."});
  v.number("leap_share", l.leap_share,
           {"1", 0, 1, 0.5, "Share of the margin on a leap that a lab expects to keep."});
}

/// With `blocks.labs.steady_research`.
void lab_research(Visitor& v, LabParameters& l) {
  v.number("research_speed", l.research_speed,
           {"1", 0.05, 1, 0.5,
            "Share of the ln way to the best research budget that a year's plan goes.",
            "research is smoothed: Hall, Griliches & Hausman 1986; Brown & Petersen 2011", 'C'});
  v.number("research_growth_limit", l.research_growth_limit,
           {"1", 1.1, 20, 4, "Factor by which a research budget changes in a year at most.",
            "compute for research of 0.45, 1.5, 5 and 11 bn usd in successive years", 'C'});
  v.number("reserve_years", l.reserve_years,
           {"years", 0, 5, 1,
            "Years of staff, overhead and least research that a lab's cash is kept for."});
  v.number("knowledge_kept", l.knowledge_kept,
           {"1", 0, 0.99, 0.8, "Share of past research that still counts a year later.",
            "depreciation of knowledge of 10 to 30 %: Griliches 1979", 'C'});
  v.number(
      "customer_stay", l.customer_stay,
      {"years", 0, 10, 2, "Years for which customers are expected to stay after a lead has gone."});
}

/// With `blocks.labs.contracts_ahead` and `blocks.labs.demand_prices`.
void lab_commitments(Visitor& v, LabParameters& l) {
  v.number("cover_kept", l.cover_kept,
           {"1", 0, 1, 0.85,
            "Compute signed for a year ahead over that signed for the year before it, each as a "
            "share of what is expected to be needed; with `blocks.labs.contracts_ahead`."});
  v.number(
      "commitment_cap", l.commitment_cap,
      {"1", 0.1, 10, 1.5,
       "Largest commitments for compute of a lab, or of a builder that rents, over its value, cash "
       "and a year's sales; with "
       "`blocks.labs.contracts_ahead`.",
       "commitments of 4 to 70 times run-rate sales were signed, 1.4 T usd cut to 600 bn", 'C'});
  v.number("conduct_fade", l.conduct_fade,
           {"1/year", 0, 0.3, 0.15,
            "Share of the distance between the initial price and the best one that goes in a year; "
            "with `blocks.labs.demand_prices`."});
}

void applications(Visitor& g, AppParameters& a) {
  g.number("price_speed", a.price_speed,
           {"1", 0, 1, 0.4, "Part of the way to the target that a product price moves in a year."});
  g.number("bargaining_power", a.bargaining_power,
           {"1", 0, 1, 0.5, "Lab's part of the surplus of a wholesale contract."});
  g.number("backend_switching", a.backend_switching,
           {"1", 0, 10, 0.1, "Cost of changing the model behind a product, over inference cost."});
  g.integer("back_ends", a.back_ends,
            {"1", 1, 16, 3, "Models that a product runs on at once, at most.",
             "81 % of large firms use three families or more (a16z)", 'C'});
  g.number("routing_noise", a.routing_noise,
           {"1", 0.01, 10, 0.25, "Spread of a product's traffic over models of near quality."});
  g.number("platform_usd", a.platform_usd,
           {"usd/year", 0, 1e12, 20e6, "Cost of a team that hosts open models for a product."});
  g.flag("labs_sell_seats", a.labs_sell_seats, true,
         "Labs can sell to an application's customers themselves: part of what they give up.");
  g.number(
      "overhead_response", a.overhead_response,
      {"1/year", 0, 1, 0.5, "Part of the way to its share of sales that overhead moves a year."});
  g.number("markup_cap", a.markup_cap,
           {"1", 1, 1000, 10, "Largest product price over the cost of a job."});
  g.number("patience", a.patience,
           {"years", 1, 100, 3, "Years of losses after which an application without cash closes."});
  g.number("entrants", a.entrants,
           {"1", 0, 1000, 0, "Applications that could come in over the run, in all."});
  g.number("entry_speed", a.entry_speed,
           {"1/year", 0, 100, 0.5,
            "Entrants a year for each incumbent and unit of margin beyond the hurdle."});
  g.number("entry_hurdle", a.entry_hurdle,
           {"1", -1, 1, 0.1, "Operating margin of incumbents that draws nobody."});
  g.number("entry_capital", a.entry_capital,
           {"usd", 1, 1e12, 100e6, "Money that owners pay into an entrant."});
  g.number(
      "entrant_quality_sd", a.entrant_quality_sd,
      {"points", 0, 10, 0.1, "Spread of entrants' workflow around that of whom they imitate."});
}

void consumers(Visitor& v, ConsumerParameters& c) {
  v.number("people", c.people,
           {"people", 0, 1e11, 3.2e9, "People who could use an assistant.",
            "adults on line outside China, rounded", 'D'});
  v.number("adoption", c.adoption, {"1", 0, 1, 0.45, "Share of them who use one at the start."});
  v.number("adoption_ceiling", c.adoption_ceiling,
           {"1", 0, 1, 0.8, "Share of them who ever will."});
  v.number("adoption_speed", c.adoption_speed,
           {"1/year", 0, 5, 0.6, "Logistic speed of adoption."});
  v.number("plan_price", c.plan_price,
           {"usd/year", 0.01, 1e6, 240, "Price of a consumer plan at the start.",
            "list, 20 usd a month", 'A'});
  v.number("paying_share", c.paying_share,
           {"1", 1e-6, 0.999999, 0.035, "Share of users who pay at the start.",
            "consumer revenue over price and users", 'C'});
  v.number("willingness_sd", c.willingness_sd,
           {"1", 0.01, 10, 1.2, "Standard deviation of ln willingness to pay within a cohort."});
  v.number("income_sd", c.income_sd,
           {"1", 0, 10, 1, "Standard deviation of ln income between cohorts.",
            "world income distribution, about 1", 'C'});
  v.number("capability_value", c.capability_value,
           {"1/point", 0, 10, 0.25, "Rise of ln willingness to pay per point of capability."});
  v.number(
      "jobs_paid", c.jobs_paid,
      {"jobs/year", 0, 1e6, 100, "Jobs of a million tokens that a paying user asks for a year.",
       "solves the reported cost of revenue", 'D'});
  v.number("jobs_free", c.jobs_free,
           {"jobs/year", 0, 1e6, 5, "Jobs of a free user a year.",
            "solves the reported cost of revenue", 'D'});
  v.number("jobs_growth", c.jobs_growth, {"ln/year", -1, 2, 0.15, "Growth of jobs per user."});
  v.integer("growth_years", c.growth_years,
            {"years", 0, 50, 50, "Years from the start for which it is known."});
  v.number("later_growth", c.later_growth, {"ln/year", -1, 2, 0.15, "The same after them."});
  v.number("free_tier", c.free_tier,
           {"points", 0, 20, 1, "Points below the best model that free users are served."});
  v.integer("cohorts", c.cohorts, {"1", 1, 1000, 20, "Income quantiles, each one cohort."});
}

}  // namespace

void sellers(Visitor& v, Parameters& p) {
  v.group("lab_market", "How frontier labs price, train and contract.", [&](Visitor& g) {
    lab_prices(g, p.lab);
    lab_plans(g, p.lab);
    lab_research(g, p.lab);
    lab_commitments(g, p.lab);
  });
  v.group(
      "open_lab_market", "How open labs are paid for, and what hosting their models costs.",
      [&](Visitor& g) {
        OpenLabParameters& o = p.open_lab;
        g.number("rent_response", o.rent_response,
                 {"1", 0, 5, 0.5, "Elasticity of sponsors' budgets in proprietary margins.",
                  "idea of Lerner & Tirole 2002; value open", 'D'});
        g.number("budget_growth_limit", o.budget_growth_limit,
                 {"1/year", 1, 20, 2, "Largest yearly factor of a budget, up or down."});
        g.flag("hosted", o.hosted, true,
               "Somebody hosts open models for others; otherwise they can only be run by oneself.");
        g.number("hosted_markup", o.hosted_markup,
                 {"1", 0, 20, 0.25, "Mark-up over cost of hosts of open models.",
                  "more than 20 hosts of one model: near cost", 'D'});
        g.numbers("further_sizes", o.further_sizes, {"points", 0, 20, 0, ""},
                  "Points below its best model of smaller ones that an open lab releases with it.");
        g.number("hours_share", o.hours_share,
                 {"1", 0.01, 2, 0.25,
                  "Hours that a job takes an open model over those of a lab's model as good "
                  "(`blocks.buyers.open_model_hours`).",
                  "small models, quantised, without long reasoning: 0.15 to 0.4", 'D'});
        g.number("release_lag", o.release_lag,
                 {"years", 0, 1, 0.1, "Part of a year that a finished model is held back."});
      });
  v.group("app_market", "How application vendors price, buy models, come and go.",
          [&](Visitor& g) { applications(g, p.app); });
  v.group("consumers", "Households' subscriptions, by income cohort.",
          [&](Visitor& g) { consumers(g, p.consumer); });
}

}  // namespace overbuild::declare
