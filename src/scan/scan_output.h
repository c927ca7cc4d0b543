#pragma once
// The rows that a thread finds in a window, and the parser that it finds them with.

#include <cstdint>
#include <memory>
#include <vector>

#include "scan/record_parser.h"
#include "scan/row_batch.h"

namespace sparkify {

class ScanOutput {
 public:
  ScanOutput(RowBatch& batch, RecordParser& parser);  // keeps references

  RecordParser& parser() { return parser_; }
  TextPool& texts() { return *texts_; }

  ColumnChunk& chunk() { return *chunks_.back(); }  // that is being filled
  void commit_row();

  size_t rows() const;
  size_t bytes() const;  // of the rows and their strings
  void add_to_record_ids(size_t first_row, size_t rows, int64_t records);

  void give_rows();    // to the batch. The last call
  void forget_rows();  // but not their strings

 private:
  RowBatch& batch_;
  RecordParser& parser_;
  std::shared_ptr<TextPool> texts_ = std::make_shared<TextPool>();
  std::vector<std::unique_ptr<ColumnChunk>> chunks_;  // all but the last are full
};

}  // namespace sparkify
