// Hypotheses of a configuration looked into before any world is run: families, metrics and years,
// and whether the settings of each side of each condition are ones that the configuration takes.
// Owns this check; refuses to know what the conditions do.
#pragma once

#include "tools/configuration.hpp"

namespace overbuild {

/// Problems of the hypotheses in `parameters`, which were bound from `request`; each has the place
/// of the hypothesis. How many there are.
std::size_t look_into_hypotheses(const ConfigRequest& request, const Parameters& parameters,
                                 const config::LoadResult& loaded, Diagnostics& problems);

/// Predicates that can never hold, since the run does not cover enough of their years.
void check_windows(const Parameters& parameters, const config::LoadResult& loaded,
                   Diagnostics& problems);

/// What nothing forbids: no predicates, or years that the run has not.
Diagnostics remarks_on_hypotheses(const Parameters& parameters, const config::LoadResult& loaded);

}  // namespace overbuild
