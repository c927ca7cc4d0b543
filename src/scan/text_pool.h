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
    const auto [first_mask, last_mask] = kShortMasks[text.size()];
    first &= first_mask;
    last &= last_mask;
    return std::bit_cast<TextRef>(std::array{text.size() | first << 32, first >> 32 | uint64_t{last} << 32});
  }
  // Valid as long as this TextRef and the buffer it points into.
  std::string_view view() const { return {length <= kInlineBytes ? head : pointer, length}; }
  std::array<uint64_t, 2> words() const { return std::bit_cast<std::array<uint64_t, 2>>(*this); }

 private:
  struct ShortMask {
    uint64_t first;
    uint32_t last;
  };
  // By size: of a text's bytes among 12.
  static constexpr std::array<ShortMask, kInlineBytes + 1> kShortMasks = [] {
    std::array<ShortMask, kInlineBytes + 1> masks{};
    for (size_t size = 0; size < masks.size(); ++size) {
      masks[size].first = size < 8 ? (uint64_t{1} << (size * 8)) - 1 : ~uint64_t{0};
      masks[size].last = size > 8 ? static_cast<uint32_t>((uint64_t{1} << ((size - 8) * 8)) - 1) : 0;
    }
    return masks;
  }();
};
static_assert(sizeof(TextRef) == 16);

class TextPool {
 public:
  static constexpr size_t kLongJsonBytes = 64;

  // The string's number. 12 bytes of `text` must be readable, however short it is.
  uint32_t store(std::string_view text);

  // A JSON string of at least kLongJsonBytes that came lately is recognised without looking for its end. `at`
  // is behind its opening quote, `end` its closing quote, or nullptr where none is recognised.
  struct KnownJson {
    const char* end;
    uint32_t number;
  };
  KnownJson find_json(const char* at, const char* end_of_text) const;
  void remember_json(std::string_view json, uint32_t number);

  // By number; valid until the next string is stored.
  const TextRef* strings() const { return by_number_.data(); }

  size_t bytes() const { return copied_bytes_ + by_number_.size() * sizeof(TextRef); }

 private:
  // Strings that came lately, by hash; a newer one takes an older one's slot. Most have more than 12 bytes
  // and fit into a cache line.
  struct Slot {
    TextRef ref;
    uint32_t number = 0;  // of the empty string
  };
  template <size_t SlotBytes>
  struct alignas(64) TextSlot {
    uint32_t number = 0, bytes = 0;
    char text[SlotBytes - 2 * sizeof(uint32_t)];

    std::string_view view() const { return {text, bytes}; }
    void set(std::string_view to, uint32_t its_number) {
      number = its_number;
      bytes = static_cast<uint32_t>(to.size());
      std::memcpy(text, to.data(), to.size());
    }
  };
  using LineSlot = TextSlot<64>;
  using JsonSlot = TextSlot<256>;
  using JsonSlots = std::array<JsonSlot, 4>;  // of one hash, the newest first

  // Begins small, as most pools see little, and forgets what it has when it grows.
  template <typename OneSlot, size_t kMost>
  class Slots {
   public:
    size_t place(uint64_t hash) const { return hash & last_; }
    OneSlot& operator[](size_t place) { return slots_[place]; }
    const OneSlot& operator[](size_t place) const { return slots_[place]; }
    void count_new() {
      if (++new_ <= last_ || slots_.size() == kMost) return;
      slots_ = std::vector<OneSlot>(std::min(slots_.size() * 8, kMost));
      last_ = slots_.size() - 1;
      new_ = 0;
    }

   private:
    static_assert(std::has_single_bit(kMost) && kMost >= 8);
    std::vector<OneSlot> slots_ = std::vector<OneSlot>(8);
    size_t last_ = slots_.size() - 1;
    size_t new_ = 0;
  };
  static constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;

  uint32_t add(const TextRef& ref) {
    by_number_.push_back(ref);
    return static_cast<uint32_t>(by_number_.size() - 1);
  }
  uint32_t add_long(std::string_view text) { return add(TextRef::of_long(copy(text))); }
  uint32_t add_short_to(Slot& slot, const TextRef& ref);
  uint32_t add_line_to(LineSlot& slot, std::string_view text);
  uint32_t add_long_to(Slot& slot, std::string_view text);
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

  // Of four words of a text of more than 12 bytes. Texts that differ elsewhere contend for a slot.
  static uint64_t hash(std::string_view text) {
    const char* at = text.data();
    const char* last = at + text.size() - sizeof(uint64_t);
    const char* middle = at + text.size() / 2 - sizeof(uint64_t) / 2;
    return fold(word_at(at) ^ kOdd, word_at(std::min(at + sizeof(uint64_t), last)) ^ text.size()) ^
           fold(word_at(middle) ^ ~kOdd, word_at(last));
  }
  // Of the first bytes of a long one whose end is not known.
  static uint64_t hash_start(const char* at) {
    static_assert(kLongJsonBytes == 8 * sizeof(uint64_t));
    return fold(word_at(at + 8) ^ kOdd, word_at(at + 24)) ^ fold(word_at(at + 40) ^ ~kOdd, word_at(at + 56));
  }

  std::vector<TextRef> by_number_{1};  // the empty string first
  Slots<Slot, 1 << 12> short_;         // of up to 12 bytes
  Slots<LineSlot, 1 << 14> line_;
  Slots<Slot, 1 << 12> long_;  // of more than a line
  Slots<JsonSlots, 1 << 6> json_;
  std::vector<std::unique_ptr<char[]>> blocks_;  // of strings of more than 12 bytes
  size_t left_bytes_ = 0;                        // in the last
  char* next_ = nullptr;
  size_t copied_bytes_ = 0;
};

inline uint32_t TextPool::store(std::string_view text) {
  if (text.size() <= TextRef::kInlineBytes) {
    const TextRef ref = TextRef::of_short(text);
    const auto [first, last] = ref.words();
    Slot& slot = short_[short_.place(fold(first ^ kOdd, last ^ ~kOdd))];
    return slot.ref.words() == ref.words() ? slot.number : add_short_to(slot, ref);
  }
  if (text.size() <= sizeof(LineSlot::text)) {
    LineSlot& slot = line_[line_.place(hash(text))];
    return slot.view() == text ? slot.number : add_line_to(slot, text);
  }
  Slot& slot = long_[long_.place(hash(text))];
  return slot.ref.view() == text ? slot.number : add_long_to(slot, text);
}

inline TextPool::KnownJson TextPool::find_json(const char* at, const char* end_of_text) const {
  if (end_of_text - at <= static_cast<ptrdiff_t>(sizeof(JsonSlot::text))) return {nullptr, 0};
  for (const JsonSlot& slot : json_[json_.place(hash_start(at))]) {
    if (slot.bytes > 0 && at[slot.bytes] == '"' && slot.view() == std::string_view(at, slot.bytes))
      return {at + slot.bytes, slot.number};
  }
  return {nullptr, 0};
}

inline void TextPool::remember_json(std::string_view json, uint32_t number) {
  if (json.size() < kLongJsonBytes || json.size() > sizeof(JsonSlot::text)) return;
  JsonSlots& slots = json_[json_.place(hash_start(json.data()))];
  for (const JsonSlot& slot : slots) {
    if (slot.view() == json) return;
  }
  std::move_backward(slots.begin(), slots.end() - 1, slots.end());
  slots[0].set(json, number);
  json_.count_new();
}

}  // namespace sparkify
