#include "sim/experiments/mpi_crew.hpp"

#include <cstdlib>
#include <initializer_list>
#include <optional>

#include "core/number_text.hpp"
#include "core/parallel.hpp"

namespace overbuild {

namespace {

/// Whole numbers that launchers leave in the environment; the first that is there.
std::optional<int> number_from(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value == nullptr) continue;
    if (const std::optional<int> number = parse_whole_in<int>(value, 0)) return number;
  }
  return std::nullopt;
}

}  // namespace

int launched_processes() { return number_from({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}).value_or(1); }

int launched_rank() {
  return number_from({"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"}).value_or(0);
}

}  // namespace overbuild

#ifdef OVERBUILD_MPI

#include <chrono>
#include <exception>
#include <thread>

#include <boost/mpi.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include "sim/simulation.hpp"

namespace boost::serialization {

template <class Archive>
void serialize(Archive& archive, overbuild::WorldRecord& record, unsigned) {
  archive& record.scenario& record.row& record.replicate& record.status& record.digest;
  archive& record.parameters& record.reason& record.seconds& record.first_year;
  archive& record.series& record.tables& record.readings;
}

}  // namespace boost::serialization

namespace overbuild {

namespace {

constexpr int record_tag = 1, ready_tag = 2, world_tag = 3;
constexpr std::int64_t no_more = -1;

bool started_by_mpirun() {
  return number_from({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"}).has_value();
}

/// The session of the command, while there is one.
std::weak_ptr<MpiSession::State> current_session;

/// Asks rank 0 for worlds until it has no more.
void serve(const boost::mpi::communicator& ranks, const Experiment& experiment, const SpecOf& spec,
           const CrewOptions& options) {
  WorldRunner runner(experiment);
  while (true) {
    std::int64_t world = no_more;
    ranks.send(0, ready_tag);
    ranks.recv(0, world_tag, world);
    if (world == no_more) return;
    const WorldRecord record =
        runner.run(spec(static_cast<std::size_t>(world)), options.interrupted);
    ranks.send(0, record_tag, record);
  }
}

/// Hands out worlds and takes records until every rank was told that there are no more.
class Desk {
 public:
  Desk(const boost::mpi::communicator& ranks, const std::vector<std::size_t>& worlds,
       const CrewOptions& options)
      : ranks_(ranks), worlds_(worlds), options_(options) {}

  std::size_t run(FunctionRef<bool(WorldRecord&&)> take) {
    int working = ranks_.size() - 1;
    while (working > 0) {
      options_.tick();
      if (options_.interrupted()) closed_ = interrupted_ = true;
      const auto waiting = ranks_.iprobe();
      if (!waiting) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      } else if (waiting->tag() == record_tag) {
        accept(waiting->source(), take);
      } else {
        working -= answer(waiting->source()) ? 0 : 1;
      }
    }
    if (failure_) std::rethrow_exception(failure_);
    if (interrupted_) throw Interrupted{};
    return taken_;
  }

 private:
  void accept(int rank, FunctionRef<bool(WorldRecord&&)> take) {
    WorldRecord record;
    ranks_.recv(rank, record_tag, record);
    if (failure_) return;
    try {
      ++taken_;
      if (!take(std::move(record))) closed_ = true;
    } catch (...) {  // the others are sent home first
      failure_ = std::current_exception();
      closed_ = true;
    }
  }

  bool answer(int rank) {
    ranks_.recv(rank, ready_tag);
    const bool more = !closed_ && next_ < worlds_.size();
    ranks_.send(rank, world_tag, more ? static_cast<std::int64_t>(worlds_[next_++]) : no_more);
    return more;
  }

  const boost::mpi::communicator& ranks_;
  const std::vector<std::size_t>& worlds_;
  const CrewOptions& options_;
  std::size_t next_ = 0, taken_ = 0;
  bool closed_ = false, interrupted_ = false;
  std::exception_ptr failure_;
};

}  // namespace

struct MpiSession::State {
  boost::mpi::environment environment{boost::mpi::threading::funneled, false};
  boost::mpi::communicator ranks;
};

MpiSession::MpiSession() : state_(current_session.lock()) {
  if (state_ || !started_by_mpirun()) return;
  state_ = std::make_shared<State>();
  current_session = state_;
}
MpiSession::~MpiSession() = default;
bool built_with_mpi() { return true; }

std::string MpiSession::share(std::string text) const {
  if (ranks() > 1) boost::mpi::broadcast(state_->ranks, text, 0);
  return text;
}

int MpiSession::rank() const { return state_ ? state_->ranks.rank() : 0; }
int MpiSession::ranks() const { return state_ ? state_->ranks.size() : 1; }

std::size_t MpiSession::run(const Experiment& experiment, const std::vector<std::size_t>& worlds,
                            const SpecOf& spec, const CrewOptions& options,
                            FunctionRef<bool(WorldRecord&&)> take) const {
  std::size_t taken = 0;
  with_threads(1, [&] {
    if (rank() == 0) {
      taken = Desk(state_->ranks, worlds, options).run(take);
    } else {
      serve(state_->ranks, experiment, spec, options);
    }
  });
  return taken;
}

}  // namespace overbuild

#else

#include <stdexcept>

namespace overbuild {

struct MpiSession::State {};

MpiSession::MpiSession() = default;
MpiSession::~MpiSession() = default;
bool built_with_mpi() { return false; }
std::string MpiSession::share(std::string text) const { return text; }
int MpiSession::rank() const { return 0; }
int MpiSession::ranks() const { return 1; }

std::size_t MpiSession::run(const Experiment&, const std::vector<std::size_t>&, const SpecOf&,
                            const CrewOptions&, FunctionRef<bool(WorldRecord&&)>) const {
  throw std::logic_error("this program was built without MPI");
}

}  // namespace overbuild

#endif
