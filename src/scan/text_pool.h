#pragma once
// The strings of a window's rows. Logs repeat themselves: a string that came lately is not stored again, so
// that a window holds many rows in little memory and an engine finds its strings in the cache. Used by one
// thread.

#include <cstdint>
#include <string_view>
#include <vector>

#include "scan/column_chunk.h"
#include "scan/row_batch.h"

namespace sparkify {

class TextPool {
 public:
  TextPool() : recent_(kSlots) {}

  // Valid as long as the pool.
  TextRef store(std::string_view text) {
    if (text.size() <= TextRef::kInlineBytes) return TextRef(text);
    TextRef& slot = recent_[hash(text) & (kSlots - 1)];
    if (slot.view() != text) slot = TextRef(arena_.copy(text));
    return slot;
  }

 private:
  static constexpr size_t kSlots = 1 << 14;

  static uint64_t hash(std::string_view text) {  // of more than 12 bytes
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
    uint64_t state = text.size() * kOdd, word = 0;
    for (size_t at = 0; at + sizeof word <= text.size(); at += sizeof word) {
      std::memcpy(&word, text.data() + at, sizeof word);
      state = (state ^ word) * kOdd;
      state ^= state >> 32;
    }
    std::memcpy(&word, text.data() + text.size() - sizeof word, sizeof word);
    state = (state ^ word) * kOdd;
    return state >> 40;
  }

  TextArena arena_;
  std::vector<TextRef> recent_;  // by hash; a newer string takes an older one's slot
};

}  // namespace sparkify
