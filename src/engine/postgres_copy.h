#pragma once
// Rows in PostgreSQL's binary COPY format.
// postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4

#include <string>
#include <string_view>

#include "scan/column_chunk.h"
#include "scan/schema.h"

namespace sparkify {

class PostgresCopy {
 public:
  explicit PostgresCopy(const Schema& schema);  // keeps a reference

  // The chunk's rows, the header before the first. Valid until the next call.
  std::string_view encode(const ColumnChunk& chunk);
  std::string_view end();  // the trailer, and the header where there were no rows

 private:
  void encode_value(const ColumnChunk& chunk, size_t column, size_t row);
  template <typename T>
  void put(T value);  // in network order

  const Schema& schema_;
  bool begun_ = false;
  std::string buffer_;
};

}  // namespace sparkify
