#pragma once
// The rows of one staging table that are in memory at a time: chunks of columns, and their strings. Filled by
// several scanners (each through its own ScanOutput), then read by an engine.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "scan/column_chunk.h"

namespace sparkify {

class RowBatch {
 public:
  explicit RowBatch(Schema schema) : schema_(std::move(schema)) {}

  const Schema& schema() const { return schema_; }
  const std::vector<std::unique_ptr<ColumnChunk>>& chunks() const { return chunks_; }
  size_t rows() const;

  // Adds full or last chunks, and their strings. Thread-safe.
  void add(std::unique_ptr<ColumnChunk> chunk);
  void keep(std::shared_ptr<const TextPool> texts);

  // Whose strings will be in `texts`. Reuses a cleared one where it can; thread-safe.
  std::unique_ptr<ColumnChunk> new_chunk(const TextPool& texts);
  void clear();       // forgets the rows and their strings, keeps the chunks for reuse
  void free_spare();  // the chunks that are kept; thread-safe

 private:
  Schema schema_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ColumnChunk>> chunks_, spare_;
  std::vector<std::shared_ptr<const TextPool>> texts_;
};

// Fills a batch row by row with values made in the program (the ledger's rows, rejects), copying its strings.
class RowWriter {
 public:
  explicit RowWriter(Schema schema) : batch_(std::make_unique<RowBatch>(std::move(schema))) {}

  RowWriter& null();
  RowWriter& integer(int64_t value);  // into BIGINT, INTEGER or TIMESTAMP (microseconds)
  RowWriter& boolean(bool value);
  RowWriter& text(std::string_view value);
  void end_row();

  const RowBatch& finish();

 private:
  std::unique_ptr<RowBatch> batch_;
  std::unique_ptr<ColumnChunk> chunk_;
  std::shared_ptr<TextPool> texts_ = std::make_shared<TextPool>();
  std::string padded_text_;
  size_t column_ = 0;
  ColumnChunk& chunk();
};

}  // namespace sparkify
