// What models can do and what serving them takes: tiers of labs, sizes of open models.
// Owns these readings of the state, which prices, menus and results share; refuses to price
// anything.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// A model that anyone may run: a size of an open lab's last release, or its release before that,
/// which has the number after the last size. Weights stay when their lab is gone.
struct OpenOffer {
  std::size_t lab, size;
};

/// H100e-hours per job of a model.
double model_hours(Parts<const Inputs, const References>, double capability,
                   double inference_efficiency);
double lab_tier_capability(Parts<const Labs>, std::size_t lab, std::size_t tier);
double lab_tier_hours(Parts<const Inputs, const References, const Labs>, std::size_t lab,
                      std::size_t tier);
/// Sales and administration of a lab, and what tiers beyond those of the opening cost to run.
double lab_overhead(Parts<const Inputs, const Labs>, std::size_t lab);
/// Tier that serves paying consumers: the second best on sale, or the only one.
std::size_t consumer_tier(Parts<const Labs>, std::size_t lab);
/// What a lab spends on a paying consumer a year beyond what the same person costs on the free
/// plan.
double payer_cost(Parts<const Inputs, const References, const Labs, const ComputeMarket>,
                  std::size_t lab);
/// Sizes that an open lab releases.
std::size_t open_sizes(Parts<const Inputs>);
double open_model_capability(Parts<const Inputs, const OpenLabs>, const OpenOffer&);
double open_model_hours(Parts<const Inputs, const References, const OpenLabs>, const OpenOffer&);
/// All of them, less what its own lab has outdone at no more hours a job.
std::vector<OpenOffer> open_catalogue(Parts<const Inputs, const References, const OpenLabs>);
/// Lab of the best model that anyone may run, or SIZE_MAX.
std::size_t best_open_lab(Parts<const OpenLabs>);

}  // namespace overbuild
