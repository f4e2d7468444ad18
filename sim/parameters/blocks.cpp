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
}

void capital(Visitor& v, Parameters& p) {
  v.flag("fading_progress", p.fading.on, false,
         "Cost, power and own uses' efficiency go on improving at rates that fade to the long run "
         "(`technology.pace_kept`).");
  v.flag("gradual_retirement", p.capex.gradual_retirement, false,
         "Shells leave service by age, around `capex.shell_life`, instead of all at once; who "
         "finds it "
         "worth while refits them.");
}

void buyers(Visitor& v, Parameters& p) {
  v.flag(
      "own_equipment", p.vendor.own_equipment, false,
      "Vendors plan for what enterprises buy for themselves, and enterprises choose between them "
      "as builders do.");
}

void labs(Visitor& v, Parameters& p) {
  v.flag(
      "steady_research", p.lab.steady_research, false,
      "Research budgets move part of the way to the best one, count hours owed anyway as sunk, and "
      "leave a reserve.");
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
            g.group("buyers", "Who buys for own use.", [&](Visitor& b) { buyers(b, p); });
            g.group("labs", "Labs' plans.", [&](Visitor& b) { labs(b, p); });
          });
}

}  // namespace overbuild::declare
