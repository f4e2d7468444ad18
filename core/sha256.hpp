// Why: archives, registries and `sha256sum` all check files by SHA-256.
// Owns: that digest of a text (FIPS 180-4), as OpenSSL makes it.
// Refuses to know: results; whether two runs are the same is told by core/digest.hpp, which is
// fast.
#pragma once

#include <string>
#include <string_view>

namespace overbuild {

/// SHA-256 of the bytes, as sixty-four lower-case hexadecimal digits. Test:
/// tests/core/test_sha256.cpp.
std::string sha256(std::string_view bytes);

}  // namespace overbuild
