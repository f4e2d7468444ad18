#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void own_use(Visitor& v, OwnUseParameters& o) {
  v.number("reach_elasticity", o.reach_elasticity,
           {"1", 0, 1, 0.5,
            "Elasticity of what builders' own products could do with compute in the value of tasks "
            "within reach of the best model.",
            "initial states of 2022 and 2025 need 0.4 to 0.6 beyond growth of 12 % a year", 'D'});
  v.number(
      "adoption_speed", o.adoption_speed,
      {"1/year", 0.25, 1, 0.5,
       "Share of the own uses worth their rent and not yet taken up that are taken up in a year; "
       "uses end at once.",
       "half a year to several of engineering; swept, not fitted", 'D'});
  v.number("opening_adoption", o.opening_adoption,
           {"1", 0.3, 1, 1, "Share of the own uses worth the initial rent that are in use then."});
  v.number(
      "plans_on_potential", o.plans_on_potential,
      {"1", 0, 1, 0,
       "Share of own uses that are worth their rent and not yet taken up for which capacity is "
       "planned all the same."});
}

void market(Visitor& v, Parameters& p) {
  v.flag("idle_hours", p.own_use.idle_hours, false,
         "A builder's hours that nobody rents serve its own uses down to what running them costs.");
  v.flag(
      "expected_load", p.capex.expected_load, false,
      "Plans count on the load that expected growth and announced capacity imply, instead of last "
      "year's for ever.");
  v.flag("adopted_own_uses", p.own_use.adopted, false,
         "Own uses grow with what models can do, and are taken up by and by (`own_use`).");
  v.flag("list_rent", p.rental.list_rent, false,
         "The list rent reckons with what has arrived this year and the growth builders expect, "
         "and rises more slowly in a shortage than it falls in a glut.");
  v.flag("spot_rent", p.rental.spot_rent, false,
         "Hours that are not under contract have a rent of their own, at which the year's demand "
         "meets them.");
}

void capital(Visitor& v, Parameters& p) {
  v.flag("fading_progress", p.fading.on, false,
         "Cost, power and own uses' efficiency go on improving at rates that fade to the long run "
         "(`technology.pace_kept`).");
  v.flag("gradual_retirement", p.capex.gradual_retirement, false,
         "Shells leave service by age, around `capex.shell_life`, instead of all at once; who "
         "finds it "
         "worth while refits them.");
  v.flag("sites", p.capex.sites, false,
         "A shell needs a site first (`capex.site_lead`), and is paid in equal parts as it grows.");
  v.flag("begun_shells", p.capex.begun_shells, false,
         "Equipment is ordered for shells, too, that are begun in the same year and stand when it "
         "comes.");
  v.flag("equipment_lead", p.vendor.ships_within_year, false,
         "Vendors deliver within the year what plant is left for, on trade credit "
         "(`vendor_market.shortest_lead`).");
  v.flag("satiation", p.demand.satiating, false,
         "The more jobs there are the less one is worth: the value of all work follows nominal "
         "output (`demand.satiation`).");
}

void tastes_and_budgets(Visitor& v, Parameters& p) {
  v.flag("lasting_tastes", p.demand.lasting_tastes, false,
         "What an enterprise likes of a seller stays for years (`demand.taste_change`), instead of "
         "being drawn at every review.");
  v.flag(
      "tokens_per_job", p.tokens.grow, false,
      "A job takes more tokens every year (`technology.tokens_growth`); prices and hours are per "
      "million tokens.");
  v.flag("peers_by_weight", p.population.peers_by_weight, false,
         "Whom an enterprise hears of is drawn by how many real firms it stands for, so that what "
         "is heard does not depend on the sample.");
  v.flag("binding_budgets", p.demand.binding_budgets, false,
         "Budgets follow what firms measure of the work saved, by and by, from what they spent at "
         "the start.");
}

void hosts_and_sellers(Visitor& v, Parameters& p) {
  v.flag("pooled_hosting", p.demand.pooled_hosting, false,
         "All models that an enterprise runs itself share one pool of equipment, whose peaks even "
         "out.");
  v.flag(
      "rented_pools", p.demand.rented_pools, false,
      "An enterprise that runs models itself can rent equipment by the hour from builders in the "
      "place of buying it (`demand.pooled_load`).");
  v.flag("open_model_hours", p.open_lab.own_hours, false,
         "A job takes an open model `open_lab_market.hours_share` of the hours that it takes a "
         "lab's model as good.");
  v.flag("app_nests", p.demand.app_nests, false,
         "Applications for one kind of work are near substitutes, newcomers look at the last "
         "entrant's result, and what the initial state shows of products beyond attributes fades.");
  v.flag("family_shares", p.family_shares, false,
         "Rows of a roster that were split from one (`split_of`) are one firm, or share its "
         "customers, limits and luck where they differ in more than amounts, and rows count by id, "
         "so that nothing depends on how many rows a firm has, what they are called and where they "
         "stand.");
  v.flag("modes_met", p.demand.modes_met, false,
         "The start is solved until the spend on record of every way of being served is met, down "
         "to single workloads of firms that are nearly indifferent; one that misses a tenth all "
         "the same is refused.");
  v.flag("neyman_sample", p.population.neyman, false,
         "Size classes are sampled by what they add to the variance of spend (Neyman 1934), in the "
         "place of `sample_share`; a large firm of the sample may stand for less than one.");
}

