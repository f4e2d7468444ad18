#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <type_traits>

#include "core/function_ref.hpp"

namespace function_ref_test {

using overbuild::FunctionRef;

static_assert(!std::is_constructible_v<FunctionRef<int(int)>, std::string>);
static_assert(!std::is_constructible_v<FunctionRef<int(std::string)>, int (*)(int)>);
static_assert(std::is_trivially_copyable_v<FunctionRef<void()>>);

int twice(int value) { return 2 * value; }
int apply(FunctionRef<int(int)> function, int value) { return function(value); }

struct Counter {
  int calls = 0;
  int operator()(int value) { return value + ++calls; }
};

struct ConstantCounter {
  int operator()(int value) const { return value - 1; }
};

TEST_CASE("a function reference calls lambdas, functions and objects") {
  int captured = 5;
  CHECK(apply([&](int value) { return value + captured++; }, 1) == 6);
  CHECK(captured == 6);
  CHECK(apply(twice, 21) == 42);
  CHECK(apply(&twice, 21) == 42);
  const ConstantCounter constant;
  CHECK(apply(constant, 3) == 2);
}

TEST_CASE("a function reference refers, it does not copy") {
  Counter counter;
  const FunctionRef<int(int)> first(counter);
  const FunctionRef<int(int)> second = first;
  CHECK(first(10) == 11);
  CHECK(second(10) == 12);
  CHECK(counter.calls == 2);
}

TEST_CASE("a function reference moves arguments through and may drop a result") {
  const auto take = [](std::unique_ptr<int> owned) { return *owned; };
  CHECK(FunctionRef<int(std::unique_ptr<int>)>(take)(std::make_unique<int>(9)) == 9);
  int seen = 0;
  const auto see = [&](int value) { return seen = value; };
  FunctionRef<void(int)>{see}(4);
  CHECK(seen == 4);
}

}  // namespace function_ref_test
