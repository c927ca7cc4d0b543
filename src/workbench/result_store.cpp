#include "workbench/result_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "workbench/json_value.h"
#include "workbench/message.h"

namespace sparkify {

namespace {

constexpr size_t kKeptResults = 8;
constexpr size_t kMostBytesOfOne = 512 * 1024 * 1024, kMostBytesOfAll = 1024 * 1024 * 1024;

// As it sorts: NaN above all, integers to 64 bits apart.
std::pair<bool, long double> number_of(std::string_view text) {
  long double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return {false, std::numeric_limits<long double>::infinity()};
  return std::isnan(value) ? std::pair(true, 0.0L) : std::pair(false, value);
}

}  // namespace

void StoredResult::columns(const std::vector<ResultColumn>& columns) {
  columns_ = columns;
  stored_.resize(columns.size());
}

void StoredResult::row(const ResultRow& row) {
  if (rows_ == max_rows_ || bytes_ > kMostBytesOfOne) truncated_ = true;
  if (truncated_) return;
  for (size_t c = 0; c < stored_.size(); ++c) {
    StoredColumn& column = stored_[c];
    if (row[c]) column.bytes += *row[c];
    column.ends.push_back(static_cast<uint32_t>(column.bytes.size()));
    column.nulls.push_back(!row[c]);
    bytes_ += (row[c] ? row[c]->size() : 0) + sizeof(uint32_t);
  }
  ++rows_;
}

std::optional<std::string_view> StoredResult::cell(size_t row, size_t column) const {
  const StoredColumn& stored = stored_[column];
  if (stored.nulls[row]) return std::nullopt;
  const size_t start = row == 0 ? 0 : stored.ends[row - 1];
  return std::string_view(stored.bytes).substr(start, stored.ends[row] - start);
}

std::shared_ptr<const std::vector<uint32_t>> StoredResult::order(size_t column, bool descending) const {
  const std::lock_guard lock(mutex_);
  if (order_ && ordered_by_ == std::pair(column, descending)) return order_;
  auto order = std::make_shared<std::vector<uint32_t>>(rows_);
  std::iota(order->begin(), order->end(), 0U);
  const auto first_null = std::stable_partition(order->begin(), order->end(),
                                                [&](uint32_t row) { return !stored_[column].nulls[row]; });
  const auto sort = [&](const auto& key_of) {
    std::stable_sort(order->begin(), first_null, [&](uint32_t a, uint32_t b) {
      return descending ? key_of(b) < key_of(a) : key_of(a) < key_of(b);
    });
  };
  if (columns_[column].kind == ValueKind::kNumber) {
    std::vector<std::pair<bool, long double>> numbers(rows_);
    for (size_t row = 0; row < rows_; ++row) {
      if (const auto text = cell(row, column)) numbers[row] = number_of(*text);
    }
    sort([&](uint32_t row) { return numbers[row]; });
  } else {
    sort([&](uint32_t row) { return *cell(row, column); });
  }
  order_ = order;
  ordered_by_ = {column, descending};
  return order;
}

std::string StoredResult::rows_json(size_t offset, size_t limit, const std::vector<uint32_t>* order) const {
  std::string json = "[";
  for (size_t i = offset; i < std::min(rows_, offset + limit); ++i) {
    json += json.size() > 1 ? ",[" : "[";
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (c > 0) json += ',';
      append_json_value(json, cell(order != nullptr ? (*order)[i] : i, c), columns_[c].kind);
    }
    json += ']';
  }
  return json + "]";
}

std::string ResultStore::add(std::shared_ptr<const StoredResult> result) {
  const std::lock_guard lock(mutex_);
  results_.emplace_back(fmt::format("r{}", next_++), std::move(result));
  const auto bytes = [&] {
    size_t sum = 0;
    for (const auto& [name, kept] : results_) sum += kept->bytes();
    return sum;
  };
  while (results_.size() > 1 && (results_.size() > kKeptResults || bytes() > kMostBytesOfAll))
    results_.pop_front();
  return results_.back().first;
}

std::shared_ptr<const StoredResult> ResultStore::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [known, result] : results_) {
    if (known == name) return result;
  }
  throw WebError(404, "this result is no longer there", "run the query again");
}

}  // namespace sparkify
