#pragma once
// One JSON value -> a column of the row that is being written.

#include <limits>
#include <vector>

#include "scan/coerce.h"
#include "scan/column_chunk.h"
#include "scan/record_format.h"

namespace sparkify {

class ColumnWriter {
 public:
  explicit ColumnWriter(const RecordFormat& format);  // keeps a reference

  // By number, of the columns that come from the record.
  size_t columns() const { return places_.size(); }
  const Column& column(size_t i) const { return format_.schema.columns[kLineageColumns + i]; }
  bool is_kept(size_t i) const { return places_[i] != kNotKept; }
  size_t place(size_t i) const { return places_[i]; }  // in the chunk, of one that is kept

  // A reject code where the value does not fit the column.
  const char* write(size_t i, const JsonScalar& scalar, ColumnChunk& chunk, TextPool& texts) const;

 private:
  static constexpr size_t kNotKept = std::numeric_limits<size_t>::max();

  const RecordFormat& format_;
  std::vector<size_t> places_;
};

}  // namespace sparkify
