#include "market/clearing.hpp"
#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void credit_rating(Visitor& v, CreditParameters& c) {
  v.number("pd_constant", c.pd_constant,
           {"1", -30, 30, -6.5, "Constant of the logit of a borrower's yearly failure to pay.",
            "form of Campbell, Hilscher & Szilagyi 2008", 'D'});
  v.number("pd_leverage", c.pd_leverage,
           {"1", -10, 10, 0.38, "Its slope in debt over yearly earnings."});
  v.number("pd_coverage", c.pd_coverage,
           {"1", -10, 10, 1.5, "Its slope in interest over yearly earnings."});
  v.number(
      "pd_runway", c.pd_runway,
      {"1/year", -10, 10, 0.4, "Its fall per year of need that cash covers, up to four years."});
  v.number("pd_collateral", c.pd_collateral,
           {"1", -10, 10, 0.3,
            "Its rise where assets at current values cover nothing of the debt, its "
            "fall where they cover it twice."});
  v.number("pd_volatility", c.pd_volatility,
           {"1", -10, 10, 0.5, "Its slope in the usual yearly surprise in earnings over earnings.",
            "form of Campbell, Hilscher & Szilagyi 2008; value open", 'D'});
  v.number("collateral_value_share", c.collateral_value_share,
           {"1", 0, 2, 0.6, "Belief about value in a sale over book at the start.",
            "orderly to distressed sales of used GPUs, 2026", 'C'});
}

void credit_amounts(Visitor& v, CreditParameters& c) {
  v.number("capital_response", c.capital_response,
           {"1/year", 0, 1, 0.015, "Spread added when a lender's whole appetite is used.",
            "idea of Adrian & Shin 2010; value open", 'D'});
  v.number("single_name_limit", c.single_name_limit,
           {"1", 0, 1, 0.1, "Largest claim on one borrower over a lender's capital."});
  v.number("appetite_response", c.appetite_response,
           {"1", 0, 100, 4, "Growth of ln appetite per unit of return above the required one."});
  v.number("appetite_growth_limit", c.appetite_growth_limit,
           {"1/year", 1, 20, 1.5, "Largest yearly factor of a lender's appetite, up or down."});
  v.number("required_return", c.required_return,
           {"1/year", -0.5, 1, 0.05, "Return at which appetite stays as it is.",
            "investment-grade yields 2026, about 5 %", 'B'});
  v.number("loan_to_value", c.loan_to_value,
           {"1", 0, 0.99, 0.6, "Largest secured loan over what its collateral would fetch now.",
            "advance rates of loans on GPUs 0.5 to 0.75", 'C'});
  v.number("covenant_loan_to_value", c.covenant_loan_to_value,
           {"1", 0, 10, 0.9,
            "Secured debt over the current value of its collateral beyond which "
            "loans are in breach."});
  v.number("covenant_interest_cover", c.covenant_interest_cover,
           {"1", 0, 20, 1.2, "Earnings over interest below which loans are in breach.",
            "debt service cover of 1.2 to 1.4 is usual in project loans", 'C'});
  v.number("thin_capital", c.thin_capital,
           {"1", 0, 1, 0.05, "Spread added per unit of capital lost over capital left.",
            "idea of Adrian & Shin 2010; value open", 'D'});
}

/// With `blocks.credit`.
void price_of_risk(Visitor& v, CreditParameters& c) {
  v.number("price_of_risk", c.price_of_risk,
           {"1", 0, 2, 0.45,
            "What lenders ask for bearing risk: the shift of a default probability on the scale of "
            "the normal distribution; with `blocks.credit.risk_price`.",
            "Wang 2000 for the form; brings default rates of high-yield bonds to their spreads of "
            "1997 and 2000 to 2004 (Altman; ICE BofA), 0.3 to 0.8",
            'C'});
  v.number("plan_learning", c.plan_learning,
           {"1/year", 0, 1, 0.3,
            "Speed at which lenders come to believe plans as much as young firms keep them; with "
            "`blocks.credit.risk_price`."});
  v.number("scarcity_response", c.scarcity_response,
           {"1", 0, 5, 0.2,
            "Rise of a lender's price of risk per unit of ln lent over appetite; with "
            "`blocks.credit.lenders_live_on`.",
            "10 to 48 basis points per 90 bn usd issued; value open", 'D'});
  v.number("loss_response", c.loss_response,
           {"1", 0, 5, 0.5, "The same per unit of capital lost over capital left.",
            "idea of Adrian & Shin 2010; value open", 'D'});
  v.number("appetite_stretch", c.appetite_stretch,
           {"1", 1, 20, 5,
            "Most that a lender lends in a year over its appetite, for a higher price; with "
            "`blocks.credit.lenders_live_on`."});
  v.number(
      "capital_refill", c.capital_refill,
      {"1/year", 0, 1, 0.25,
       "Share of the capital that a lender is short of, measured by the initial one and growth "
       "of the economy, that comes back in a year; with `blocks.credit.lenders_live_on`.",
       "capital moves slowly, over years: Duffie 2010; 0.1 to 0.5", 'C'});
}

