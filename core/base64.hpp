// Why: pages and texts of JSON hold bytes as letters.
// Owns: base64 (RFC 4648), as OpenSSL makes it.
// Refuses to know: what the bytes mean.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace overbuild {

/// With padding and without line breaks. Test: tests/core/test_base64.cpp.
std::string base64(std::span<const std::byte> bytes);

}  // namespace overbuild
