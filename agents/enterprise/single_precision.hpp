// Why: a choice among noisy options needs six digits, not sixteen, and vectors of floats are twice
// as wide; the quantities that follow from a choice are computed in double (core/math.hpp). Owns:
// exp, log, the Mills ratio and a uniform in float, free of branches. Refuses to know: what is
// chosen. Same rules as core/math.hpp: no contraction, `?:` for selections, the same bits
// everywhere. Test: tests/agents/enterprise/test_procurement.cpp.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__GNUC__)
#define OVERBUILD_INLINED inline __attribute__((always_inline))
#else
#define OVERBUILD_INLINED inline
#endif

namespace overbuild::single {

/// e^x, relative error below 3e-7; arguments are clamped to [-87, 88].
OVERBUILD_INLINED float exp_(float x) {
  float clamped = x < -87.0F ? -87.0F : x;
  clamped = clamped > 88.0F ? 88.0F : clamped;
  const float shifted = clamped * 1.44269504F + 12582912.0F;
  const float n = shifted - 12582912.0F;
  const float r = (clamped - n * 0.693359375F) - n * -2.12194440e-4F;
  const float r2 = r * r;
  const float q = (0.500000011F + r * 0.166664155F) +
                  r2 * ((0.0416662183F + r * 0.00837512889F) + r2 * 0.00139485808F);
  const float p = 1.0F + (r + r2 * q);
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) +
                              (std::bit_cast<std::uint32_t>(shifted) << 23));
}

/// Natural logarithm of a positive normal number, absolute error below 5e-7 + 1.2e-7 |log x|.
OVERBUILD_INLINED float log_(float x) {
  constexpr std::uint32_t bits_of_sqrt_half = 0x3f3504f3U;
  constexpr std::uint32_t bits_of_one = 0x3f800000U;
  const std::uint32_t shifted = std::bit_cast<std::uint32_t>(x) + (bits_of_one - bits_of_sqrt_half);
  const float k = static_cast<float>(static_cast<std::int32_t>(shifted >> 23) - 127);
  const float m = std::bit_cast<float>((shifted & 0x007fffffU) + bits_of_sqrt_half);
  const float s = (m - 1.0F) / (m + 1.0F);
  const float z = s * s;
  return k * 0.693147182F + s * (2.0F + z * (0.666668159F + z * (0.399748037F + z * 0.299254525F)));
}

/// Upper tail over density of the standard normal at x >= 0, relative error below 6e-7.
/// Own Chebyshev fit of (x + 3.5) times the ratio in t = (x - 3.5) / (x + 3.5).
OVERBUILD_INLINED float mills_ratio(float x) {
  const float w = 1.0F / (x + 3.5F);
  const float t = 1.0F - 7.0F * w;
  const float t2 = t * t;
  const float t4 = t2 * t2;
  const float a = (1.86597414F - t * 1.41765652F) + t2 * (0.790665562F - t * 0.290851128F);
  const float b = (0.043533008F + t * 0.0160594439F) + t2 * (-0.00769556839F - t * 0.000851856708F);
  constexpr float c = 0.000822826125F;
  return w * ((a + t4 * b) + (t4 * t4) * c);
}

/// Uniform in (0, 1) from a random word: an odd multiple of 2^-24.
OVERBUILD_INLINED float uniform(std::uint32_t word) {
  return (static_cast<float>(static_cast<std::int32_t>(word >> 9)) + 0.5F) * 0x1p-23F;
}

}  // namespace overbuild::single