/// With `blocks.credit.instalments`.
void terms(Visitor& v, CreditParameters& c) {
  v.number("equipment_loan_years", c.equipment_loan_years,
           {"years", 1, 40, 5,
            "Equal yearly parts of a loan secured on equipment; with `blocks.credit.instalments`.",
            "GPU loans about 5 years", 'C'});
  v.number("loan_years", c.loan_years,
           {"years", 1, 40, 7, "The same of other loans.", "term loans of 5 to 7 years", 'C'});
  v.number("bond_first_year", c.bond_first_year,
           {"years", 1, 40, 7,
            "Year after its issue in which the first part of an issue of bonds falls due; with "
            "`blocks.credit.instalments`.",
            "high-yield bonds of 7 to 12 years", 'C'});
  v.number(
      "bond_last_year", c.bond_last_year,
      {"years", 1, 40, 12, "The same of the last part.", "high-yield bonds of 7 to 12 years", 'C'});
}

void equity(Visitor& v, EquityParameters& e) {
  v.number("dilution_cap", e.dilution_cap,
           {"1", 0, 0.99, 0.2, "Largest share of a firm sold in one round.",
            "122 of 852 bn usd and 65 of 965 in 2026 rounds are 7 to 14 %", 'B'});
  v.number("fundamentals_weight", e.fundamentals_weight,
           {"1", 0.001, 0.999, 0.4, "Initial weight of discounted cash flows in valuations."});
  v.number("extrapolation", e.extrapolation,
           {"1", 0, 3, 0.5, "Part of the last return that is expected again.",
            "form of Greenwood & Shleifer 2014", 'D'});
  v.number("switching", e.switching,
           {"1", 0, 50, 1, "Intensity with which investors move to the rule that erred less."});
  v.number("discount", e.discount,
           {"1/year", 0.01, 1, 0.1, "Discount rate of labs' cash flows over the short-term rate."});
  v.number("price_speed", e.price_speed,
           {"1", 0, 1, 0.4,
            "Share of the gap to their fundamental value that share prices close in a year."});
  v.number("terminal_margin", e.terminal_margin,
           {"1", -1, 1, 0.25, "Operating margin assumed for a grown lab."});
  v.number("appetite_response", e.appetite_response,
           {"1", 0, 100, 1, "Growth of ln appetite per unit of return above the required one."});
  v.number("appetite_growth_limit", e.appetite_growth_limit,
           {"1/year", 1, 20, 1.5, "Largest yearly factor of an investor's appetite, up or down."});
}

