// Worlds of one scenario, drawn one after another: the configuration is read once, and each world
// only settles the priors again. Owns one bound set of parameters and the space its priors are
// drawn from; refuses to know how files are found and what becomes of a world.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/quasi_random.hpp"
#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// Binds a scenario's configuration, with further overrides laid over it; problems go to the
/// diagnostics. Priors take their medians.
using BindScenario = std::function<config::LoadResult(
    Parameters&, const std::vector<config::Override>&, Diagnostics&)>;

/// Inputs that depend on each other: they are drawn together, in the place of each from its own
/// prior.
struct JointDraws {
  /// The file that gave the priors they lie in; an input whose prior comes from elsewhere is drawn
  /// from that. Empty: whatever prior holds.
  std::string origin;
  std::vector<std::string> paths;
  /// [draws][paths] places in these priors; replicate r takes draw r, and from the first again
  /// behind the last. The middle of a prior is the first draw's.
  std::vector<std::vector<double>> uniforms;
  std::string digest;  ///< of what they come from
};

/// What is varied between groups of worlds that share their draws.
struct Scenario {
  std::string name;
  BindScenario bind;
  std::string arguments;  ///< of `overbuild run`, that give this scenario
  std::shared_ptr<const JointDraws> joint = {};
};

/// One world of an experiment. `row` names it within its scenario; priors come from `uniforms` by
/// dimension or, when there are none, from point `replicate` of the sequence of the seed, or of its
/// Latin hypercube of `hypercube` points.
struct WorldSpec {
  std::uint32_t scenario = 0, row = 0, replicate = 0;
  std::optional<std::uint32_t> seed = {};  ///< in the place of the scenario's
  bool draws = true;  ///< false: as configured, priors at their medians; none or all of a scenario
  std::vector<double> uniforms;
  std::uint32_t hypercube = 0;  ///< none
  std::vector<config::Override>
      overrides;                   ///< of this world alone; its configuration is read again
  std::vector<double> joint = {};  ///< [paths] in the place of the scenario's own joint draws
};

/// A scenario, or what was drawn for a world, does not fit together; the text has all problems.
struct DrawRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class WorldSource {
 public:
  /// DrawRefused when the scenario does not bind.
  explicit WorldSource(const Scenario& scenario, const std::vector<config::Override>& more = {});
  WorldSource(const WorldSource&) = delete;
  WorldSource& operator=(const WorldSource&) = delete;

  const config::LoadResult& loaded() const { return loaded_; }
  std::uint32_t seed() const { return loaded_.seed; }
  int first_year() const { return static_cast<int>(parameters_.time.start); }

  /// The parameters of a world, good until the next call; DrawRefused when they do not fit
  /// together.
  const Parameters& draw(const WorldSpec& spec);
  /// Those of the last draw.
  const Parameters& parameters() const { return parameters_; }
  /// Inputs that are drawn together.
  bool is_joint(std::size_t dimension) const;
  /// What the last draw settled the priors to: a JSON object by path.
  const std::string& drawn() const { return drawn_; }

 private:
  std::vector<double> point_of(const WorldSpec& spec);
  void find_joint(const Scenario& scenario);
  void lay_joint(const WorldSpec& spec, std::vector<double>& point) const;

  Parameters parameters_{};
  config::LoadResult loaded_;
  std::vector<EntityId> priors_;
  std::shared_ptr<const JointDraws> joint_;
  /// Inputs that are drawn together: their place in joint_, and among the priors.
  std::vector<std::pair<std::size_t, std::size_t>> joint_places_;
  std::unique_ptr<ScrambledSobol> sobol_;  ///< of sobol_seed_, once it was asked for
  std::uint32_t sobol_seed_ = 0;
  std::unique_ptr<LatinHypercube> hypercube_;  ///< of hypercube_seed_, once it was asked for
  std::uint32_t hypercube_seed_ = 0;
  bool as_bound_ = true;
  std::string drawn_;
};

}  // namespace overbuild
