// Metrics that hypotheses are stated in: how far models and firms are apart, what capital is worth,
// who was early. Owns no state but what they must remember; refuses to be read by behaviour.
#pragma once

namespace overbuild {

struct World;

void measure_predicates(World&);  // what hypotheses are stated in

}  // namespace overbuild
