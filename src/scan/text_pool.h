#pragma once
// The strings of a window's rows, by number. Logs repeat themselves: a string that came lately is not stored
// again, so that a row takes 4 bytes for a string, a window holds many rows in little memory and an engine
// finds its strings in the cache. Filled by one thread; read-only once its rows are handed to an engine.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sparkify {

// A string of up to 12 bytes inside, or a pointer to a longer one beside its first 4 bytes: the layout of
// duckdb_string_t ("German strings", Neumann and Freitag, CIDR 2020), so that DuckDB takes it as it is.
struct TextRef {
  uint32_t length = 0;
  char head[4] = {};
  union {
    char tail[8];
    const char* pointer;
  };

  static constexpr uint32_t kInlineBytes = 12;

  TextRef() : tail{} {}
  static TextRef of_long(std::string_view text) {  // of more than 12 bytes, which must outlive it
    TextRef ref;
    ref.length = static_cast<uint32_t>(text.size());
    std::memcpy(ref.head, text.data(), sizeof ref.head);
    ref.pointer = text.data();
    return ref;
  }
  // Of up to 12 bytes, where 12 are readable. Whole words are loaded and stored: memcpy's pieces would stall
  // the load of the value that they make.
  static TextRef of_short(std::string_view text) {
    uint64_t first = 0;
    uint32_t last = 0;
    std::memcpy(&first, text.data(), sizeof first);
    std::memcpy(&last, text.data() + sizeof first, sizeof last);
    const size_t bits = text.size() * 8;
    const uint64_t low = bits < 64 ? first & ((uint64_t{1} << bits) - 1) : first;
    const uint64_t high = bits > 64 ? last & ((uint64_t{1} << (bits - 64)) - 1) : 0;
    return std::bit_cast<TextRef>(std::array{text.size() | low << 32, low >> 32 | high << 32});
  }
  // Valid as long as this TextRef and the buffer it points into.
  std::string_view view() const { return {length <= kInlineBytes ? head : pointer, length}; }
  std::array<uint64_t, 2> words() const { return std::bit_cast<std::array<uint64_t, 2>>(*this); }
};
static_assert(sizeof(TextRef) == 16);

class TextPool {
 public:
  TextPool() : by_number_(1), recent_(kSlots), recent_short_(kShortSlots), recent_escaped_(kEscapedSlots) {}

  // The string's number. 12 bytes of `text` must be readable, however short it is.
  uint32_t store(std::string_view text) {
    if (text.size() <= TextRef::kInlineBytes) {
      const TextRef ref = TextRef::of_short(text);
      const auto [first, last] = ref.words();
      Slot& slot = recent_short_[fold(first ^ kOdd, last ^ ~kOdd) & (kShortSlots - 1)];
      if (slot.ref.words() != ref.words()) slot = {ref, add(ref)};
      return slot.number;
    }
    Slot& slot = recent_[hash(text) & (kSlots - 1)];
    if (slot.ref.view() != text) slot = stored(text);
    return slot.number;
  }

  // The same of text with JSON's escapes: the number that was remembered of it lately, or nullptr.
  const uint32_t* find_escaped(std::string_view escaped) const {
    if (escaped.size() <= TextRef::kInlineBytes) return nullptr;
    const Slot& slot = recent_escaped_[hash(escaped) & (kEscapedSlots - 1)];
    return slot.ref.view() == escaped ? &slot.number : nullptr;
  }
  void remember_escaped(std::string_view escaped, uint32_t number) {
    if (escaped.size() <= TextRef::kInlineBytes) return;
    recent_escaped_[hash(escaped) & (kEscapedSlots - 1)] = {TextRef::of_long(copy(escaped)), number};
  }

  // By number; valid until the next string is stored.
  const TextRef* strings() const { return by_number_.data(); }

  size_t bytes() const { return copied_bytes_ + by_number_.size() * sizeof(TextRef); }

 private:
  struct Slot {
    TextRef ref;
    uint32_t number = 0;  // of the empty string
  };
  static constexpr size_t kSlots = 1 << 14, kShortSlots = 1 << 12, kEscapedSlots = 1 << 10;
  static constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;

  uint32_t add(const TextRef& ref) {
    by_number_.push_back(ref);
    return static_cast<uint32_t>(by_number_.size() - 1);
  }
  Slot stored(std::string_view text) {
    const TextRef ref = TextRef::of_long(copy(text));
    return {ref, add(ref)};
  }
  std::string_view copy(std::string_view text);

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
    const char* last = text.data() + text.size() - sizeof(uint64_t);
    const char* at = text.data();
    uint64_t state = text.size() * kOdd;
    for (; at + sizeof(uint64_t) < last; at += 2 * sizeof(uint64_t))
      state = fold(word_at(at) ^ kOdd, word_at(at + sizeof(uint64_t)) ^ state);
    return fold(word_at(std::min(at, last)) ^ kOdd, word_at(last) ^ state);
  }

  std::vector<TextRef> by_number_;               // the empty string first
  std::vector<Slot> recent_, recent_short_;      // by hash; a newer string takes an older one's slot
  std::vector<Slot> recent_escaped_;             // what has escapes, and the number of what it stands for
  std::vector<std::unique_ptr<char[]>> blocks_;  // of long strings
  size_t left_bytes_ = 0;                        // in the last
  char* next_ = nullptr;
  size_t copied_bytes_ = 0;
};

}  // namespace sparkify
