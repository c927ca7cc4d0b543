#pragma once
// Records that look like the one before -> rows: their keys are known and their values lie between known
// texts, so that nothing but the values is read. What does not fit is left to RecordParser.

#include <string_view>
#include <vector>

#include "scan/column_writer.h"
#include "scan/drift.h"
#include "scan/json_string.h"
#include "scan/record_shape.h"

namespace sparkify {

class ShapedParser {
 public:
  explicit ShapedParser(const ColumnWriter& writer) : writer_(writer) {}  // keeps a reference

  struct Value {
    std::string_view json;               // as it stands in its record
    JsonKind kind;                       // a scalar's
    const std::vector<size_t>* columns;  // that take it, by number; nullptr: none does
  };
  // Of records like `record`, whose values these are, in order, no column twice.
  void learn(std::string_view record, const std::vector<Value>& values);
  void forget() { shape_.forget(); }

  // The row of the record that `text` starts with, if it is one of those: its bytes, or 0. Its kinds are
  // counted in `drift` beyond those of the record that was learned, which are the caller's to count.
  // RecordParser::kPaddingBytes must be readable behind `text`. Keeps the strings of the row in `texts`.
  size_t parse(std::string_view text, ColumnChunk& chunk, TextPool& texts, DriftCounts& drift);
  int64_t newlines() const { return shape_.newlines(); }  // in such a record

 private:
  enum class Way : uint8_t { kText, kBigInt, kTimestamp, kDouble, kOther };
  struct Field {  // what becomes of a value
    const std::vector<size_t>* columns;
    JsonKind kind;
    Way way = Way::kOther;
    bool is_kept = false;
    bool was_long_text = false;  // the last one
    size_t place = 0;
    size_t max_text_bytes = 0;
  };
  struct OtherKind {  // than that of the record that was learned
    const Field* field;
    JsonKind kind;
  };
  Field field_of(const Value& value) const;

  const char* parse_fields(const char* at, const char* end, ColumnChunk& chunk, TextPool& texts);
  // A value; one past it, or nullptr where it does not fit or is not as usual.
  const char* take_usual(Field& field, const char* at, const char* end, ColumnChunk& chunk, TextPool& texts);
  const char* take_string(Field& field, const char* at, const char* end, ColumnChunk& chunk, TextPool& texts);
  const char* take_any(Field& field, const char* at, const char* end, ColumnChunk& chunk, TextPool& texts);
  bool write(const Field& field, const JsonScalar& scalar, ColumnChunk& chunk, TextPool& texts) const;
  void note_kind(const Field& field, JsonKind kind);

  const ColumnWriter& writer_;
  RecordShape shape_;
  std::vector<Field> fields_;
  std::vector<size_t> places_without_value_;
  std::vector<OtherKind> other_kinds_;  // of the current record
  JsonUnescaper unescaper_;
};

}  // namespace sparkify
