// Why: nobody knows what own hosting costs before having tried it or seen peers try.
// Owns: what enterprises come to believe about that cost, from peers and from own books. Refuses to
// know: what they make of it.
#pragma once

#include "agents/enterprise/population.hpp"

namespace overbuild {

/// Beliefs about the cost of own hosting after the year.
void learn(EnterprisePopulation::State&, int year);

}  // namespace overbuild
