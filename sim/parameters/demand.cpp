#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::required;
using config::Visitor;

void size_class(Visitor& v, SizeClass& s) {
  v.number("employees_lo", s.employees_lo, {"people", 1, 1e8, 1, "Smallest firm of the class."});
  v.number("employees_hi", s.employees_hi, {"people", 1, 1e9, 10, "Largest firm of the class."});
  v.number("firms", s.firms, {"firms", 1, 1e11, required, "Real firms in the class."});
  v.number("sample_share", s.sample_share,
           {"1", 0, 1, 0.2, "Share of the simulated enterprises allotted to the class."});
  v.number("adoption", s.adoption,
           {"1", 0, 1, 0.2, "Share of the class's firms that use AI at the start."});
}

/// `population.size_classes.<id>` bound to a plain vector, whose order is that of the file.
class SizeClassMap final : public config::EntryMap {
 public:
  explicit SizeClassMap(std::vector<SizeClass>& classes) : classes_(classes) {}
  std::vector<std::string> ids() const override { return ids_; }
  void clear() override {
    ids_.clear();
    classes_.clear();
  }
  void add(std::string_view id) override {
    ids_.emplace_back(id);
    classes_.emplace_back();
  }
  void describe(std::string_view id, Visitor& visitor) override {
    for (std::size_t k = 0; k < ids_.size(); ++k) {
      if (ids_[k] == id) size_class(visitor, classes_[k]);
    }
  }
  void describe_sample(Visitor& visitor) override {
    SizeClass sample;
    size_class(visitor, sample);
  }

 private:
  std::vector<SizeClass>& classes_;
  std::vector<std::string> ids_;
};

void population(Visitor& v, PopulationParameters& p) {
  v.integer("enterprises", p.enterprises,
            {"1", 1, 1e7, 20000,
             "Enterprises to simulate; weights follow, so results do not change "
             "in the mean."});
  SizeClassMap classes(p.size_classes);
  v.entries("size_classes", "Real firms by employment, each a stratum of the sample.", classes);
  v.number(
      "pareto_exponent", p.pareto_exponent,
      {"1", 0.1, 10, 1.06, "Pareto exponent of employment within a class.", "Axtell 2001", 'B'});
  v.integer("workloads_lo", p.workloads_lo,
            {"1", 1, 60, 10, "Workloads of the smallest enterprise."});
  v.integer("workloads_hi", p.workloads_hi,
            {"1", 1, 60, 50, "Workloads of the largest enterprise."});
  v.integer("sectors", p.sectors,
            {"1", 1, 10000, 20, "Industries, among which enterprises hear of each other."});
  v.number("volume_sd", p.volume_sd,
           {"1", 0, 5, 1, "Standard deviation of ln jobs per employee between workloads.",
            "spend per employee is even more unequal in payments data", 'D'});
  v.integer("peers", p.peers,
            {"1", 0, 100, 6, "Others in its industry that an enterprise hears of; 0 or 1 for none.",
             "ring of a small world, Watts & Strogatz 1998", 'D'});
  v.number("peers_rewired", p.peers_rewired,
           {"1", 0, 1, 0.1, "Share of these ties that lead elsewhere in the industry."});
  v.number("hub_exponent", p.hub_exponent,
           {"1", 0, 10, 1.1, "Power law of ties across industries."});
  v.number(
      "hub_reach", p.hub_reach,
      {"1", 0, 1, 0.1, "Share of all enterprises that the largest hub may reach, 0 for no hubs.",
       "consultants, vendors' references, the trade press", 'D'});
  v.number(
      "usd_per_employee", p.usd_per_employee,
      {"usd/year", 1, 1e7, 60000, "Yearly payroll of an employee, of which budgets are a share.",
       "mean annual wage in the United States, about", 'C'});
}

void procurement(Visitor& v, DemandParameters& d) {
  v.number(
      "discrimination", d.discrimination,
      {"1/point", 0.01, 50, 2.5, "Slope of ln odds of success in capability less difficulty."});
  v.number("external_penalty", d.external_penalty,
           {"1", 0, 100, 1, "Scale of the perceived cost of sensitive data outside the house."});
  v.number("choice_noise", d.choice_noise,
           {"1", 0.001, 10, 0.3, "Scale of the random taste on ln surplus."});
  v.number(
      "mode_constant_fade", d.mode_constant_fade,
      {"1/year", 0, 10, 0,
       "Yearly rate at which what the initial record shows of a way of being served, beyond its "
       "attributes, is forgotten."});
  v.number("nest_noise", d.nest_noise,
           {"1", 0, 1, 0.25,
            "Taste between tiers of a lab, or between hosted open models, over taste between "
            "suppliers."});
  v.integer("contract_lo", d.contract_lo,
            {"years", 1, 20, 1, "Shortest contract.", "12 to 36 months in surveys", 'C'});
  v.integer("contract_hi", d.contract_hi,
            {"years", 1, 20, 3, "Longest contract.", "12 to 36 months in surveys", 'C'});
  v.number("switching_cost", d.switching_cost,
           {"usd", 0, 1e12, 60000, "Median cost of moving a workload of reference value."});
  v.number("switching_gsd", d.switching_gsd,
           {"1", 1, 100, 1.65, "Geometric standard deviation of that cost between workloads."});
  v.number("switching_reference_usd", d.switching_reference_usd,
           {"usd/year", 1, 1e15, 1e6,
            "Yearly task value at which the cost holds; it grows with its "
            "square root."});
  v.number("switching_horizon", d.switching_horizon,
           {"years", 0.1, 50, 3, "Years over which a move has to pay for itself."});
  v.number("discount", d.discount, {"1/year", 0, 1, 0.1, "Discount rate of enterprises."});
}

