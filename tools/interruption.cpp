#include "tools/interruption.hpp"

namespace overbuild {

namespace {

volatile sig_atomic_t signal_seen = 0;

void remember(int) { signal_seen = 1; }

}  // namespace

Interruption::Interruption() {
  struct sigaction action {};
  action.sa_handler = remember;
  sigemptyset(&action.sa_mask);
  signal_seen = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sigaction(signals[i], nullptr, &before_[i]);
    if (signals[i] == SIGHUP && before_[i].sa_handler == SIG_IGN) continue;
    sigaction(signals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
}

bool Interruption::requested() { return signal_seen != 0; }

}  // namespace overbuild
