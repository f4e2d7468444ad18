#include "core/sha256.hpp"

#include <openssl/evp.h>

#include <array>

#include <fmt/format.h>

#include "core/invariant.hpp"

namespace overbuild {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  OVERBUILD_INVARIANT(done == 1 && size == 32, "the library makes a digest of any text");
  std::string text;
  for (unsigned int k = 0; k < size; ++k) text += fmt::format("{:02x}", digest[k]);
  return text;
}

}  // namespace overbuild
