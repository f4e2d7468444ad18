// Why: the mathematical library of each system rounds differently and does not vectorise; a run
// must give the same bits with every compiler, and its hot loops must fill the vector registers.
// Owns: exp, log and what is built on them, as branch-free inline functions of + - * / and bits.
// Refuses to know: arrays, units, randomness.
// Compile with -ffp-contract=off and never with -ffast-math.  Selections are written `?:` so that
// `#pragma omp simd` loops turn them into masks; one call left over would stop that, hence
// always_inline.  Accuracy and bits: tests/core/test_math.cpp.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace overbuild {

namespace detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// ln 2 = high + low; the high part has 32 significant bits, so its products with exponents are
// exact.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

/// log of a positive finite normal number; anything else gives a number without meaning.
/// Reduction to [sqrt(1/2), sqrt(2)), then log((1+s)/(1-s)) with a polynomial in s^2 (as in FreeBSD
/// msun); coefficients: own Chebyshev fit, error 1e-17.
[[gnu::always_inline]] inline double log_normal_range(double x) {
  constexpr std::uint64_t bits_of_sqrt_half = 0x3fe6a09e667f3bcdULL;
  constexpr std::uint64_t bits_of_one = 0x3ff0000000000000ULL;
  const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (bits_of_one - bits_of_sqrt_half);
  // The exponent becomes a double through the mantissa of 2^52: integers have no vector conversion.
  const double k =
      std::bit_cast<double>((shifted >> 52) | 0x4330000000000000ULL) - (0x1p52 + 1023.0);
  const double m = std::bit_cast<double>((shifted & 0x000fffffffffffffULL) + bits_of_sqrt_half);
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double w = z * z;
  const double even =
      0x1.5555555555558p-1 +
      w * (0x1.2492492df3ba9p-2 + w * (0x1.7462b58e4403ap-3 + w * 0x1.2b59b70eb76c6p-3));
  const double odd = 0x1.99999999952ccp-2 + w * (0x1.c71c62e26212ep-3 + w * 0x1.39fe42e9d4a8ap-3);
  const double tail = z * (even + z * odd);
  const double half_square = 0.5 * f * f;
  return k * ln2_high - ((half_square - (s * (half_square + tail) + k * ln2_low)) - f);
}

}  // namespace detail

/// e^x, relative error below 2.5e-16; 0 below -708.39 (no subnormals), infinity above 709.78, NaN
/// stays NaN.
[[gnu::always_inline]] inline double exp_(double x) {
  constexpr double lowest = -0x1.6232bdd7abcd2p+9;  // ln 2^-1022
  constexpr double highest = 0x1.62e42fefa39efp+9;  // ln of the largest double
  constexpr double round_to_integer = 0x1.8p52;
  double clamped = x < lowest ? lowest : x;
  clamped = clamped > highest ? highest : clamped;
  const double shifted = clamped * 0x1.71547652b82fep+0 + round_to_integer;
  const double n = shifted - round_to_integer;
  const double r = (clamped - n * detail::ln2_high) - n * detail::ln2_low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  // (e^r - 1 - r) / r^2 on |r| <= ln(2)/2: own Chebyshev fit, error 1.3e-17.
  const double a = 0x1.0000000000001p-1 + r * 0x1.5555555555556p-3;
  const double b = 0x1.5555555553d63p-5 + r * 0x1.11111111109b3p-7;
  const double c = 0x1.6c16c1788bd90p-10 + r * 0x1.a01a01a7c41d5p-13;
  const double d = 0x1.a019b90d2ae7ap-16 + r * 0x1.71de0dae63bb3p-19;
  const double e = 0x1.289185613a3d6p-22 + r * 0x1.af38a9b0ec855p-26;
  const double q = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * e);
  const double p = 1.0 + (r + r2 * q);
  // n sits in the low bits of shifted: adding it to the exponent of p multiplies by 2^n.
  const double result = std::bit_cast<double>(std::bit_cast<std::uint64_t>(p) +
                                              (std::bit_cast<std::uint64_t>(shifted) << 52));
  const double from_below = x < lowest ? 0.0 : result;
  return x > highest ? detail::infinity : from_below;
}

