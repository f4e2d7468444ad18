// One number for the content of many worlds. Owns its rule; refuses to know where worlds are kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/digest.hpp"

namespace overbuild {

/// Digest over (scenario, replicate, digest of the world); worlds are added in order of the first
/// two.
class ContentDigest {
 public:
  void add(std::string_view scenario, std::uint32_t replicate, std::string_view world) {
    digest_.add(scenario);
    digest_.add(std::uint64_t{replicate});
    digest_.add(world);
  }
  std::string hex() const { return digest_.hex(); }

 private:
  Digest digest_;
};

}  // namespace overbuild
