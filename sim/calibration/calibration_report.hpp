// What a calibration found, in tables and sentences: prior against posterior, what is not
// identified, which targets pull apart. Owns what is told and its thresholds; refuses to know
// worlds and files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/calibration/calibration_store.hpp"
#include "sim/results/table.hpp"

namespace overbuild::calibration {

/// The value of a parameter at a place in its prior.
using ValueOf = std::function<double(std::size_t parameter, double place)>;

struct CalibrationReport {
  std::vector<Table> tables;
  std::string sentences;
};

/// Share of the width of the prior's 80 % interval above which a parameter is called not
/// identified, and below which it is called identified.
inline constexpr double hardly_narrower = 0.8, much_narrower = 0.5;

/// Test: tests/sim/calibration/test_calibration_report.cpp.
CalibrationReport report_of(const Calibration& result, const StoredCalibration& question,
                            const ValueOf& value_of);

}  // namespace overbuild::calibration
