#pragma once
// Results that stay on the server, so that a page of rows can be asked for, in any column's order.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace sparkify {

// A result in columns: the bytes of all values, and where each ends. Filled by one thread, then read by many.
class StoredResult : public ResultSink {
 public:
  StoredResult(std::string sql, size_t max_rows) : sql_(std::move(sql)), max_rows_(max_rows) {}

  void columns(const std::vector<ResultColumn>& columns) override;
  void row(const ResultRow& row) override;
  bool wants_more() const override { return !truncated_; }

  const std::string& sql() const { return sql_; }
  const std::vector<ResultColumn>& columns() const { return columns_; }
  size_t rows() const { return rows_; }
  size_t bytes() const { return bytes_; }
  bool truncated() const { return truncated_; }
  std::optional<std::string_view> cell(size_t row, size_t column) const;

  // Row numbers in the order of a column; NULLs last, equal values as they came.
  std::shared_ptr<const std::vector<uint32_t>> order(size_t column, bool descending) const;
  // [[...],...] of the rows from `offset` on; `order` may be null.
  std::string rows_json(size_t offset, size_t limit, const std::vector<uint32_t>* order) const;

 private:
  struct StoredColumn {
    std::string bytes;
    std::vector<uint32_t> ends;
    std::vector<bool> nulls;
  };

  std::string sql_;
  size_t max_rows_;
  std::vector<ResultColumn> columns_;
  std::vector<StoredColumn> stored_;
  size_t rows_ = 0, bytes_ = 0;
  bool truncated_ = false;
  mutable std::mutex mutex_;  // guards the last order
  mutable std::pair<size_t, bool> ordered_by_;
  mutable std::shared_ptr<const std::vector<uint32_t>> order_;
};

// The latest results, by the name that add() gives. Thread-safe.
class ResultStore {
 public:
  std::string add(std::shared_ptr<const StoredResult> result);
  std::shared_ptr<const StoredResult> find(const std::string& name) const;  // throws WebError 404

 private:
  mutable std::mutex mutex_;
  int64_t next_ = 1;
  std::deque<std::pair<std::string, std::shared_ptr<const StoredResult>>> results_;
};

}  // namespace sparkify
