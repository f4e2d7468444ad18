#include "sim/experiments/world_source.hpp"

#include <utility>

#include "core/ids.hpp"

namespace overbuild {

namespace {

void refuse(const Diagnostics& problems) {
  if (!problems.ok()) throw DrawRefused(problems.text());
}

}  // namespace

WorldSource::WorldSource(const Scenario& scenario, const std::vector<config::Override>& more) {
  Diagnostics problems;
  loaded_ = scenario.bind(parameters_, more, problems);
  refuse(problems);
  std::vector<EntityId> names;
  for (const std::string& path : loaded_.prior_paths) names.push_back(entity_id("prior", path));
  sobol_ = std::make_unique<ScrambledSobol>(loaded_.seed, std::move(names));
}

const Parameters& WorldSource::draw(const WorldSpec& spec) {
  const std::vector<double> point =
      spec.uniforms.empty() ? sobol_->point(spec.replicate) : spec.uniforms;
  drawn_ = "{";
  for (const config::BoundPrior& prior : loaded_.priors) {
    const std::string value = prior.settle(point.at(prior.dimension));
    if (drawn_.size() > 1) drawn_ += ", ";
    drawn_ += '"' + prior.path + "\": ";
    // Numbers, quoted texts and true or false are JSON already; the name of a choice is not.
    const bool bare = !value.empty() && value != "true" && value != "false" && value[0] >= 'A';
    drawn_ += bare ? '"' + value + '"' : value;
  }
  drawn_ += '}';
  Diagnostics problems;
  check_consistency(parameters_, loaded_, problems);
  refuse(problems);
  return parameters_;
}

}  // namespace overbuild