/// Natural logarithm, relative error below 3e-16; -infinity at 0, NaN below, exact at 1.
[[gnu::always_inline]] inline double log_(double x) {
  constexpr double smallest_normal = std::numeric_limits<double>::min();
  const bool subnormal = x < smallest_normal;
  const double scaled = subnormal ? x * 0x1p54 : x;
  const double result = detail::log_normal_range(scaled) - (subnormal ? 0x1.2b708872320e2p+5 : 0.0);
  const double in_range = x < detail::infinity ? result : x;  // infinity and NaN stay
  const double at_zero = x == 0.0 ? -detail::infinity : in_range;
  return x < 0.0 ? detail::not_a_number : at_zero;
}

/// Decimal logarithm, relative error below 5e-16; powers of ten may miss the integer by one bit.
[[gnu::always_inline]] inline double log10_(double x) { return log_(x) * 0x1.bcb7b1526e50ep-2; }

/// base^exponent for base >= 0 as exp_(exponent * log_(base)): the relative error grows with
/// |exponent * log base| (1e-14 at 50); anything^0 is 1, 0^positive is 0.
[[gnu::always_inline]] inline double pow_(double base, double exponent) {
  const double power = exp_(exponent * log_(base));
  return exponent == 0.0 ? 1.0 : power;
}

/// 1 / (1 + e^-x), relative error below 6e-16.
[[gnu::always_inline]] inline double logistic(double x) { return 1.0 / (1.0 + exp_(-x)); }

/// log(1 + e^x) without overflow, relative error below 1e-15.
[[gnu::always_inline]] inline double softplus(double x) {
  const double magnitude = std::fabs(x);
  const double e = exp_(-magnitude);
  const double u = 1.0 + e;
  const double log_one_plus = log_(u) - ((u - 1.0) - e) / u;  // what rounding 1 + e has lost
  return (x > 0.0 ? x : 0.0) + log_one_plus;
}

namespace detail {

/// e^(-z^2/2) that does not lose digits to the rounding of z^2 (Dekker's product, first order).
[[gnu::always_inline]] inline double exp_minus_half_square(double z) {
  const double high =
      std::bit_cast<double>(std::bit_cast<std::uint64_t>(z) & 0xfffffffff8000000ULL);
  const double low = z - high;
  const double square = z * z;
  const double lost = ((high * high - square) + 2.0 * high * low) + low * low;
  return exp_(-0.5 * square) * (1.0 - 0.5 * lost);
}

/// (z + 2) Q(z) e^(z^2/2) for z >= 0, Q the upper tail of the normal distribution, as a polynomial
/// in t = (z - 4) / (z + 4); own Chebyshev fit, error 5e-17.
[[gnu::always_inline]] inline double scaled_normal_tail(double t) {
  const double t2 = t * t;
  const double t4 = t2 * t2;
  const double t8 = t4 * t4;
  const double a = (0.5664638478118136 + t * -0.26710119887498124) +
                   t2 * (0.1383788900636959 + t * -0.0431070432841821);
  const double b = (-0.001333033322090774 + t * 0.009444001997339553) +
                   t2 * (-0.004494816510227942 + t * 0.0003531907579715322);
  const double c = (0.0005077127823580265 + t * -0.00013998518817352708) +
                   t2 * (-5.9204560647808036e-05 + t * 2.5881823970372525e-05);
  const double d = (9.322407879012625e-06 + t * -4.262322001781444e-06) +
                   t2 * (-1.9495435944162338e-06 + t * 6.119491321198888e-07);
  const double e = (4.554206992942143e-07 + t * -5.320215512228588e-08) +
                   t2 * (-9.973816017892212e-08 + t * -6.62239219158291e-09);
  const double f = (1.6981862061281102e-08 + t * 3.6996743396381244e-09) +
                   t2 * (-1.5928704342560768e-09 + t * -5.334856447566346e-10);
  return (a + t4 * b) + t8 * ((c + t4 * d) + t8 * (e + t4 * f));
}

}  // namespace detail

