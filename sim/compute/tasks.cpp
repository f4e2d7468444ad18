#include "sim/compute/tasks.hpp"

#include "core/math.hpp"

namespace overbuild {

double task_mass(const Parameters& parameters, double from, double to) {
  double mass = 0.0;
  for (const auto& [id, kind] : parameters.workload_classes) {
    const double low = (from - kind.difficulty_mean) / kind.difficulty_sd;
    const double high = (to - kind.difficulty_mean) / kind.difficulty_sd;
    mass += kind.total_value_usd * (normal_cdf(high) - normal_cdf(low));
  }
  return mass;
}

double wage_level(Parts<const Inputs, const Customers> world) {
  return world.customers.enterprises->wage_level(world.inputs.year);
}

std::string key_of_most_jobs(const Parameters& parameters) {
  std::string key = "population";
  double most = 0.0;
  for (const auto& [id, kind] : parameters.workload_classes) {
    const double jobs = kind.total_value_usd / kind.value_per_job_median;
    if (!(jobs > most)) continue;
    most = jobs;
    key = "workload_classes." + id + ".value_per_job_median";
  }
  return key;
}

}  // namespace overbuild
