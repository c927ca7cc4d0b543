#include "scan/shaped_parser.h"

#include <algorithm>
#include <limits>

#include "scan/json_cut.h"

namespace sparkify {

void ShapedParser::learn(std::string_view record, const std::vector<Value>& values) {
  std::vector<std::string_view> texts;
  std::vector<bool> has_value(writer_.columns());
  fields_.clear();
  for (const Value& value : values) {
    texts.push_back(value.json);
    fields_.push_back(field_of(value));
    if (value.columns == nullptr) continue;
    for (const size_t column : *value.columns) has_value[column] = true;
  }
  shape_.learn(record, texts);
  places_without_value_.clear();
  for (size_t column = 0; column < has_value.size(); ++column) {
    if (!has_value[column] && writer_.is_kept(column)) places_without_value_.push_back(writer_.place(column));
  }
}

ShapedParser::Field ShapedParser::field_of(const Value& value) const {
  Field field{.columns = value.columns, .kind = value.kind};
  const auto text_of_bytes = [&](uint64_t max_bytes) {
    field.way = Way::kText;
    field.max_text_bytes = max_bytes > 0 ? max_bytes : std::numeric_limits<size_t>::max();
  };
  if (value.columns == nullptr) text_of_bytes(0);
  if (value.columns == nullptr || value.columns->size() > 1) return field;
  const size_t i = value.columns->front();
  const Column& column = writer_.column(i);
  field.is_kept = writer_.is_kept(i);
  field.place = writer_.place(i);
  if (column.type == ColumnType::kText) text_of_bytes(column.max_text_bytes);
  if (column.type == ColumnType::kBigInt) field.way = Way::kBigInt;
  if (column.type == ColumnType::kTimestamp) field.way = Way::kTimestamp;
  if (column.type == ColumnType::kDouble) field.way = Way::kDouble;
  return field;
}

size_t ShapedParser::parse(std::string_view text, ColumnChunk& chunk, TextPool& texts, DriftCounts& drift) {
  if (!shape_.is_known()) return 0;
  other_kinds_.clear();
  const char* end = parse_fields(text.data(), text.data() + text.size(), chunk, texts);
  if (end == nullptr) {
    chunk.restart_row();
    return 0;
  }
  for (const size_t place : places_without_value_) chunk.set_null(place);
  for (const auto& [field, kind] : other_kinds_) {
    for (const size_t column : *field->columns) {
      --drift.columns[column].kinds[static_cast<size_t>(field->kind)];
      ++drift.columns[column].kinds[static_cast<size_t>(kind)];
    }
  }
  return static_cast<size_t>(end - text.data());
}

const char* ShapedParser::parse_fields(const char* at, const char* end, ColumnChunk& chunk, TextPool& texts) {
  size_t i = 0;
  for (Field& field : fields_) {
    const char* value = shape_.skip(i++, at, end);
    if (value == nullptr || value >= end) return nullptr;
    at = take_usual(field, value, end, chunk, texts);
    if (at == nullptr) at = take_any(field, value, end, chunk, texts);
    if (at == nullptr) return nullptr;
  }
  at = shape_.skip(i, at, end);
  return at <= end ? at : nullptr;
}

inline const char* ShapedParser::take_usual(Field& field, const char* at, const char* end, ColumnChunk& chunk,
                                            TextPool& texts) {
  if (*at == '"') return take_string(field, at + 1, end, chunk, texts);
  JsonScalar scalar;
  const char* behind = cut_decimal(at, scalar);
  if (behind == nullptr) return nullptr;
  if (int64_t integer; field.way == Way::kBigInt && read_decimal(scalar, integer)) {
    if (field.is_kept) chunk.set(field.place, integer);
  } else if (int64_t microseconds; field.way == Way::kTimestamp && read_timestamp(scalar, microseconds)) {
    if (field.is_kept) chunk.set(field.place, microseconds);
  } else if (double real; field.way == Way::kDouble && read_decimal(scalar, real)) {
    if (field.is_kept) chunk.set(field.place, real);
  } else if (!write(field, scalar, chunk, texts)) {
    return nullptr;
  }
  note_kind(field, JsonKind::kNumber);
  return behind;
}

// Of ASCII without escapes, or a long one that came lately. `at` is behind its opening quote.
inline const char* ShapedParser::take_string(Field& field, const char* at, const char* end,
                                             ColumnChunk& chunk, TextPool& texts) {
  const auto fits = [&](const char* end_of_string) {
    return static_cast<size_t>(end_of_string - at) <= field.max_text_bytes;
  };
  if (field.was_long_text) {
    const TextPool::KnownJson known = texts.find_json(at, end);
    if (known.end != nullptr && fits(known.end)) {
      chunk.set(field.place, known.number);
      note_kind(field, JsonKind::kString);
      return known.end + 1;
    }
  }
  const PlainText plain = plain_text(at, end);
  if (plain.end >= end || *plain.end != '"' || !plain.is_ascii) return nullptr;
  const std::string_view text(at, plain.end);
  if (field.way == Way::kText && fits(plain.end)) {
    if (field.is_kept) {
      const uint32_t number = texts.store(text);
      chunk.set(field.place, number);
      field.was_long_text = text.size() >= TextPool::kLongJsonBytes;
      if (field.was_long_text) texts.remember_json(text, number);
    }
  } else if (int64_t integer; field.way == Way::kBigInt && read_digits(text, integer)) {
    if (field.is_kept) chunk.set(field.place, integer);
  } else {
    return nullptr;
  }
  note_kind(field, JsonKind::kString);
  return plain.end + 1;
}

const char* ShapedParser::take_any(Field& field, const char* at, const char* end, ColumnChunk& chunk,
                                   TextPool& texts) {
  JsonScalar scalar;
  if (*at != '"') {
    at = cut_word(at, end, scalar);
    if (at == nullptr || !write(field, scalar, chunk, texts)) return nullptr;
    note_kind(field, scalar.kind);
    return at;
  }
  ++at;
  const CutString string = cut_string(at, end);
  if (string.end == nullptr) return nullptr;
  const std::string_view json(at, string.end);
  if (!string.is_ascii && !is_utf8(json)) return nullptr;
  scalar = {.kind = JsonKind::kString, .was_escaped = string.has_escapes, .text = json};
  if (string.has_escapes && !unescaper_.unescape(scalar.text)) return nullptr;
  if (!write(field, scalar, chunk, texts)) return nullptr;
  if (field.way == Way::kText && field.is_kept && json.size() >= TextPool::kLongJsonBytes) {
    texts.remember_json(json, chunk.values<uint32_t>(field.place)[chunk.rows()]);
    field.was_long_text = true;
  }
  note_kind(field, JsonKind::kString);
  return string.end + 1;
}

bool ShapedParser::write(const Field& field, const JsonScalar& scalar, ColumnChunk& chunk,
                         TextPool& texts) const {
  return field.columns == nullptr ||
         std::all_of(field.columns->begin(), field.columns->end(),
                     [&](size_t column) { return writer_.write(column, scalar, chunk, texts) == nullptr; });
}

inline void ShapedParser::note_kind(const Field& field, JsonKind kind) {
  if (kind != field.kind && field.columns != nullptr) other_kinds_.push_back({&field, kind});
}

}  // namespace sparkify