void buyers(Visitor& v, Parameters& p) {
  v.flag(
      "own_equipment", p.vendor.own_equipment, false,
      "Vendors plan for what enterprises buy for themselves, and enterprises choose between them "
      "as builders do. What end users pay counts it by the cost of its use.");
  tastes_and_budgets(v, p);
  hosts_and_sellers(v, p);
}

void orders(Visitor& v, Parameters& p) {
  v.flag(
      "quantile_orders", p.capex.quantile_orders, false,
      "An order is a quantile of what demand could be, the higher the better a unit pays; belief "
      "in a leap and the public story are parts of what could be (`capex.customer_persistence`).");
  v.flag("exit", p.capex.exit, false,
         "A builder with another business offers its AI capital when it has earned less than its "
         "hurdle for `capex.patience` years and new capital does not pay.");
}

void labs(Visitor& v, Parameters& p) {
  v.flag(
      "steady_research", p.lab.steady_research, false,
      "Research budgets move part of the way to the best one, count hours owed anyway as sunk, and "
      "leave a reserve.");
  v.flag("contracts_ahead", p.lab.contracts_ahead, false,
         "Labs and builders sign compute for several years ahead, before anything is ordered "
         "(`lab_market.commitment_cap`).");
  v.flag("demand_prices", p.lab.demand_prices, false,
         "Labs move prices towards those that earn most on the published study of demand, in the "
         "place of a mark-up under a cap (`lab_market.conduct_fade`).");
}

void investors(Visitor& v, Parameters& p) {
  v.flag("scenarios", p.equity.scenarios, false,
         "Funds value labs, builders without another business and entrants by the demand that they "
         "believe in, hold what they bid for, and move with sales that surprise them "
         "(`equity.payable_share`).");
}

void credit(Visitor& v, Parameters& p) {
  v.flag("risk_price", p.credit.risk_price, false,
         "Lenders ask for bearing risk, over the life of a loan, on the rents that they expect, "
         "and "
         "builders plan with what the next loan costs (`credit.price_of_risk`).");
  v.flag("lenders_live_on", p.credit.lenders_live_on, false,
         "Lenders' lost capital comes back, and they lend beyond their appetite for a higher price "
         "(`credit.capital_refill`).");
  v.flag("instalments", p.credit.instalments, false,
         "Loans and bonds fall due in equal yearly parts, in the place of all at once after "
         "`capex.term`.");
  v.flag("facilities", p.vendor.facilities, false,
         "Vendors promise loans for their bills with an order (`vendor_market.facility_share`).");
  v.flag("reorganise", p.resolution.on_lenders_path, false,
         "Whether a failed firm goes on or is sold is judged once, before the clearing, on the "
         "rents that lenders expect.");
}

}  // namespace

void blocks(Visitor& v, Parameters& p) {
  v.group("own_use",
          "Builders' own uses of compute, where `blocks.market` has them taken up by and by.",
          [&](Visitor& g) { own_use(g, p.own_use); });
  v.group("blocks", "Rules of the second edition, one switch each; all off is the first edition.",
          [&](Visitor& g) {
            g.group("market", "The market of the year.", [&](Visitor& b) { market(b, p); });
            g.group("capital", "Clocks of capital.", [&](Visitor& b) { capital(b, p); });
            g.group("buyers", "How enterprises choose and what they spend.",
                    [&](Visitor& b) { buyers(b, p); });
            g.group("labs", "Labs' plans.", [&](Visitor& b) { labs(b, p); });
            g.group("investors", "What funds believe and pay.",
                    [&](Visitor& b) { investors(b, p); });
            g.group("orders", "How much builders order, and when they leave.",
                    [&](Visitor& b) { orders(b, p); });
            g.group("credit", "What loans cost, when they fall due and what failure ends in.",
                    [&](Visitor& b) { credit(b, p); });
          });
}

}  // namespace overbuild::declare
