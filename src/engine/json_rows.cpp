#include "engine/json_rows.h"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

namespace sparkify {

namespace {

void append_json_text(std::string& into, std::string_view text) {
  into += '"';
  size_t plain = 0;  // where what is not yet copied starts
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    into += text.substr(plain, i - plain);
    if (byte < 0x20) {
      fmt::format_to(std::back_inserter(into), "\\u{:04x}", byte);
    } else {
      into += '\\';
      into += text[i];
    }
    plain = i + 1;
  }
  into += text.substr(plain);
  into += '"';
}

}  // namespace

std::string timestamp_text(int64_t microseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::microseconds> time{std::chrono::microseconds(microseconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string_view cut_text(std::string_view text, size_t longest_bytes) {
  if (text.size() <= longest_bytes) return text;
  size_t end = longest_bytes;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

JsonRows::JsonRows(const Schema& schema, size_t longest_text_bytes)
    : longest_text_bytes_(longest_text_bytes) {
  for (const Column& column : schema.columns) {
    types_.push_back(column.type);
    keys_.push_back(fmt::format("\"{}\":", column.name));
  }
}

std::string_view JsonRows::encode(const ColumnChunk& chunk) {
  buffer_.clear();
  for (size_t row = 0; row < chunk.rows(); ++row) {
    char before = '{';
    for (size_t column = 0; column < keys_.size(); ++column) {
      if (chunk.is_null(column, row)) continue;
      buffer_ += before;
      buffer_ += keys_[column];
      encode_value(chunk, column, row);
      before = ',';
    }
    buffer_ += before == '{' ? "{}\n" : "}\n";
  }
  return buffer_;
}

void JsonRows::encode_value(const ColumnChunk& chunk, size_t column, size_t row) {
  const auto number = [&](auto value) { fmt::format_to(std::back_inserter(buffer_), "{}", value); };
  switch (types_[column]) {
    case ColumnType::kBoolean:
      buffer_ += chunk.values<uint8_t>(column)[row] != 0 ? "true" : "false";
      break;
    case ColumnType::kSmallInt:
      number(chunk.values<int16_t>(column)[row]);
      break;
    case ColumnType::kInteger:
      number(chunk.values<int32_t>(column)[row]);
      break;
    case ColumnType::kBigInt:
      number(chunk.values<int64_t>(column)[row]);
      break;
    case ColumnType::kDouble:
      number(chunk.values<double>(column)[row]);
      break;
    case ColumnType::kTimestamp:
      append_json_text(buffer_, timestamp_text(chunk.values<int64_t>(column)[row]));
      break;
    case ColumnType::kText:
      append_json_text(buffer_, cut_text(chunk.text(column, row), longest_text_bytes_));
      break;
  }
}

}  // namespace sparkify
