#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "core/random.hpp"

namespace multiversion_test {

/// A loop as the model has them: draws, exponentials, a logit, a normal, products and sums.
[[gnu::always_inline]] inline void kernel(const double* in, double* out, std::size_t n) {
  const overbuild::KeyedRandom random(20260101, 7);
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) {
    const double u = random.uniform(overbuild::EntityId{i * 0x9E3779B97F4A7C15ULL}, 2030,
                                    overbuild::Purpose::choice_shock, 3);
    const double value = in[i] * u + 0.1 * in[i] - 1.7 * u;  // tempting to contract
    out[i] = overbuild::exp_(value) * overbuild::logistic(in[i]) +
             overbuild::log_(u) * overbuild::normal_cdf(value) +
             overbuild::normal_quantile(u) * overbuild::softplus(value);
  }
}

[[gnu::noinline]] void baseline(const double* in, double* out, std::size_t n) {
  kernel(in, out, n);
}

OVERBUILD_MULTIVERSION void multiversion(const double* in, double* out, std::size_t n) {
  kernel(in, out, n);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void wide(const double* in, double* out, std::size_t n) {
  kernel(in, out, n);
}

__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))) void widest(const double* in,
                                                                                   double* out,
                                                                                   std::size_t n) {
  kernel(in, out, n);
}
#endif

/// The same loop one row at a time: what the vectoriser must not change.
void scalar(const double* in, double* out, std::size_t n) {
  std::vector<double> first(n);
  const overbuild::KeyedRandom random(20260101, 7);
  for (std::size_t i = 0; i < n; ++i) {
    const volatile double u = random.uniform(overbuild::EntityId{i * 0x9E3779B97F4A7C15ULL}, 2030,
                                             overbuild::Purpose::choice_shock, 3);
    const volatile double value = in[i] * u + 0.1 * in[i] - 1.7 * u;
    out[i] = overbuild::exp_(value) * overbuild::logistic(in[i]) +
             overbuild::log_(u) * overbuild::normal_cdf(value) +
             overbuild::normal_quantile(u) * overbuild::softplus(value);
  }
}

using Function = void (*)(const double*, double*, std::size_t);

std::vector<double> run(Function function) {
  constexpr std::size_t n = 20'011;  // not a multiple of any vector
  std::vector<double> in(n), out(n);
  for (std::size_t i = 0; i < n; ++i) in[i] = 40.0 * static_cast<double>(i) / n - 20.0;
  function(in.data(), out.data(), n);
  return out;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST_CASE("a loop gives the same bits with every instruction set") {
  const std::vector<double> expected = run(baseline);
  CHECK(same_bits(run(scalar), expected));
  CHECK(same_bits(run(multiversion), expected));
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    CHECK(same_bits(run(wide), expected));
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    CHECK(same_bits(run(widest), expected));
  }
#endif
}

}  // namespace multiversion_test
