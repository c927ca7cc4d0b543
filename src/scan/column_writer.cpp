#include "scan/column_writer.h"

#include <cstring>

#include "scan/reject.h"

namespace sparkify {

ColumnWriter::ColumnWriter(const RecordFormat& format) : format_(format) {
  size_t next_place = kLineageColumns;
  for (size_t i = 0; i < format.paths.size(); ++i) {
    const bool is_kept = !format.not_kept.contains(column(i).name);
    places_.push_back(is_kept ? next_place++ : kNotKept);
  }
}

const char* ColumnWriter::write(size_t i, const JsonScalar& scalar, ColumnChunk& chunk,
                                TextPool& texts) const {
  const size_t place = places_[i];
  const bool is_kept = place != kNotKept;
  const Column& target = column(i);
  if (target.type == ColumnType::kText && scalar.kind != JsonKind::kNull) {
    if (target.max_text_bytes > 0 && scalar.text.size() > target.max_text_bytes) return reject_code::kTooLong;
    if (scalar.was_escaped && std::memchr(scalar.text.data(), 0, scalar.text.size()) != nullptr)
      return reject_code::kNulCharacter;
    if (is_kept) chunk.set(place, texts.store(scalar.text));
    return nullptr;
  }
  if (is_null_value(scalar)) {
    if (target.required) return reject_code::kRequired;
    if (is_kept) chunk.set_null(place);
    return nullptr;
  }
  const Coerced value = coerce(scalar, target.type);
  if (value.reject_code != nullptr || !is_kept) return value.reject_code;
  switch (target.type) {
    case ColumnType::kBoolean:
      chunk.set(place, static_cast<uint8_t>(value.integer));
      break;
    case ColumnType::kSmallInt:
      chunk.set(place, static_cast<int16_t>(value.integer));
      break;
    case ColumnType::kInteger:
      chunk.set(place, static_cast<int32_t>(value.integer));
      break;
    case ColumnType::kBigInt:
    case ColumnType::kTimestamp:
      chunk.set(place, value.integer);
      break;
    case ColumnType::kDouble:
      chunk.set(place, value.real);
      break;
    case ColumnType::kText:
      break;
  }
  return nullptr;
}

}  // namespace sparkify
