// Worlds of an opened configuration that run while the host does something else: its threads, and
// the few worlds that wait to be taken. Owns what a crew of the C interface is; refuses to know
// what a world is (sim/experiments) and how answers are handed over (api/native/shared.cpp).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/model.hpp"

namespace overbuild {

/// Functions are for one thread at a time. Test: tests/api/test_shared.cpp.
class Worlds {
 public:
  using Json = Model::Json;

  /// Starts at once; std::exception when the request is none.
  Worlds(std::shared_ptr<const Model> model, const std::string& request);
  /// Ends the worlds under way.
  ~Worlds();
  Worlds(const Worlds&) = delete;
  Worlds& operator=(const Worlds&) = delete;

  /// Ends the worlds under way; there are none to take after those that wait.
  void end();

  /// The next world, or that there is none yet, or none any more.
  Json take(std::chrono::milliseconds patience);
  /// [years][metrics] of the world taken last, or null.
  const double* series() const { return taken_.series.empty() ? nullptr : taken_.series.data(); }

 private:
  void read_request(const std::string& text);
  void run() noexcept;
  bool put(WorldRecord&& record);

  std::shared_ptr<const Model> model_;
  Experiment experiment_;
  std::vector<WorldSpec> worlds_;  ///< `row` is the place
  int threads_ = 0;

  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable filled_, room_;
  std::deque<WorldRecord> waiting_;
  bool ended_ = false;
  std::string failure_;

  WorldRecord taken_;
  std::size_t count_ = 0;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace overbuild
