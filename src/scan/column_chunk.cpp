#include "scan/column_chunk.h"

#include <sys/mman.h>

#include <algorithm>

namespace sparkify {

namespace {
constexpr size_t kValidityWords = ColumnChunk::kRows / 64;
}

ColumnChunk::ColumnChunk(const Schema& schema) {
  constexpr size_t kValidityBytes = kValidityWords * sizeof(uint64_t);
  size_t bytes = 0;
  for (const Column& column : schema.columns) bytes += value_bytes(column.type) * kRows + kValidityBytes;
  memory_.reset(static_cast<std::byte*>(::operator new[](bytes, kAlignment)));
#ifdef MADV_POPULATE_WRITE
  ::madvise(memory_.get(), bytes, MADV_POPULATE_WRITE);  // its pages at once, not by a fault for each; advice
#endif
  std::byte* next = memory_.get();
  for (const Column& column : schema.columns) {
    std::byte* values = next;
    next += value_bytes(column.type) * kRows;
    columns_.push_back({values, reinterpret_cast<uint64_t*>(next)});
    next += kValidityBytes;
  }
  clear();
}

void ColumnChunk::clear() {
  rows_ = 0;
  for (const ColumnData& column : columns_) std::fill_n(column.validity, kValidityWords, ~uint64_t{0});
}

void ColumnChunk::restart_row() {
  for (size_t column = 0; column < columns_.size(); ++column) set_not_null(column);
}

bool ColumnChunk::has_nulls(size_t column) const {
  const uint64_t* words = columns_[column].validity;
  return std::any_of(words, words + kValidityWords, [](uint64_t word) { return word != ~uint64_t{0}; });
}

}  // namespace sparkify
