#include "sim/calibration/emulator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Dense>

#include "core/math.hpp"

namespace overbuild::calibration {

namespace {

using Eigen::Index;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::size_t points_fitted = 200, points_kept = 600;
/// A length at which a parameter hardly matters, in widths of its prior.
constexpr double longest = 16.0;

/// Functions whose sum is the trend, at one point.
class Trend {
 public:
  Trend(std::size_t parameters, bool quadratic) : parameters_(parameters), quadratic_(quadratic) {}

  Index size() const {
    const std::size_t d = parameters_;
    return static_cast<Index>(quadratic_ ? (d + 1) * (d + 2) / 2 : d + 1);
  }

  Vector at(const Point& point) const {
    Vector row(size());
    Index k = 0;
    row[k++] = 1.0;
    for (const double u : point) row[k++] = 2.0 * u - 1.0;
    if (!quadratic_) return row;
    for (std::size_t i = 0; i < point.size(); ++i) {
      for (std::size_t j = i; j < point.size(); ++j) {
        row[k++] = (2.0 * point[i] - 1.0) * (2.0 * point[j] - 1.0);
      }
    }
    return row;
  }

  Matrix of(const std::vector<Point>& points) const {
    Matrix rows(static_cast<Index>(points.size()), size());
    for (std::size_t n = 0; n < points.size(); ++n) {
      rows.row(static_cast<Index>(n)) = at(points[n]).transpose();
    }
    return rows;
  }

 private:
  std::size_t parameters_;
  bool quadratic_;
};

/// What the fit chooses; no lengths: a regression, whose residuals are luck.
struct Shape {
  std::vector<double> lengths;  ///< [parameters]
  double nugget = 1.0;          ///< variance of luck over that of the process
};

double correlation(const Shape& shape, const Point& a, const Point& b) {
  double squares = 0.0;
  for (std::size_t p = 0; p < a.size(); ++p) {
    const double step = (a[p] - b[p]) / shape.lengths[p];
    squares += step * step;
  }
  const double distance = std::sqrt(5.0 * squares);
  return (1.0 + distance + distance * distance / 3.0) * exp_(-distance);
}

/// Generalised least squares of a shape.
struct Solved {
  Eigen::LLT<Matrix> covariance;  ///< of the points, over the variance of the process
  Matrix trend;                   ///< L^-1 H
  Eigen::LLT<Matrix> precision;   ///< of the coefficients
  Vector coefficients;
  Vector weights;  ///< covariance^-1 (y - H coefficients)
  double variance = 0.0;
  double deviance = 0.0;  ///< -2 restricted log likelihood, up to a constant
};

Matrix covariance_of(const std::vector<Point>& points, const Shape& shape) {
  const auto count = static_cast<Index>(points.size());
  Matrix matrix = Matrix::Identity(count, count);
  if (shape.lengths.empty()) return matrix;
  for (Index i = 0; i < count; ++i) {
    for (Index j = 0; j < i; ++j) {
      matrix(i, j) = matrix(j, i) = correlation(shape, points[static_cast<std::size_t>(i)],
                                                points[static_cast<std::size_t>(j)]);
    }
    matrix(i, i) = 1.0 + shape.nugget;
  }
  return matrix;
}

Solved solve(const std::vector<Point>& points, const Vector& values, const Trend& trend,
             const Shape& shape) {
  Solved solved;
  solved.covariance.compute(covariance_of(points, shape));
  const Matrix functions = trend.of(points);
  const auto lower = solved.covariance.matrixL();
  solved.trend = lower.solve(functions);
  const Vector seen = lower.solve(values);
  Matrix information = solved.trend.transpose() * solved.trend;
  information.diagonal().array() += 1e-9 * information.diagonal().maxCoeff();
  solved.precision.compute(information);
  solved.coefficients = solved.precision.solve(solved.trend.transpose() * seen);
  solved.weights = solved.covariance.solve(values - functions * solved.coefficients);
  const double squares = (seen - solved.trend * solved.coefficients).squaredNorm();
  const auto freedom = static_cast<double>(values.size() - solved.coefficients.size());
  solved.variance = std::max(squares / freedom, 1e-12);
  const auto log_determinant = [](const Eigen::LLT<Matrix>& factor) {
    double sum = 0.0;
    for (Index k = 0; k < factor.rows(); ++k) sum += 2.0 * log_(factor.matrixLLT()(k, k));
    return sum;
  };
  solved.deviance = freedom * log_(solved.variance) + log_determinant(solved.covariance) +
                    log_determinant(solved.precision);
  return solved;
}

/// Looks for the shape of least deviance: first one length for all, then each by itself.
class Search {
 public:
  Search(const std::vector<Point>& points, const Vector& values, const Trend& trend)
      : points_(points), values_(values), trend_(trend) {}

  Shape run(std::size_t parameters) {
    best_.lengths.assign(parameters, 1.0);
    for (const double length : {0.5, 1.0, 2.0, 4.0}) {
      for (const double nugget : {0.01, 0.1, 1.0, 10.0, 100.0}) {
        consider({std::vector<double>(parameters, length), nugget});
      }
    }
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t p = 0; p < parameters; ++p) {
        for (const double factor : {0.5, 2.0, 4.0}) consider(with_length(p, factor));
      }
      for (const double factor : {0.4, 2.5}) {
        Shape shape = best_;
        shape.nugget *= factor;
        consider(shape);
      }
    }
    return best_;
  }

