#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void shock(Visitor& v, ShockConfig& s) {
  v.integer("year", s.year, {"year", 1700, 2300, config::required, "First year of the change."});
  v.integer("years", s.years, {"years", 1, 100, 100, "How long it lasts."});
  v.choice("series", s.series, shock_series_names, 0,
           "What changes: the base rate (a push that fades like any other), the spread on new "
           "credit, the price of energy, or what a vendor can produce.");
  v.number("change", s.change,
           {"1", -1, 10, config::required,
            "Added to a rate or spread (0.03 is 300 basis points); relative for prices and output "
            "(-1 is an outage)."});
  v.reference("vendor", s.vendor, "vendors", "Whose output changes; empty for all vendors.");
}

void predicate(Visitor& v, PredicateConfig& p) {
  v.text("metric", p.metric, "", "Name of a yearly metric.");
  v.choice("op", p.op, predicate_ops, 0, "How it compares with the value.");
  v.number("value", p.value,
           {"of the metric", -1e18, 1e18, 0, "What it is compared with, in the metric's unit."});
  v.numbers("years", p.years, {"year", 1700, 2300, 0, ""}, "First and last year looked at.");
  v.integer("at_least", p.at_least,
            {"years", 1, 100, 1, "Years in which the comparison must hold."});
}

void hypothesis(Visitor& v, HypothesisConfig& h) {
  v.text("claim", h.claim, "", "What is claimed, in a sentence.");
  v.text("family", h.family, "", "Hypotheses of one family are crossed with each other.");
  config::entries(v, "predicates", "When it holds in a world: all of these.", h.predicates,
                  predicate);
  v.texts("on", h.on, "path=value settings that force the mechanism.");
  v.texts("off", h.off, "path=value settings that take the mechanism away.");
}

}  // namespace

void experiment(Visitor& v, Parameters& p) {
  config::entries(v, "shocks", "Dated changes from outside.", p.shocks, shock);
  v.group("experiment", "How questions about many runs are judged.", [&](Visitor& g) {
    ExperimentParameters& e = p.experiment;
    g.integer("cohorts", e.cohorts,
              {"years", 1, 50, 5,
               "Years of capital spending, from the first simulated one, whose "
               "returns are judged."});
    g.integer("window", e.window,
              {"years", 1, 50, 15,
               "Years each has to pay off; what is left then counts at market value."});
    g.number(
        "material_probability", e.material_probability,
        {"1", 0, 1, 0.1, "A change of the probability of paying off that counts as material."});
    g.number("material_irr", e.material_irr,
             {"1/year", 0, 1, 0.03, "A change of the median return that counts as material."});
    g.texts("routine_classes", e.routine_classes,
            "Workload classes that are looked at as routine work, in reports only.");
  });
  config::entries(v, "hypotheses", "Named conditions with predicates and switches.", p.hypotheses,
                  hypothesis);
}

}  // namespace overbuild::declare
