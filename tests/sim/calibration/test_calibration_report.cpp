// What a calibration tells, of weighted points whose answer is plain.
#include <doctest/doctest.h>

#include <cmath>

#include "core/quasi_random.hpp"
#include "sim/calibration/calibration_report.hpp"

namespace calibration_report_test {

using namespace overbuild;
using namespace overbuild::calibration;

/// Two targets that want the first parameter at 0.3 and at 0.7; the second parameter moves neither.
Calibration torn() {
  Calibration result;
  const ScrambledSobol sequence(1, {entity_id("r", "a"), entity_id("r", "b")});
  double sum = 0.0;
  for (std::uint32_t k = 0; k < 400; ++k) {
    const Point point = sequence.point(k);
    result.points.push_back(point);
    result.misses.push_back({10.0 * (point[0] - 0.3), 10.0 * (point[0] - 0.7)});
    const Misses& miss = result.misses.back();
    result.weights.push_back(std::exp(-0.5 * (miss[0] * miss[0] + miss[1] * miss[1])));
    sum += result.weights.back();
    result.stages.emplace_back("wave 1");
  }
  for (double& weight : result.weights) weight /= sum;
  result.waves.push_back({400, 0.5, 0.5, 3.0, {0.9, 0.9}});
  result.generations.push_back({400, 1.0, 100.0});
  result.effective = 100.0;
  result.posterior = {0};
  return result;
}

StoredCalibration torn_question() {
  StoredCalibration question;
  question.parameters = {{"first", "uniform{lo: 0, hi: 2}"}, {"second", "uniform{lo: 0, hi: 2}"}};
  question.targets = {{"h", "low", "Low", 0.3, 0.2, 0.4, 0.3, 0.1},
                      {"h", "high", "High", 0.7, 0.6, 0.8, 0.7, 0.1}};
  return question;
}

const Table& named(const CalibrationReport& report, std::string_view name) {
  for (const Table& table : report.tables) {
    if (table.name == name) return table;
  }
  FAIL("no table of that name");
  return report.tables.front();
}

TEST_CASE("what is told and what is not, and which targets pull apart") {
  const auto twice = [](std::size_t, double place) { return 2.0 * place; };
  const CalibrationReport report = report_of(torn(), torn_question(), twice);
  const Table& parameters = named(report, "parameters");
  REQUIRE(parameters.rows.size() == 2);
  CHECK(std::get<double>(parameters.rows[0][2]) == 1.0);  // prior's median
  CHECK(std::get<double>(parameters.rows[0][5]) == doctest::Approx(1.0).epsilon(0.03));
  // Two normal errors of 0.1 each: a standard deviation of 0.1/sqrt(2), doubled by the values.
  CHECK(std::get<double>(parameters.rows[0][7]) ==
        doctest::Approx(2.0 * 1.2816 * 0.1 / std::sqrt(2.0) / 0.8).epsilon(0.05));
  CHECK(std::get<std::string>(parameters.rows[0][8]) == "identified");
  CHECK(std::get<std::string>(parameters.rows[1][8]) == "not identified");
  CHECK(std::get<std::string>(parameters.rows[1][9]) == "none");

  const Table& targets = named(report, "targets");
  CHECK(std::get<double>(targets.rows[0][8]) ==
        doctest::Approx(std::sqrt(4.0 + 0.5)).epsilon(0.05));
  CHECK(std::get<double>(targets.rows[0][9]) ==
        doctest::Approx(std::sqrt(16.0 + 1.0)).epsilon(0.1));
  const Table& pulls = named(report, "pulls");
  REQUIRE(pulls.rows.size() == 2);
  CHECK(std::get<double>(pulls.rows[0][3]) == doctest::Approx(1.0).epsilon(0.15));
  CHECK(report.sentences.find("Not identified by these targets: second.") != std::string::npos);
  CHECK(report.sentences.find("Not met by the posterior: low (h), high (h).") != std::string::npos);
  CHECK(named(report, "correlations").rows.empty());
}

TEST_CASE("without a posterior that is said") {
  Calibration nothing;
  nothing.points = {{0.5, 0.5}};
  nothing.misses = {{std::nan(""), 0.0}};
  nothing.weights = {0.0};
  nothing.stages = {"wave 1"};
  const CalibrationReport report =
      report_of(nothing, torn_question(), [](std::size_t, double place) { return place; });
  CHECK(report.sentences.find("there is no posterior") != std::string::npos);
}

}  // namespace calibration_report_test
