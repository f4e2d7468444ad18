// Why: a portable binary should still run its hot loops at the width of the machine it is on.
// Owns: OVERBUILD_MULTIVERSION, put before the definition of a plain function (no template, not
// inline, not constexpr) that contains a hot loop; what it calls must be inlined into it.
// Refuses to know: which loops are hot.
// Every clone gives the same bits (-ffp-contract=off, core/math.hpp; test_multiversion.cpp).
// Empty where the loader cannot choose, under sanitizers (not up yet when the choice is made) and
// with clang, whose version 14 does not export the function under its own name.
#pragma once

#include <cstddef>  // defines __GLIBC__

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OVERBUILD_MULTIVERSION
#elif defined(__clang__) || !defined(__GNUC__) || !defined(__x86_64__) || !defined(__GLIBC__)
#define OVERBUILD_MULTIVERSION
#elif defined(OVERBUILD_NO_MULTIVERSION)
#define OVERBUILD_MULTIVERSION
#else
#define OVERBUILD_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
