#include "sim/compute/tokens.hpp"

#include "agents/consumer.hpp"
#include "core/count.hpp"
#include "market/tokens.hpp"

namespace overbuild {

double tokens_per_job(Parts<const Inputs> world, int years_ago) {
  return tokens_per_job(world.inputs.parameters.tokens,
                        world.inputs.year - world.inputs.first_year - years_ago);
}

std::int64_t tokens_of(Parts<const Inputs> world, std::int64_t jobs) {
  const double each = tokens_per_job(world);
  if (each == 1.0) return jobs;
  return whole_part(each * static_cast<double>(jobs) + 0.5, "millions of tokens");
}

double tokens_per_user(Parts<const Inputs> world) {
  return jobs_per_user(world.inputs.parameters.consumer,
                       world.inputs.year - world.inputs.first_year) *
         tokens_per_job(world);
}

}  // namespace overbuild
