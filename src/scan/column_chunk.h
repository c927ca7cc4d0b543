#pragma once
// Rows in columns, 2,048 at a time (DuckDB's vector size), as the scanner writes them and the engines read
// them. Of text they have the numbers of the strings in a TextPool. A chunk is written by one thread; once
// its batch is handed to an engine it is read-only.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/schema.h"
#include "scan/text_pool.h"

namespace sparkify {

class ColumnChunk {
 public:
  static constexpr size_t kRows = 2048;

  explicit ColumnChunk(const Schema& schema);

  size_t rows() const { return rows_; }
  bool full() const { return rows_ == kRows; }
  void commit_row() { ++rows_; }  // the values set for row `rows()` become a row
  void clear();

  // Where the strings of the rows are; not owned.
  void set_texts(const TextPool& texts) { texts_ = &texts; }
  const TextRef* strings() const { return texts_->strings(); }

  // The values of a column, `kRows` long: 64-byte aligned, uninitialised where NULL.
  template <typename T>
  T* values(size_t column) {
    return reinterpret_cast<T*>(columns_[column].values);
  }
  template <typename T>
  const T* values(size_t column) const {
    return reinterpret_cast<const T*>(columns_[column].values);
  }
  std::string_view text(size_t column, size_t row) const {
    return strings()[values<uint32_t>(column)[row]].view();
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
  const TextPool* texts_ = nullptr;
  size_t rows_ = 0;
};

}  // namespace sparkify
