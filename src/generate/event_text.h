#pragma once
// Writes events as the app logs them: 18 keys in alphabetical order, explicit nulls, userId a string.

#include <cstdint>
#include <string>
#include <vector>

#include "generate/behaviour.h"
#include "generate/catalogue.h"

namespace sparkify {

class EventText {
 public:
  EventText(const Catalogue& catalogue, uint64_t seed, int64_t first_ms);

  void append(const Event& event, std::string& out) const;  // without a line end; thread-safe

 private:
  const Catalogue& catalogue_;
  uint64_t seed_;
  int64_t first_ms_;
  // Pieces of JSON that many users share.
  std::vector<std::string> first_names_, last_names_, locations_, user_agents_;
};

}  // namespace sparkify
