#pragma once
// The strings of a window's rows. Logs repeat themselves: a string that came lately is not stored again, so
// that a window holds many rows in little memory and an engine finds its strings in the cache. Used by one
// thread.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scan/column_chunk.h"
#include "scan/row_batch.h"

namespace sparkify {

class TextPool {
 public:
  TextPool() : recent_(kSlots), recent_escaped_(kEscapedSlots) {}

  // Valid as long as the pool. 12 bytes of `text` must be readable, however short it is.
  TextRef store(std::string_view text) {
    if (text.size() <= TextRef::kInlineBytes) return TextRef::of_short(text);
    TextRef& slot = recent_[hash(text) & (kSlots - 1)];
    if (slot.view() != text) slot = TextRef(arena_.copy(text));
    return slot;
  }

  // The same of text with JSON's escapes: what was remembered of it lately, or nullptr.
  const TextRef* find_escaped(std::string_view escaped) const {
    if (escaped.size() <= TextRef::kInlineBytes) return nullptr;
    const Escaped& slot = recent_escaped_[hash(escaped) & (kEscapedSlots - 1)];
    return slot.escaped.view() == escaped ? &slot.stored : nullptr;
  }
  void remember_escaped(std::string_view escaped, TextRef stored) {
    if (escaped.size() <= TextRef::kInlineBytes) return;
    recent_escaped_[hash(escaped) & (kEscapedSlots - 1)] = {TextRef(arena_.copy(escaped)), stored};
  }

 private:
  struct Escaped {
    TextRef escaped, stored;
  };
  static constexpr size_t kSlots = 1 << 14, kEscapedSlots = 1 << 10;

  static uint64_t word_at(const char* at) {
    uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  }

  // Both halves of the product, so that every bit counts.
  static uint64_t fold(uint64_t a, uint64_t b) {
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }

  static uint64_t hash(std::string_view text) {  // of more than 12 bytes, two words at a time
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
    const char* last = text.data() + text.size() - sizeof(uint64_t);
    const char* at = text.data();
    uint64_t state = text.size() * kOdd;
    for (; at + sizeof(uint64_t) < last; at += 2 * sizeof(uint64_t))
      state = fold(word_at(at) ^ kOdd, word_at(at + sizeof(uint64_t)) ^ state);
    return fold(word_at(std::min(at, last)) ^ kOdd, word_at(last) ^ state);
  }

  TextArena arena_;
  std::vector<TextRef> recent_;  // by hash; a newer string takes an older one's slot
  std::vector<Escaped> recent_escaped_;
};

}  // namespace sparkify
