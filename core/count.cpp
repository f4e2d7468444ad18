#include "core/count.hpp"

namespace overbuild {

namespace {

std::string described(const std::string& what, const OverflowPlace& place) {
  std::string text = what + " does not fit 64 bits";
  if (place.year != 0) text += "; year " + std::to_string(place.year);
  if (!place.phase.empty()) text += "; phase " + place.phase;
  if (!place.entity.empty()) text += "; " + place.entity;
  if (!place.key.empty()) text += "; see " + place.key;
  return text;
}

}  // namespace

Overflow::Overflow(std::string what, OverflowPlace place)
    : std::overflow_error(described(what, place)),
      what_(std::move(what)),
      place_(std::move(place)) {}

Overflow Overflow::placed(int year, std::string_view phase) const {
  OverflowPlace place = place_;
  if (place.year == 0) place.year = year;
  if (place.phase.empty()) place.phase = phase;
  return Overflow(what_, std::move(place));
}

Overflow Overflow::of(std::string_view entity) const {
  OverflowPlace place = place_;
  if (place.entity.empty()) place.entity = entity;
  return Overflow(what_, std::move(place));
}

Overflow Overflow::see(std::string_view key) const {
  OverflowPlace place = place_;
  if (place.key.empty()) place.key = key;
  return Overflow(what_, std::move(place));
}

namespace detail {
void throw_count_overflow(const char* what) { throw Overflow(what); }
}  // namespace detail

}  // namespace overbuild
