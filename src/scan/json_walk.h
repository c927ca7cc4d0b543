#pragma once
// Finds where one JSON object or array ends, whatever lines it spans, or the exact byte where it stops being
// JSON (RFC 8259). The scanner's slow path: pretty-printed records, several on a line, and broken ones.

#include <cstddef>
#include <string_view>

namespace sparkify {

struct JsonWalk {
  enum class Outcome { kComplete, kNeedsMore, kBroken };
  Outcome outcome;
  size_t end;           // kComplete: one past the record; kBroken: the byte that is wrong
  const char* message;  // kBroken: what was expected there
};

// Walks the value that starts at text[at]. Does not check UTF-8.
JsonWalk walk_json(std::string_view text, size_t at);

// How many bytes at the start of `text` are a JSON number; 0: none.
size_t json_number_bytes(std::string_view text);

}  // namespace sparkify
