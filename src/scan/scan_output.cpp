#include "scan/scan_output.h"

#include <utility>

namespace sparkify {

ScanOutput::ScanOutput(RowBatch& batch, RecordParser& parser) : batch_(batch), parser_(parser) {
  chunks_.push_back(batch_.new_chunk(*texts_));
}

void ScanOutput::commit_row() {
  chunk().commit_row();
  if (chunk().full()) chunks_.push_back(batch_.new_chunk(*texts_));
}

size_t ScanOutput::rows() const { return (chunks_.size() - 1) * ColumnChunk::kRows + chunks_.back()->rows(); }

size_t ScanOutput::bytes() const { return rows() * row_bytes(batch_.schema()) + texts_->bytes(); }

void ScanOutput::add_to_record_ids(size_t first_row, size_t rows, int64_t records) {
  for (size_t row = first_row; row < first_row + rows; ++row)
    chunks_[row / ColumnChunk::kRows]->values<int64_t>(1)[row % ColumnChunk::kRows] += records;
}

void ScanOutput::give_rows() {
  for (auto& chunk : chunks_) {
    if (chunk->rows() > 0) batch_.add(std::move(chunk));
  }
  batch_.keep(texts_);
}

void ScanOutput::forget_rows() {
  chunks_.resize(1);
  chunk().clear();
}

}  // namespace sparkify
