#pragma once
// Rows in columns, 2,048 at a time (DuckDB's vector size), as the scanner writes them and the engines read
// them. Strings are not copied: a TextRef points into the buffers of the RowBatch that owns the chunk. A
// chunk is written by one thread; once its batch is handed to an engine it is read-only.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/schema.h"

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
  explicit TextRef(std::string_view text) : length(static_cast<uint32_t>(text.size())), tail{} {
    if (length <= kInlineBytes) {
      if (length > 0) std::memcpy(head, text.data(), length);
    } else {
      std::memcpy(head, text.data(), sizeof head);
      pointer = text.data();
    }
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
};
static_assert(sizeof(TextRef) == 16);

class ColumnChunk {
 public:
  static constexpr size_t kRows = 2048;

  explicit ColumnChunk(const Schema& schema);

  size_t rows() const { return rows_; }
  bool full() const { return rows_ == kRows; }
  void commit_row() { ++rows_; }  // the values set for row `rows()` become a row
  void clear();

  // The values of a column, `kRows` long: 64-byte aligned, uninitialised where NULL.
  template <typename T>
  T* values(size_t column) {
    return reinterpret_cast<T*>(columns_[column].values);
  }
  template <typename T>
  const T* values(size_t column) const {
    return reinterpret_cast<const T*>(columns_[column].values);
  }
  // One bit a row, 1 where there is a value: `kRows / 64` words.
  const uint64_t* validity(size_t column) const { return columns_[column].validity; }
  bool is_null(size_t column, size_t row) const {
    return ((columns_[column].validity[row / 64] >> (row % 64)) & 1) == 0;
  }
  bool has_nulls(size_t column) const;

  // Of the row that is being written, whose values are not NULL until they are said to be.
  template <typename T>
  void set(size_t column, T value) {
    values<T>(column)[rows_] = value;
  }
  void set_null(size_t column) { validity_word(column) &= ~row_bit(); }
  void set_not_null(size_t column) { validity_word(column) |= row_bit(); }
  void restart_row();

 private:
  struct ColumnData {
    std::byte* values;
    uint64_t* validity;
  };
  static constexpr std::align_val_t kAlignment{4096};  // of a page
  struct Free {
    void operator()(std::byte* memory) const { ::operator delete[](memory, kAlignment); }
  };
  uint64_t& validity_word(size_t column) { return columns_[column].validity[rows_ / 64]; }
  uint64_t row_bit() const { return uint64_t{1} << (rows_ % 64); }

  std::unique_ptr<std::byte[], Free> memory_;
  std::vector<ColumnData> columns_;
  size_t rows_ = 0;
};

}  // namespace sparkify
