// Who is nearly indifferent takes what constants leave of a misfit, cheapest first.
#include "agents/enterprise/opening_moves.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace opening_moves_test {

using namespace overbuild;

constexpr ByMode target{100.0, 0.0, 0.0, 300.0};

/// Workloads of the second mode that may move to the first: cost and usd.
struct Buyers {
  std::vector<std::pair<double, double>> rows;

  [[nodiscard]] std::vector<OpeningMove> moves() const {
    std::vector<OpeningMove> all;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      all.push_back({rows[k].first, k, 0, 0, 0, k});
    }
    return all;
  }
};

struct Met {
  ModeSpend spend;
  std::vector<std::size_t> moved;
};

Met meet(const Buyers& buyers, ModeSpend spend) {
  std::vector<std::size_t> moved;
  spend = meet_targets(
      target, spend, buyers.moves(),
      [&](const OpeningMove& move) {
        moved.push_back(move.index);
        const auto cents = static_cast<std::int64_t>(100.0 * buyers.rows[move.index].second);
        return ModeSpend{cents, 0, 0, -cents};
      },
      [&] { moved.pop_back(); });
  return {spend, moved};
}

TEST_CASE("opening moves: those that give up least go first, and no more than are needed") {
  const Met met = meet({{{0.3, 20.0}, {0.1, 20.0}, {0.2, 20.0}}}, {60'00, 0, 0, 340'00});
  CHECK(met.moved == std::vector<std::size_t>{1, 2});
  CHECK(met.spend == ModeSpend{100'00, 0, 0, 300'00});
}

TEST_CASE("opening moves: a buyer too large to help stays where it is") {
  const Met met = meet({{{0.1, 250.0}, {0.2, 30.0}}}, {60'00, 0, 0, 340'00});
  CHECK(met.moved == std::vector<std::size_t>{1});
  CHECK(met.spend == ModeSpend{90'00, 0, 0, 310'00});
}

TEST_CASE("opening moves: a start that is met is left alone") {
  const Met met = meet({{{0.0, 1.0}}}, {100'00, 0, 0, 299'00});
  CHECK(met.moved.empty());
}

TEST_CASE("opening moves: the order in which they are listed does not matter") {
  const Buyers one{{{0.2, 15.0}, {0.1, 10.0}, {0.3, 20.0}}};
  Buyers other = one;
  std::swap(other.rows[0], other.rows[2]);
  CHECK(meet(one, {60'00, 0, 0, 340'00}).spend == meet(other, {60'00, 0, 0, 340'00}).spend);
}

TEST_CASE("opening moves: who is to host its own does so, whatever it loses by that") {
  // Above what is bought and above the hurdle, but not above both together.
  const double self = 0.0, bought = -0.5, hurdle = 0.7;
  CHECK(own_hosting_net(self, bought, hurdle, false) < 0.0);
  CHECK(own_hosting_net(self, bought, hurdle, true) > 0.0);
  CHECK(own_hosting_net(-5.0, bought, hurdle, true) > 0.0);
  // What pays by itself is worth the same either way.
  CHECK(own_hosting_net(3.0, bought, hurdle, true) == own_hosting_net(3.0, bought, hurdle, false));
}

TEST_CASE("opening moves: none is cheaper than to stay") {
  CHECK(own_hosting_cost(0.0, -0.5, std::log(0.7)) == 0.0);
  CHECK(own_hosting_cost(-1.0, -0.5, -2.0) == 0.5);
  CHECK(own_hosting_cost(-3.0, -5.0, -2.0) == 1.0);
}

}  // namespace opening_moves_test
