#pragma once
// Rows as JSON objects, one a line, as Amazon Redshift's COPY ... JSON 'auto' takes them: the keys are the
// columns' names, and a NULL is left out.
// docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html

#include <string>
#include <string_view>
#include <vector>

#include "scan/column_chunk.h"
#include "scan/schema.h"

namespace sparkify {

class JsonRows {
 public:
  // Text of more than `longest_text_bytes` is cut, between characters.
  JsonRows(const Schema& schema, size_t longest_text_bytes);

  // The chunk's rows. Valid until the next call.
  std::string_view encode(const ColumnChunk& chunk);

 private:
  void encode_value(const ColumnChunk& chunk, size_t column, size_t row);

  std::vector<ColumnType> types_;
  std::vector<std::string> keys_;  // "name":
  size_t longest_text_bytes_;
  std::string buffer_;
};

// 2018-11-21 21:56:47.796000, from microseconds since 1970 UTC.
std::string timestamp_text(int64_t microseconds);

// As much of the text as fits, in whole UTF-8 characters.
std::string_view cut_text(std::string_view text, size_t longest_bytes);

}  // namespace sparkify
