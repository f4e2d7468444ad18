// Why: a run starts from what the record says of spend by mode, not from an empty market.
// Owns: the opening state of enterprises: who knows and uses what, fitted to that record. Refuses
// to know: what is served and paid (agents/enterprise/enterprise.cpp), the search
// (opening_fit.hpp).
#pragma once

#include <span>

#include "agents/enterprise/population.hpp"
#include "core/function_ref.hpp"

namespace overbuild {

/// EnterprisePopulation::calibrate_opening; `settle` serves and bills the opening year's requests.
OpeningResult open_enterprises(EnterprisePopulation::State&, int opening_year,
                               std::span<const ServiceOption>, const SelfHostTerms&,
                               const OpeningTargets&,
                               FunctionRef<void(const SettlementInput&)> settle);

}  // namespace overbuild
