// A calibration on its way into a SQLite file, and out of it again: what was asked, what each world
// answered, which points are the posterior. Owns the layout; refuses to know which point is run
// when. A killed writer leaves a file that can be continued: what worlds answered is stored with
// the next answer that comes a second later or more, and all else follows from it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/calibration/calibrate.hpp"
#include "sim/experiments/evidence.hpp"
#include "sim/experiments/store_writer.hpp"

namespace overbuild {

class StoreConnection;

namespace calibration {

/// What a file answers; one that was asked anything else is refused, saying what differs.
struct StoredCalibration {
  std::vector<std::pair<std::string, std::string>> settings;  ///< name and text
  struct Parameter {
    std::string path, prior;
  };
  std::vector<Parameter> parameters;
  struct Target {
    std::string history, id, what;
    double observed, lo, hi, middle, error;
  };
  std::vector<Target> targets;
};

/// What a world of a history answered at a point.
struct WorldAnswer {
  std::uint32_t point = 0, history = 0;
  std::string proposal;  ///< digest of the point: an answer to another is not taken
  std::string status, digest, reason, parameters, command;
  double seconds = 0.0;
  std::vector<double> readings;  ///< [targets of the history]; empty where it did not end
};

/// Errors, all OutputError: those of StoreConnection, a file of something else, another question,
/// another build. Test: tests/sim/calibration/test_calibration_store.cpp.
class CalibrationStore {
 public:
  CalibrationStore(const std::filesystem::path& file, const StoredCalibration& question,
                   ExistingFile existing);
  ~CalibrationStore();
  CalibrationStore(const CalibrationStore&) = delete;
  CalibrationStore& operator=(const CalibrationStore&) = delete;

  std::size_t worlds() const { return answers_.size(); }
  /// Null when it was not run, or at another point.
  const WorldAnswer* find(std::uint32_t point, std::uint32_t history,
                          const std::string& proposal) const;
  std::vector<const WorldAnswer*> broken() const;
  /// Mean seconds of a history's worlds; 0 without any.
  double seconds_of(std::uint32_t history) const;
  void add(WorldAnswer answer);
  void commit();

  /// Stores points with their weights, the posterior and what was read from it (JSON); `values` has
  /// the parameters of each point. Returns the digest of all worlds and of the posterior.
  std::string finish(const Calibration& result, const std::vector<std::vector<double>>& values,
                     const std::string& answer);

 private:
  void create();
  void read_answers();
  void write(const WorldAnswer& answer);
  void write_points(const Calibration& result, const std::vector<std::vector<double>>& values);
  void insist(FunctionRef<void()> write);
  std::string digest_of(const Calibration& result,
                        const std::vector<std::vector<double>>& values) const;

  StoredCalibration question_;
  std::unique_ptr<StoreConnection> db_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, WorldAnswer> answers_;  ///< by point, history
  std::vector<WorldAnswer> waiting_;
  std::chrono::steady_clock::time_point next_attempt_;
};

/// The posterior of a finished calibration, as draws that an experiment takes in the place of its
/// priors.
struct Posterior {
  JointDraws joint;
  std::string overlay;          ///< YAML that gives each parameter the range of its draws as prior
  hindcast::ErrorScale errors;  ///< by which worlds were held against the record
};

/// OutputError for a file of something else, a damaged one, and one that is not finished.
std::shared_ptr<const Posterior> read_posterior(const std::filesystem::path& file);

}  // namespace calibration
}  // namespace overbuild