/// Density of the standard normal, relative error below 6e-16.
[[gnu::always_inline]] inline double normal_pdf(double x) {
  const double magnitude = std::fabs(x);
  const double z = magnitude < 40.0 ? magnitude : 40.0;
  return 0x1.9884533d43651p-2 * detail::exp_minus_half_square(z);
}

/// Distribution function of the standard normal, relative error below 2e-15 in both halves down to
/// x = -37.5, 0 below about -37.6.
[[gnu::always_inline]] inline double normal_cdf(double x) {
  const double magnitude = std::fabs(x);
  const double z = magnitude < 40.0 ? magnitude : 40.0;
  const double tail = detail::exp_minus_half_square(z) *
                      detail::scaled_normal_tail((z - 4.0) / (z + 4.0)) / (z + 2.0);
  return x > 0.0 ? 1.0 - tail : tail;
}

/// Inverse of normal_cdf for 0 < u < 1 (Wichura 1988, AS 241, PPND16), relative error below 2e-15;
/// -infinity and infinity at 0 and 1, NaN outside.
[[gnu::always_inline]] inline double normal_quantile(double u) {
  const double q = u - 0.5;
  const bool central = std::fabs(q) <= 0.425;
  const double smaller = q < 0.0 ? u : 1.0 - u;
  const double root = std::sqrt(-log_(smaller));
  const bool far = root > 5.0;
  const double r = central ? 0.180625 - q * q : root - (far ? 5.0 : 1.6);
  // One pair of polynomials whose coefficients are selected: one evaluation instead of three.
  const auto pick = [central, far](double in_centre, double in_tail, double far_out) {
    const double outside = far ? far_out : in_tail;
    return central ? in_centre : outside;
  };
  double above =
      pick(2.5090809287301226727e3, 7.74545014278341407640e-4, 2.01033439929228813265e-7);
  above = above * r +
          pick(3.3430575583588128105e4, 2.27238449892691845833e-2, 2.71155556874348757815e-5);
  above = above * r +
          pick(6.7265770927008700853e4, 2.41780725177450611770e-1, 1.24266094738807843860e-3);
  above = above * r +
          pick(4.5921953931549871457e4, 1.27045825245236838258e0, 2.65321895265761230930e-2);
  above = above * r +
          pick(1.3731693765509461125e4, 3.64784832476320460504e0, 2.96560571828504891230e-1);
  above =
      above * r + pick(1.9715909503065514427e3, 5.76949722146069140550e0, 1.78482653991729133580e0);
  above =
      above * r + pick(1.3314166789178437745e2, 4.63033784615654529590e0, 5.46378491116411436990e0);
  above =
      above * r + pick(3.3871328727963666080e0, 1.42343711074968357734e0, 6.65790464350110377720e0);
  double below =
      pick(5.2264952788528545610e3, 1.05075007164441684324e-9, 2.04426310338993978564e-15);
  below = below * r +
          pick(2.8729085735721942674e4, 5.47593808499534494600e-4, 1.42151175831644588870e-7);
  below = below * r +
          pick(3.9307895800092710610e4, 1.51986665636164571966e-2, 1.84631831751005468180e-5);
  below = below * r +
          pick(2.1213794301586595867e4, 1.48103976427480074590e-1, 7.86869131145613259100e-4);
  below = below * r +
          pick(5.3941960214247511077e3, 6.89767334985100004550e-1, 1.48753612908506148525e-2);
  below = below * r +
          pick(6.8718700749205790830e2, 1.67638483018380384940e0, 1.36929880922735805310e-1);
  below = below * r +
          pick(4.2313330701600911252e1, 2.05319162663775882187e0, 5.99832206555887937690e-1);
  below = below * r + 1.0;
  const double ratio = smaller == 0.0 ? detail::infinity : above / below;
  const double outer = q < 0.0 ? -ratio : ratio;
  return central ? q * ratio : outer;
}

}  // namespace overbuild
