#include "agents/enterprise/memory.hpp"

#include "agents/enterprise/population.hpp"

namespace overbuild {

struct PopulationMemory::Opened {
  OpeningTerms terms;
  State state;
  OpeningResult result;
};

namespace {

bool same_parameters(const EnterprisePopulation::State& a, const EnterprisePopulation::State& b) {
  return a.random.key() == b.random.key() && a.population == b.population && a.demand == b.demand &&
         a.classes == b.classes;
}

}  // namespace

void PopulationMemory::draw(State& state) {
  std::shared_ptr<const State> drawn;
  bool again = false;
  {
    const std::scoped_lock lock(mutex_);
    again = asked_ && same_parameters(*asked_, state);
    if (!again) {
      asked_ = std::make_shared<const State>(state);
      drawn_ = nullptr;
      opened_ = nullptr;
    }
    drawn = drawn_;
  }
  if (drawn) {
    state = *drawn;
    return;
  }
  generate_population(state);
  if (!again || state.enterprise.size() > most_enterprises) return;
  drawn = std::make_shared<const State>(state);
  const std::scoped_lock lock(mutex_);
  if (same_parameters(*asked_, state)) drawn_ = drawn;
}

OpeningResult PopulationMemory::open(State& state, const OpeningTerms& terms,
                                     FunctionRef<OpeningResult()> solve) {
  std::shared_ptr<const Opened> opened;
  bool known = false;
  {
    const std::scoped_lock lock(mutex_);
    known = drawn_ && same_parameters(*drawn_, state);
    opened = opened_;
  }
  if (!known) return solve();
  if (opened && opened->terms == terms) {
    state = opened->state;
    return opened->result;
  }
  const OpeningResult result = solve();
  opened = std::make_shared<const Opened>(Opened{terms, state, result});
  const std::scoped_lock lock(mutex_);
  if (same_parameters(*asked_, state)) opened_ = opened;
  return result;
}

}  // namespace overbuild
