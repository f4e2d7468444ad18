#include "sim/experiments/world_source.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "core/invariant.hpp"
#include "sim/parameters/check.hpp"

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
  priors_ = loaded_.prior_names;
  if (scenario.joint) find_joint(scenario);
}

void WorldSource::find_joint(const Scenario& scenario) {
  joint_ = scenario.joint;
  std::set<std::string_view> elsewhere;
  if (!joint_->origin.empty()) {
    for (const config::ProvenanceRow& row : loaded_.provenance) {
      if (!row.origin.starts_with(joint_->origin + ":")) elsewhere.insert(row.path);
    }
  }
  for (const config::BoundPrior& prior : loaded_.priors) {
    const auto named = std::find(joint_->paths.begin(), joint_->paths.end(), prior.path);
    if (named == joint_->paths.end() || elsewhere.contains(prior.path)) continue;
    joint_places_.emplace_back(named - joint_->paths.begin(), prior.dimension);
  }
}

bool WorldSource::is_joint(std::size_t dimension) const {
  return std::any_of(joint_places_.begin(), joint_places_.end(),
                     [&](const auto& place) { return place.second == dimension; });
}

void WorldSource::lay_joint(const WorldSpec& spec, std::vector<double>& point) const {
  for (const auto& [place, dimension] : joint_places_) {
    if (!spec.joint.empty()) {
      point.at(dimension) = spec.joint[place];
    } else if (joint_->uniforms.empty()) {
      continue;
    } else if (spec.uniforms.empty()) {
      point.at(dimension) = joint_->uniforms[spec.replicate % joint_->uniforms.size()][place];
    } else if (std::isnan(point.at(dimension))) {
      point[dimension] = joint_->uniforms.front()[place];
    }
  }
}

std::vector<double> WorldSource::point_of(const WorldSpec& spec) {
  if (!spec.uniforms.empty()) return spec.uniforms;
  const std::uint32_t seed = spec.seed.value_or(loaded_.seed);
  if (spec.hypercube > 0) {
    if (!hypercube_ || hypercube_seed_ != seed || hypercube_->points() != spec.hypercube) {
      hypercube_ = std::make_unique<LatinHypercube>(seed, priors_, spec.hypercube);
    }
    hypercube_seed_ = seed;
    return hypercube_->point(spec.replicate);
  }
  if (!sobol_ || sobol_seed_ != seed) sobol_ = std::make_unique<ScrambledSobol>(seed, priors_);
  sobol_seed_ = seed;
  return sobol_->point(spec.replicate);
}

const Parameters& WorldSource::draw(const WorldSpec& spec) {
  if (!spec.draws) {
    OVERBUILD_INVARIANT(as_bound_, "worlds as configured beside worlds that draw");
    return parameters_;
  }
  as_bound_ = false;
  std::vector<double> point = point_of(spec);
  lay_joint(spec, point);
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