void spending(Visitor& v, DemandParameters& d) {
  v.number("adoption_base", d.adoption_base,
           {"1/year", 0, 10, 0.03, "Hazard that an enterprise opens up to AI without example.",
            "mean of p over products, Sultan, Farley & Lehmann 1990", 'B'});
  v.number("adoption_peers", d.adoption_peers,
           {"1/year", 0, 10, 0.38, "Further hazard when all its peers use AI.",
            "mean of q over products, Sultan, Farley & Lehmann 1990", 'B'});
  v.number("discovery_base", d.discovery_base,
           {"1/year", 0, 10, 0.03, "Hazard that a latent use is found without example."});
  v.number("discovery_peers", d.discovery_peers,
           {"1/year", 0, 10, 0.25, "Further hazard when all its peers use AI.",
            "form of Bass 1969 and Young 2009", 'D'});
  v.number("discovery_apps", d.discovery_apps,
           {"1/year", 0, 10, 0.02, "Further hazard for each application that serves the class."});
  v.number("budget_base_share", d.budget_base_share,
           {"1", 0, 1, 0.01, "Part of payroll that an enterprise sets aside for AI."});
  v.number("budget_benefit_share", d.budget_benefit_share,
           {"1", 0, 5, 0.5, "Part of last year's realised net benefit added to the budget."});
  v.number("budget_cap_share", d.budget_cap_share,
           {"1", 0, 1, 0.2, "Largest budget over payroll.",
            "caps of 250 to 2000 usd per head and month are common, 2026", 'C'});
  v.number("potential_growth", d.potential_growth,
           {"1/year", -0.5, 1, 0.02, "Real growth of potential jobs."});
  v.numbers("first_growth", d.first_growth, {"1/year", -0.5, 5, 0, ""},
            "That growth by year from the first simulated one, where it is known.");
  v.number("satiation", d.satiation,
           {"1", 0, 2, 1,
            "Fall of the ln value of a job for each ln of growth of potential jobs; with "
            "`blocks.capital.satiation`, where it also rises with nominal output "
            "(`macro.long_run_growth`).",
            "1 keeps the value of all work a share of output; 0.5 to 1", 'D'});
  v.number("wage_growth", d.wage_growth,
           {"1/year", -0.2, 1, 0.03,
            "Nominal growth of the value of tasks, payroll, platforms and moves.",
            "hourly pay in the United States grew 2.9 % a year from 1995 to 2024", 'C'});
}

/// Numbers of rules with a switch.
void second_edition(Visitor& v, DemandParameters& d) {
  v.number(
      "taste_change", d.taste_change,
      {"1", 0, 1, 0.08,
       "Chance that tastes that last (`blocks.buyers.lasting_tastes`) are redrawn at a review.",
       "0.05 to 0.2: Heckman 1981; Keane 1997; Dube, Hitsch & Rossi 2010", 'C'});
  v.number("budget_response", d.budget_response,
           {"1", 0, 1, 0.5,
            "Part of the way to the benefit that is measured that a budget goes in a year "
            "(`blocks.buyers.binding_budgets`)."});
  v.number("budget_growth_limit", d.budget_growth_limit,
           {"1", 1, 20, 2.25, "Factor by which such a budget changes in a year at most.",
            "1.75 to 2.8: spend of firms in payments data", 'D'});
  v.number("measured_share", d.measured_share,
           {"1", 0, 1, 0.25, "Part of the work saved that a firm can measure, 0.1 to 0.4."});
  v.number("pooled_load", d.pooled_load,
           {"1", 0.001, 1, 0.3,
            "Highest share of the hours of a pool in use at the peak "
            "(`blocks.buyers.pooled_hosting`).",
            "reports of 0.05 to 0.6", 'D'});
  v.number("app_dissimilarity", d.app_dissimilarity,
           {"1", 0.01, 1, 0.5,
            "Taste between applications for one kind of work over taste between suppliers "
            "(`blocks.buyers.app_nests`), 0.3 to 0.8."});
  v.number("app_constant_fade", d.app_constant_fade,
           {"1/year", 0, 10, 0.2,
            "Yearly rate at which what the initial state shows of products beyond attributes is "
            "forgotten (`blocks.buyers.app_nests`)."});
}

