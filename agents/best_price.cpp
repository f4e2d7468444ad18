#include "agents/best_price.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/math.hpp"

namespace overbuild {

namespace {

constexpr double coarsest_step = 0.00995033085316808;  // ln 1.01
constexpr int widest = 8192;                           ///< coarsest steps: a factor of e^81
constexpr int coarse = 32;  ///< points looked at before the search narrows down
constexpr double smallest_share = 1e-3;

/// A price of the lattice and what it brings.
struct Point {
  int place;
  double price, profit;
  SalesAtPrice sales;
};

class Search {
 public:
  Search(double cost, FunctionRef<SalesAtPrice(double)> sales, int detail)
      : cost_(cost), sales_(sales), detail_(detail), step_(coarsest_step / detail) {}

  BestPrice run() {
    const int lowest = first_place();
    const Point at_cost = look(lowest);
    if (!(at_cost.sales.quantity > 0.0)) return {0.0, true};
    const int highest = last_place(at_cost);
    best_ = at_cost;
    std::vector<Point> points{at_cost};
    for (int k = 1; k <= coarse && highest > lowest; ++k) {
      const int place = lowest + static_cast<int>(std::int64_t{highest - lowest} * k / coarse);
      if (place == points.back().place) continue;
      points.push_back(look(place));
      take(points.back());
    }
    for (std::size_t k = 0; k + 1 < points.size(); ++k) narrow(points[k], points[k + 1]);
    return {best_.price, best_.place == lowest || best_.place == highest};
  }

 private:
  [[nodiscard]] int first_place() const {
    const double cost = std::max(cost_, 1e-12);
    int place = static_cast<int>(std::ceil(log_(cost) / step_));
    while (exp_(step_ * place) < cost) ++place;
    return place;
  }

  [[nodiscard]] Point look(int place) const {
    const double price = exp_(step_ * place);
    const SalesAtPrice sales = sales_(price);
    return {place, price, (price - cost_) * sales.quantity + sales.beside, sales};
  }

  void take(const Point& point) {
    if (point.profit > best_.profit ||
        (point.profit == best_.profit && point.place < best_.place)) {
      best_ = point;
    }
  }

  /// The last place where a thousandth of what is bought at cost still is.
  [[nodiscard]] int last_place(const Point& at_cost) const {
    const double least = smallest_share * at_cost.sales.quantity;
    const auto sells = [&](int place) { return look(place).sales.quantity >= least; };
    int below = at_cost.place, above = below + 64;
    while (above - at_cost.place < widest * detail_ && sells(above)) {
      below = above;
      above = at_cost.place + 2 * (above - at_cost.place);
    }
    while (above - below > 1) {
      const int middle = below + (above - below) / 2;
      (sells(middle) ? below : above) = middle;
    }
    return below;
  }

  /// Halves the way between two points as long as a price between them could earn more than the
  /// best.
  void narrow(const Point& low, const Point& high) {
    if (high.place - low.place < 2) return;
    const double most =
        (exp_(step_ * (high.place - 1)) - cost_) * low.sales.quantity + high.sales.beside_most;
    if (most < best_.profit || (most == best_.profit && low.place >= best_.place)) return;
    const Point middle = look(low.place + (high.place - low.place) / 2);
    take(middle);
    narrow(low, middle);
    narrow(middle, high);
  }

  double cost_;
  FunctionRef<SalesAtPrice(double)> sales_;
  int detail_;
  double step_;
  Point best_{};
};

}  // namespace

BestPrice best_price(double cost, FunctionRef<SalesAtPrice(double)> sales, int detail) {
  return Search(cost, sales, detail).run();
}

PriceTarget wedged_price(double best, double wedge, double fade, double years, double at_least) {
  const double price = best * exp_(wedge * exp_(-fade * years));
  return {std::max(price, at_least), price < at_least};
}

}  // namespace overbuild
