#include "api/native/worlds.hpp"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): signal masks are of POSIX, not of C++
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <set>
#include <stdexcept>
#include <utility>

#include "sim/experiments/crew.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/simulation.hpp"

namespace overbuild {

namespace {

/// Worlds that may wait; then the crew does.
constexpr std::size_t most_worlds_waiting = 64;
constexpr std::int32_t largest_count = 100'000'000;

/// Signals are the host's: threads that begin meanwhile take none of them.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_;
};

/// Crews under way. A host that exits without ov_stop ends them first: what their threads use is
/// destroyed after that.
class Underway {
 public:
  static Underway& here() {
    static Underway* const all = [] {
      std::atexit([] { here().end_all(); });
      return new Underway;  // for as long as the process lives
    }();
    return *all;
  }

  void add(Worlds* crew) {
    const std::scoped_lock lock(mutex_);
    if (exiting_) throw std::runtime_error("the process is exiting");
    crews_.insert(crew);
  }

  void remove(Worlds* crew) {
    const std::scoped_lock lock(mutex_);
    crews_.erase(crew);
  }

 private:
  void end_all() {
    if (getpid() != process_) return;  // a forked child has none of the threads
    const std::scoped_lock lock(mutex_);
    exiting_ = true;
    for (Worlds* const crew : crews_) crew->end();
  }

  std::mutex mutex_;
  std::set<Worlds*> crews_;
  bool exiting_ = false;
  const pid_t process_ = getpid();
};

/// The world of {"replicate", "sets"}.
WorldSpec requested_world(const Model& model, const Model::Json& world) {
  WorldSpec spec = model.spec_of(world.value("replicate", std::int32_t{-1}));
  const Model::Json sets = world.value("sets", Model::Json::object());
  for (const auto& [path, value] : sets.items()) spec.overrides.push_back(override_of(path, value));
  return spec;
}

}  // namespace

Worlds::Worlds(std::shared_ptr<const Model> model, const std::string& request)
    : model_(std::move(model)) {
  read_request(request);
  const Scenario scenario = model_->scenario(false);
  experiment_.scenarios = {scenario, scenario};
  experiment_.metrics = all_metrics();
  experiment_.memory = &model_->memory();
  const WithoutSignals without_signals;
  Underway::here().add(this);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    Underway::here().remove(this);
    throw;
  }
}

Worlds::~Worlds() {
  Underway::here().remove(this);
  end();
}

void Worlds::end() {
  stop_ = true;
  {
    const std::scoped_lock lock(mutex_);
    room_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Worlds::read_request(const std::string& text) {
  const Json request = Json::parse(text);
  threads_ = request.value("threads", 0);
  experiment_.digests = request.value("digests", true);
  if (request.contains("worlds")) {
    for (const Json& world : request["worlds"]) worlds_.push_back(requested_world(*model_, world));
  } else {
    const auto first = request.value("first", std::int32_t{0});
    const auto count = request.at("count").get<std::int32_t>();
    if (first < 0 || count < 0 || first > largest_count || count > largest_count) {
      throw std::invalid_argument("'first' and 'count' are whole numbers from 0 to 100000000");
    }
    for (std::int32_t k = 0; k < count; ++k) worlds_.push_back(model_->spec_of(first + k));
  }
  for (std::size_t k = 0; k < worlds_.size(); ++k) worlds_[k].row = static_cast<std::uint32_t>(k);
}

void Worlds::run() noexcept {
  std::string failure;
  try {
    CrewOptions options;
    options.threads = threads_;
    options.interrupted = [this] { return stop_.load(); };
    run_worlds(
        experiment_, worlds_.size(), [this](std::size_t k) { return worlds_[k]; }, options,
        [this](WorldRecord&& record) { return put(std::move(record)); });
  } catch (const Interrupted&) {
  } catch (const std::exception& error) {
    failure = error.what();
  }
  const std::scoped_lock lock(mutex_);
  failure_ = std::move(failure);
  ended_ = true;
  filled_.notify_all();
}

bool Worlds::put(WorldRecord&& record) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return stop_ || waiting_.size() < most_worlds_waiting; });
  if (stop_) return false;
  waiting_.push_back(std::move(record));
  filled_.notify_one();
  return true;
}

Worlds::Json Worlds::take(std::chrono::milliseconds patience) {
  {
    std::unique_lock lock(mutex_);
    taken_ = {};
    filled_.wait_for(lock, patience, [&] { return !waiting_.empty() || ended_; });
    if (waiting_.empty()) {
      if (!ended_) return {{"waiting", true}};
      if (!failure_.empty()) return {{"error", failure_}};
      return {{"done", count_}};
    }
    taken_ = std::move(waiting_.front());
    waiting_.pop_front();
    room_.notify_one();
  }
  ++count_;
  const WorldSpec& spec = worlds_[taken_.row];
  const auto replicate = spec.draws ? static_cast<std::int32_t>(spec.replicate) : -1;
  Json answer = world_json(taken_, replicate);
  answer["world"] = taken_.row;
  return answer;
}

}  // namespace overbuild
