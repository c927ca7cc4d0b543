#pragma once
// One JSON record -> the current row of a chunk. One parser a thread.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/column_writer.h"
#include "scan/drift.h"
#include "scan/record_format.h"
#include "scan/shaped_parser.h"

namespace sparkify {

struct ParseOutcome {
  enum class Kind {
    kRow,           // the columns after the lineage are set; the caller commits the row
    kReject,        // valid JSON as far as it was read, but a value does not fit: the fields below say which
    kNotOneRecord,  // the text is not exactly one JSON object (or array, where the paths ask for one)
  };
  Kind kind;
  const char* code = nullptr;
  const Column* column = nullptr;
  size_t position = 0;  // of the value in the text
  std::string message = "";
};

class RecordParser {
 public:
  static constexpr size_t kPaddingBytes = 64;  // that must be readable behind the record

  explicit RecordParser(const RecordFormat& format);  // keeps a reference
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  // Strings of the row are kept in `texts`.
  ParseOutcome parse(std::string_view record, ColumnChunk& chunk, TextPool& texts);

  // The same for the record that `text` starts with, where its shape is that of the one before and it makes a
  // row: the bytes of the record, or 0.
  size_t parse_like_last(std::string_view text, ColumnChunk& chunk, TextPool& texts);
  int64_t newlines_like_last() const { return shaped_.newlines(); }  // in such a record

  const DriftCounts& drift();  // over all rows so far

 private:
  struct Key {
    std::string name;
    std::vector<size_t> columns;
  };
  struct Json;  // simdjson's parser

  ParseOutcome parse_object(std::string_view record, ColumnChunk& chunk, TextPool& texts);
  ParseOutcome parse_paths(std::string_view record, ColumnChunk& chunk, TextPool& texts);
  ParseOutcome finish_row(ColumnChunk& chunk);
  void count_rows(int64_t rows);  // that have the kinds and unknown keys of the current record
  ParseOutcome refuse(const char* code, size_t column, const JsonScalar& scalar, size_t position) const;
  const Key* find_key(const char* raw, const char* end, size_t& expected);

  const RecordFormat& format_;
  ColumnWriter writer_;
  std::unique_ptr<Json> json_;
  bool top_level_keys_only_ = true;
  std::vector<Key> keys_;  // in the order of the columns, which is the order they are expected in
  std::vector<ShapedParser::Value> values_;  // of the record that parse_object took last
  std::vector<uint8_t> kinds_;               // of it by column; kUnseen where the key is missing
  std::vector<std::string> unknown_;         // keys of it
  ShapedParser shaped_;
  int64_t rows_like_last_ = 0;  // not counted yet
  DriftCounts drift_;
};

}  // namespace sparkify