void own_hosting(Visitor& v, DemandParameters& d) {
  v.number("platform_usd_per_year", d.platform_usd_per_year,
           {"usd/year", 0, 1e12, 250000, "A firm's platform for own models, whatever its use.",
            "staff is 20 to 30 % of own hosting; a vendor's page lists far more", 'D'});
  v.number("staff_usd_per_year", d.staff_usd_per_year,
           {"usd/year", 0, 1e12, 0, "Further staff of such a platform."});
  v.number("self_host_units_min", d.self_host_units_min,
           {"H100e", 0, 1e6, 1, "Smallest set of own equipment, 0 for any fraction."});
  v.number("self_host_load_max", d.self_host_load_max,
           {"1", 0.001, 1, 0.5, "Highest share of own hours in use at the peak.",
            "reports of 60 to 80 % idle", 'C'});
  v.number("self_host_site_share", d.self_host_site_share,
           {"1", 0, 1, 1, "Part of the price of shells that an own site costs per kW."});
  v.number("overrun_mean", d.overrun_mean,
           {"1", -3, 3, 0.2, "Mean true ln cost of own hosting over the estimate.",
            "mean overrun of IT projects 27 %, Flyvbjerg & Budzier 2011", 'C'});
  v.number("overrun_sd", d.overrun_sd,
           {"1", 0, 3, 0.25, "Standard deviation of it between enterprises."});
  v.number("belief_mean", d.belief_mean,
           {"1", -3, 3, 0.45, "What enterprises believe of it at the start."});
  v.number("belief_sd", d.belief_sd, {"1", 0, 5, 0.5, "Standard deviation of that belief."});
  v.number("peer_noise", d.peer_noise,
           {"1", 0.01, 1e6, 0.4, "Standard deviation of what a peer tells of its ln cost."});
  v.number("own_noise", d.own_noise,
           {"1", 0.01, 1e6, 0.1, "Standard deviation of what own books tell of it in a year."});
  v.number("risk_aversion", d.risk_aversion,
           {"1", 0, 50, 2, "Relative risk aversion on the cost of own hosting.",
            "1 to 4 in most estimates", 'C'});
  v.number("multiple_lo", d.multiple_lo,
           {"1", 0, 100, 1, "Lowest value over outlay at which own equipment is bought.",
            "Dixit & Pindyck 1994", 'C'});
  v.number("multiple_hi", d.multiple_hi,
           {"1", 0, 100, 4, "Highest value over outlay that waiting can ask for."});
}

void class_of_work(Visitor& v, WorkloadClass& c) {
  v.text("label", c.label, "", "Name for people; the id when empty.");
  v.number(
      "total_value_usd", c.total_value_usd,
      {"usd/year", 0, 1e15, required, "Yearly value of the tasks of this kind in the economy."});
  v.number("value_per_job_median", c.value_per_job_median,
           {"usd/job", 1e-6, 1e9, 30, "Median value of a job of a million tokens."});
  v.number("value_between_sd", c.value_between_sd,
           {"1", 0, 10, 2, "Standard deviation of ln median value between workloads."});
  v.number("value_within_sd", c.value_within_sd,
           {"1", 0.01, 10, 1.5, "Standard deviation of ln value of the jobs of one workload."});
  v.number("difficulty_mean", c.difficulty_mean,
           {"points", -20, 50, 0,
            "Mean difficulty; a model of equal capability succeeds half of the "
            "time."});
  v.number("difficulty_sd", c.difficulty_sd,
           {"points", 0, 20, 0.9, "Standard deviation of difficulty between workloads."});
  v.number("failure_cost_share", c.failure_cost_share,
           {"1", 0, 100, 0.5, "Cost of a failed job over the workload's median value."});
  v.number("verification_share", c.verification_share,
           {"1", 0, 10, 0.05, "Cost of checking a job over the workload's median value."});
  v.number("sensitivity_mean", c.sensitivity_mean,
           {"1", 0, 10, 0.02, "Perceived cost of data leaving the house over median value."});
  v.number("peak_to_mean", c.peak_to_mean,
           {"1", 1, 1000, 4, "Mean over workloads of peak load over mean load.",
            "business hours are about a quarter of the week", 'C'});
  v.number("latent_share", c.latent_share,
           {"1", 0, 1, 0.5, "Share of workloads nobody has thought of at the start."});
  v.number("weight", c.weight, {"1", 0, 1e6, 1, "Relative frequency among workloads."});
}

}  // namespace

void demand(Visitor& v, Parameters& p) {
  v.group("population", "Who the enterprises are.",
          [&](Visitor& g) { population(g, p.population); });
  v.group("demand", "How enterprises decide.", [&](Visitor& g) {
    procurement(g, p.demand);
    spending(g, p.demand);
    own_hosting(g, p.demand);
    second_edition(g, p.demand);
  });
  config::entries(v, "workload_classes", "Kinds of work, by id; decisions read only their numbers.",
                  p.workload_classes, class_of_work);
}

}  // namespace overbuild::declare
