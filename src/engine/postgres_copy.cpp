#include "engine/postgres_copy.h"

#include <bit>
#include <cstdint>

namespace sparkify {

namespace {

constexpr std::string_view kHeader("PGCOPY\n\xFF\r\n\0\0\0\0\0\0\0\0\0", 19);
constexpr int64_t kEpoch2000Us = 946'684'800'000'000;  // timestamps count from 2000-01-01

template <typename T>
T swapped(T value) {
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(static_cast<uint16_t>(value)));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(static_cast<uint32_t>(value)));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(static_cast<uint64_t>(value)));
}

}  // namespace

PostgresCopy::PostgresCopy(const Schema& schema) : schema_(schema) {}

template <typename T>
void PostgresCopy::put(T value) {
  if constexpr (std::endian::native == std::endian::little) value = swapped(value);
  buffer_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string_view PostgresCopy::encode(const ColumnChunk& chunk) {
  buffer_.clear();
  if (!begun_) buffer_ = kHeader;
  begun_ = true;
  const size_t columns = schema_.columns.size();
  for (size_t row = 0; row < chunk.rows(); ++row) {
    put(static_cast<int16_t>(columns));
    for (size_t column = 0; column < columns; ++column) {
      if (chunk.is_null(column, row)) {
        put(int32_t{-1});
      } else {
        encode_value(chunk, column, row);
      }
    }
  }
  return buffer_;
}

std::string_view PostgresCopy::end() {
  buffer_.clear();
  if (!begun_) buffer_ = kHeader;
  put(int16_t{-1});
  return buffer_;
}

void PostgresCopy::encode_value(const ColumnChunk& chunk, size_t column, size_t row) {
  switch (schema_.columns[column].type) {
    case ColumnType::kBoolean:
      put(int32_t{1});
      buffer_ += static_cast<char>(chunk.values<uint8_t>(column)[row]);
      break;
    case ColumnType::kSmallInt:
      put(int32_t{2});
      put(chunk.values<int16_t>(column)[row]);
      break;
    case ColumnType::kInteger:
      put(int32_t{4});
      put(chunk.values<int32_t>(column)[row]);
      break;
    case ColumnType::kBigInt:
      put(int32_t{8});
      put(chunk.values<int64_t>(column)[row]);
      break;
    case ColumnType::kDouble:
      put(int32_t{8});
      put(std::bit_cast<int64_t>(chunk.values<double>(column)[row]));
      break;
    case ColumnType::kTimestamp:
      put(int32_t{8});
      put(chunk.values<int64_t>(column)[row] - kEpoch2000Us);
      break;
    case ColumnType::kText: {
      const std::string_view text = chunk.text(column, row);
      put(static_cast<int32_t>(text.size()));
      buffer_ += text;
      break;
    }
  }
}

}  // namespace sparkify
