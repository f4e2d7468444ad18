// Files of calibrations: what was stored comes back, another question is refused, and a posterior
// is read as draws that stay together.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "sim/calibration/calibration_store.hpp"
#include "sim/results/run_directory.hpp"

namespace calibration_store_test {

using namespace overbuild;
using namespace overbuild::calibration;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("calibration-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path file(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

StoredCalibration question_of(const char* cutoff) {
  StoredCalibration question;
  question.settings = {{"seed", "1"}, {"cut-off", cutoff}};
  question.parameters = {{"expectations.neglect", "uniform{lo: 0, hi: 1}"},
                         {"rental.tightness_response", "uniform{lo: 1, hi: 3}"}};
  question.targets = {{"toy", "rent", "The rent", 2.0, 1.0, 3.0, 2.0, 0.5}};
  return question;
}

WorldAnswer answer_of(std::uint32_t point, double reading) {
  return {point, 0, "p" + std::to_string(point), "complete", "d", "", "{}", "", 0.5, {reading}};
}

/// Two points, of which the second is drawn twice.
Calibration calibration_of() {
  Calibration result;
  result.points = {{0.25, 0.5}, {0.75, 0.1}};
  result.misses = {{0.0}, {1.0}};
  result.stages = {"wave 1", "generation 1"};
  result.weights = {0.4, 0.6};
  result.posterior = {1, 0, 1};
  return result;
}

const std::vector<std::vector<double>> values = {{0.25, 2.0}, {0.75, 1.2}};

TEST_CASE("answers come back, those without a value too, and only to the same point") {
  const Folder folder;
  {
    CalibrationStore store(folder.file("a.db"), question_of("3"), ExistingFile::continue_or_refuse);
    store.add(answer_of(0, 1.5));
    store.add(answer_of(1, std::nan("")));
  }
  const CalibrationStore store(folder.file("a.db"), question_of("3"),
                               ExistingFile::continue_or_refuse);
  CHECK(store.worlds() == 2);
  REQUIRE(store.find(0, 0, "p0") != nullptr);
  CHECK(store.find(0, 0, "p0")->readings == std::vector<double>{1.5});
  CHECK(std::isnan(store.find(1, 0, "p1")->readings.at(0)));
  CHECK(store.find(0, 0, "another") == nullptr);
  CHECK(store.find(2, 0, "p2") == nullptr);
  CHECK(store.seconds_of(0) == 0.5);
}

TEST_CASE("another question is refused with what differs, unless the file starts again") {
  const Folder folder;
  { CalibrationStore(folder.file("a.db"), question_of("3"), ExistingFile::continue_or_refuse); }
  try {
    const CalibrationStore other(folder.file("a.db"), question_of("4"),
                                 ExistingFile::continue_or_refuse);
    FAIL("was taken");
  } catch (const OutputError& error) {
    CHECK(std::string(error.what()).find("cut-off: 3 there, 4 now") != std::string::npos);
  }
  CHECK(CalibrationStore(folder.file("a.db"), question_of("4"), ExistingFile::replace).worlds() ==
        0);
}

TEST_CASE("a posterior is read as draws within their own range, in their order") {
  const Folder folder;
  {
    CalibrationStore store(folder.file("a.db"), question_of("3"), ExistingFile::continue_or_refuse);
    store.add(answer_of(0, 1.5));
    CHECK_THROWS_WITH_AS(read_posterior(folder.file("a.db")), doctest::Contains("not finished"),
                         OutputError);
    store.finish(calibration_of(), values, "{}");
  }
  CHECK_THROWS_WITH_AS(read_posterior(folder.file("a.db")), doctest::Contains("no tolerance"),
                       OutputError);
  {
    CalibrationStore store(folder.file("a.db"), question_of("3"), ExistingFile::continue_or_refuse);
    store.finish(calibration_of(), values, R"({"tolerance": 1.5})");
  }
  const auto posterior = read_posterior(folder.file("a.db"));
  CHECK(posterior->joint.paths ==
        std::vector<std::string>{"expectations.neglect", "rental.tightness_response"});
  CHECK(posterior->joint.uniforms ==
        std::vector<std::vector<double>>{{1.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}});
  CHECK(posterior->overlay.find("\"lo\": 1.2") != std::string::npos);
  CHECK(!posterior->joint.digest.empty());
  CHECK(posterior->errors.tolerance == 1.5);
}

TEST_CASE("files of something else are not read") {
  const Folder folder;
  CHECK_THROWS_AS(read_posterior(folder.file("none.db")), OutputError);
}

}  // namespace calibration_store_test
