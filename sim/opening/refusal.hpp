// The start misses a figure of the record that it is solved for: the input is refused.
// Owns that refusal and its words; refuses to know how a start is solved.
#pragma once

#include <stdexcept>
#include <string_view>

namespace overbuild {

/// A start that cannot be what the configuration says it was. The text names the key, what came
/// out, and what would help.
class StartRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws StartRefused where `achieved` usd are more than a tenth off the `recorded` ones of a key;
/// nothing recorded refuses nothing.
void refuse_missed_spend(std::string_view key, double achieved, double recorded);

/// ln of a seller's price at the start over the one that would earn most. Throws StartRefused where
/// it is beyond +-3, or where nobody would buy at all. `seller`: whose price it is.
double accepted_wedge(std::string_view key, std::string_view seller, double price, double best);

}  // namespace overbuild