/// With `blocks.investors.scenarios`.
void scenarios(Visitor& v, EquityParameters& e) {
  v.number("payable_share", e.payable_share,
           {"1", 0.001, 1, 0.05,
            "Share of the value of work within reach of models that the median fund believes will "
            "be paid for it in the end; with `blocks.investors.scenarios`.",
            "information technology is about 5 % of output", 'D'});
  v.number("payable_spread", e.payable_spread,
           {"1", 0, 3, 0.7, "Standard deviation of its logarithm over funds."});
  v.number("mood_kept", e.mood_kept,
           {"1", 0, 1, 0.8, "Share of a fund's mood that is left a year later.",
            "form of Bordalo, Gennaioli & Shleifer 2018", 'D'});
  v.number("mood_response", e.mood_response,
           {"1", 0, 3, 0.3, "Rise of a fund's mood per unit of ln sales over what it projected.",
            "form of Greenwood & Shleifer 2014", 'D'});
  v.number("herding", e.herding,
           {"1", 0, 1, 0.5,
            "Share of its appetite that a fund places although the price is above its own value.",
            "53 % of managers saw a bubble with cash at 3.3 % (November 2025)", 'C'});
  v.number("growth_learning", e.growth_learning,
           {"1", 0, 1, 0.5,
            "Share of the surprise in sales or in the frontier by which a fund's estimate moves."});
  v.number(
      "gains_kept", e.gains_kept,
      {"1", 0, 1, 0.85, "Expected gain of the frontier in a year over that of the year before."});
  v.number("largest_gain", e.largest_gain,
           {"points", 0, 20, 4,
            "Points that funds expect the frontier to gain at most, in all, a leap apart."});
  v.number("appetite_surge", e.appetite_surge,
           {"1/year", 1, 20, 2.5,
            "Largest yearly factor of a fund's appetite, up or down; with "
            "`blocks.investors.scenarios`.",
            "venture money in AI 48, 100 and 205 bn usd (2023 to 2025)", 'C'});
  v.number("leap_counted", e.leap_counted,
           {"1", 0, 1, 1,
            "Part of their belief in a leap that funds' values count on; 0 takes it away from "
            "funds alone."});
}

}  // namespace

void finance(Visitor& v, Parameters& p) {
  v.group("credit", "What loans cost and how many there are.", [&](Visitor& g) {
    credit_rating(g, p.credit);
    credit_amounts(g, p.credit);
    price_of_risk(g, p.credit);
    terms(g, p.credit);
  });
  v.group("equity", "How investors value firms and pay in.", [&](Visitor& g) {
    equity(g, p.equity);
    scenarios(g, p.equity);
  });
  v.group("utility_market", "How utilities add power.", [&](Visitor& g) {
    UtilityParameters& u = p.utility;
    g.number("lead", u.lead,
             {"years", 1, 15, 3, "Whole years from the decision to the power.",
              "usual reports of 3 years and more", 'C'});
    g.number(
        "expansion_speed", u.expansion_speed,
        {"1/year", 0, 1, 0.5, "Share of what is asked for and missing that is started a year."});
    g.number("growth_limit", u.growth_limit,
             {"1/year", 1, 20, 1.3, "Largest yearly factor of additions."});
    g.number("operating_share", u.operating_share,
             {"1", 0, 1, 0.5, "Fuel and operations over energy sales.",
              "between wind and sun (little) and gas (most)", 'D'});
    g.number("unit_capital", u.unit_capital,
             {"usd/MW", 0, 1e10, 2.5e5, "Own cash that a utility puts into added power.",
              "a sixth of the usual cost of plants and grid; owners outside carry the rest", 'D'});
  });
  v.group("resolution", "What failure costs; who gets how much is an outcome.", [&](Visitor& g) {
    ResolutionParameters& r = p.resolution;
    g.number("reorganisation_cost", r.reorganisation_cost,
             {"1", 0, 0.99, 0.15, "Deadweight cost of reorganising a firm over its cash.",
              "Davydenko, Strebulaev & Zhao 2012: 14.7 % where debt is renegotiated", 'B'});
    g.number("liquidation_cost", r.liquidation_cost,
             {"1", 0, 0.99, 0.3, "Deadweight cost of selling a firm up over its cash and proceeds.",
              "Davydenko, Strebulaev & Zhao 2012: 30.5 % in bankruptcy", 'B'});
    g.number("outside_money", r.outside_money,
             {"1", 0, 1000, 1,
              "Part of investors' unused appetite that may bid for used capital; 0 leaves the "
              "industry alone with it.",
              "outsiders buy when insiders cannot: Shleifer & Vishny 1992", 'C'});
    g.choice("clearing_vector", r.clearing_vector, clearing_vector_names, 0,
             "Which clearing vector: most is paid, or least (the pessimistic bound).");
    g.number(
        "energy_claim_years", r.energy_claim_years,
        {"years", 0, 30, 2, "Years of take-or-pay claimed when an energy contract is rejected.",
         "law caps damages at 1 to 3 years, simplified", 'C'});
    g.number("contract_claim_years", r.contract_claim_years,
             {"years", 0, 30, 2, "Years of dues claimed when a compute contract is rejected.",
              "law caps damages at 1 to 3 years, simplified", 'C'});
  });
}

}  // namespace overbuild::declare