 private:
  Shape with_length(std::size_t parameter, double factor) const {
    Shape shape = best_;
    shape.lengths[parameter] = std::clamp(shape.lengths[parameter] * factor, 0.15, longest);
    return shape;
  }

  void consider(const Shape& shape) {
    const double deviance = solve(points_, values_, trend_, shape).deviance;
    if (!(deviance < least_)) return;
    least_ = deviance;
    best_ = shape;
  }

  const std::vector<Point>& points_;
  const Vector& values_;
  const Trend& trend_;
  Shape best_;
  double least_ = std::numeric_limits<double>::infinity();
};

/// Evenly spread, so that early points and late ones take part.
template <class T>
std::vector<T> thinned(const std::vector<T>& all, std::size_t most) {
  if (all.size() <= most) return all;
  std::vector<T> few;
  for (std::size_t k = 0; k < most; ++k) few.push_back(all[k * all.size() / most]);
  return few;
}

template <class T>
std::vector<T> latest(const std::vector<T>& all, std::size_t most) {
  if (all.size() <= most) return all;
  return {all.end() - static_cast<std::ptrdiff_t>(most), all.end()};
}

Vector vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
}

/// Squared misses of points left out one by one over what was expected of them, in the mean of the
/// quarter whose guess is nearest to zero; at least 1 (Dubrule 1983).
double widening_of(const Solved& solved, const Vector& values) {
  const Index count = values.size();
  const Matrix inverse = solved.covariance.solve(Matrix::Identity(count, count));
  std::vector<std::pair<double, double>> by_guess;  // |guess|, squared miss over its variance
  for (Index k = 0; k < count; ++k) {
    const double miss = solved.weights[k] / inverse(k, k);
    const double expected = solved.variance / inverse(k, k);
    by_guess.emplace_back(std::fabs(values[k] - miss), miss * miss / expected);
  }
  std::sort(by_guess.begin(), by_guess.end());
  const std::size_t near =
      std::min(by_guess.size(), std::max<std::size_t>(by_guess.size() / 4, 10));
  double sum = 0.0;
  for (std::size_t k = 0; k < near; ++k) sum += by_guess[k].second;
  return std::max(sum / static_cast<double>(near), 1.0);
}

double variance_of(const Vector& values) {
  const double mean = values.mean();
  return (values.array() - mean).square().sum() / static_cast<double>(values.size() - 1);
}

}  // namespace

struct Emulator::State {
  Trend trend;
  std::vector<Point> points;
  Shape shape;
  Solved solved;
  double widening, explained;

  Vector correlations(const Point& point) const {
    Vector all(static_cast<Index>(points.size()));
    for (std::size_t n = 0; n < points.size(); ++n) {
      all[static_cast<Index>(n)] = correlation(shape, point, points[n]);
    }
    return all;
  }
  bool is_process() const { return !shape.lengths.empty(); }
};

Emulator::Emulator(const std::vector<Point>& points, const std::vector<double>& values,
                   EmulatorKind kind) {
  const std::size_t parameters = points.front().size();
  const std::vector<Point> kept = latest(points, points_kept);
  const Vector seen = vector_of(latest(values, points_kept));
  const Trend quadratic(parameters, true);
  const bool enough = static_cast<std::size_t>(quadratic.size()) * 3 / 2 <= kept.size();
  const bool process = kind == EmulatorKind::gaussian_process;
  const Trend trend(parameters, !process && enough);
  Shape shape;
  if (process) {
    const std::vector<Point> few = thinned(kept, points_fitted);
    const Vector few_seen = vector_of(thinned(latest(values, points_kept), points_fitted));
    shape = Search(few, few_seen, trend).run(parameters);
  }
  Solved solved = solve(kept, seen, trend, shape);
  const double widening = widening_of(solved, seen);
  const double luck = solved.variance * (process ? shape.nugget : 1.0);
  const double explained = std::clamp(1.0 - luck / std::max(variance_of(seen), 1e-12), 0.0, 1.0);
  state_ = std::make_unique<State>(
      State{trend, kept, std::move(shape), std::move(solved), widening, explained});
}

Emulator::~Emulator() = default;
Emulator::Emulator(Emulator&&) noexcept = default;
Emulator& Emulator::operator=(Emulator&&) noexcept = default;

double Emulator::mean(const Point& point) const {
  const State& s = *state_;
  double guess = s.trend.at(point).dot(s.solved.coefficients);
  if (!s.is_process()) return guess;
  for (std::size_t n = 0; n < s.points.size(); ++n) {
    guess += correlation(s.shape, point, s.points[n]) * s.solved.weights[static_cast<Index>(n)];
  }
  return guess;
}

double Emulator::variance(const Point& point) const {
  const State& s = *state_;
  Vector left = s.trend.at(point);  // what the points do not tell of the trend
  double share = 0.0;
  if (s.is_process()) {
    const Vector told = s.solved.covariance.matrixL().solve(s.correlations(point));
    share = std::max(1.0 - told.squaredNorm(), 0.0);
    left -= s.solved.trend.transpose() * told;
  }
  const double trend = s.solved.precision.matrixL().solve(left).squaredNorm();
  return s.widening * s.solved.variance * (share + trend);
}

double Emulator::luck() const {
  const State& s = *state_;
  return s.widening * s.solved.variance * (s.is_process() ? s.shape.nugget : 1.0);
}

double Emulator::explained() const { return state_->explained; }

}  // namespace overbuild::calibration
