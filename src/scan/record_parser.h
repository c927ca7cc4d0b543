#pragma once
// One JSON record -> the current row of a chunk. The only user of simdjson. One parser a thread.

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scan/column_chunk.h"
#include "scan/drift.h"
#include "scan/jsonpaths.h"
#include "scan/record_shape.h"

namespace sparkify {

// The first columns of every staging table: which object a row came from, and its number over all objects
// (object_id * kRecordsPerObject + the record's number in its object).
inline constexpr size_t kLineageColumns = 2;
inline constexpr const char* kLineageNames[kLineageColumns] = {"object_id", "record_id"};
inline constexpr int64_t kRecordsPerObject = 1'000'000'000;

struct RecordFormat {
  Schema schema;                        // the lineage columns, then those that come from the record
  std::vector<JsonPath> paths;          // one for each column after the lineage
  std::set<std::string> not_kept = {};  // columns whose values are checked, but which the rows do not have

  Schema rows() const;  // the columns that the rows have
};

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
  int64_t newlines_like_last() const { return shape_.newlines(); }  // in such a record

  const DriftCounts& drift() const { return drift_; }  // over all rows so far

 private:
  struct Key {
    std::string name;
    std::vector<size_t> columns;
    bool is_one_text;  // it fills one column, of text, which is kept
  };
  struct Json;  // simdjson's parser

  ParseOutcome parse_object(std::string_view record, ColumnChunk& chunk, TextPool& texts);
  ParseOutcome parse_paths(std::string_view record, ColumnChunk& chunk, TextPool& texts);
  ParseOutcome finish_row(ColumnChunk& chunk);
  // A reject code where the value does not fit the column.
  const char* store(size_t column, const JsonScalar& scalar, ColumnChunk& chunk, TextPool& texts);
  // The same of a value that was cut, of a key that may be unknown: whether it fits.
  bool store_cut(const Key* key, const RecordShape::Value& value, ColumnChunk& chunk, TextPool& texts);
  bool store_escaped(const Key* key, JsonScalar value, ColumnChunk& chunk, TextPool& texts);
  bool store_text(size_t column, uint32_t number, size_t size_bytes, ColumnChunk& chunk);
  ParseOutcome refuse(const char* code, size_t column, const JsonScalar& scalar, size_t position) const;
  const Key* find_key(const char* raw, const char* end, size_t& expected);

  const RecordFormat& format_;
  std::vector<size_t> places_;  // of the columns that come from the record in a row, or kNotKept
  std::unique_ptr<Json> json_;
  bool top_level_keys_only_ = true;
  std::vector<Key> keys_;  // in the order of the columns, which is the order they are expected in
  RecordShape shape_;      // of a record that parse_object took, and the keys of its values
  std::vector<const Key*> shape_keys_;
  std::vector<uint8_t> unescaped_;
  uint8_t* unescaped_end_ = nullptr;  // where the next string goes
  std::vector<RecordShape::Token> tokens_;
  std::vector<uint8_t> kinds_;        // of the current record by column; kUnseen where the key is missing
  std::vector<std::string> unknown_;  // keys of the current record
  DriftCounts drift_;
};

// How many bytes of `text` are UTF-8, from its start.
size_t valid_utf8_bytes(std::string_view text);

}  // namespace sparkify
