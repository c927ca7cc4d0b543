#include "scan/row_batch.h"

#include <algorithm>

namespace sparkify {

std::string_view TextArena::copy(std::string_view text) {
  constexpr size_t kBlockBytes = 64 * 1024;
  if (text.size() > left_) {
    left_ = std::max(kBlockBytes, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = blocks_.back().get();
    bytes_ += left_;
  }
  if (!text.empty()) std::memcpy(next_, text.data(), text.size());
  const std::string_view copied(next_, text.size());
  next_ += text.size();
  left_ -= text.size();
  return copied;
}

size_t RowBatch::rows() const {
  size_t rows = 0;
  for (const auto& chunk : chunks_) rows += chunk->rows();
  return rows;
}

void RowBatch::add(std::unique_ptr<ColumnChunk> chunk) {
  const std::lock_guard lock(mutex_);
  chunks_.push_back(std::move(chunk));
}

void RowBatch::keep(std::shared_ptr<const void> owner_of_text) {
  const std::lock_guard lock(mutex_);
  owners_.push_back(std::move(owner_of_text));
}

std::unique_ptr<ColumnChunk> RowBatch::new_chunk() {
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      std::unique_ptr<ColumnChunk> chunk = std::move(spare_.back());
      spare_.pop_back();
      return chunk;
    }
  }
  return std::make_unique<ColumnChunk>(schema_);
}

void RowBatch::clear() {
  for (auto& chunk : chunks_) {
    chunk->clear();
    spare_.push_back(std::move(chunk));
  }
  chunks_.clear();
  owners_.clear();
}

ColumnChunk& RowWriter::chunk() {
  if (!chunk_) chunk_ = batch_->new_chunk();
  return *chunk_;
}

RowWriter& RowWriter::null() {
  chunk().set_null(column_++);
  return *this;
}

RowWriter& RowWriter::integer(int64_t value) {
  if (batch_->schema().columns[column_].type == ColumnType::kInteger) {
    chunk().set(column_++, static_cast<int32_t>(value));
  } else {
    chunk().set(column_++, value);
  }
  return *this;
}

RowWriter& RowWriter::real(double value) {
  chunk().set(column_++, value);
  return *this;
}

RowWriter& RowWriter::boolean(bool value) {
  chunk().set(column_++, static_cast<uint8_t>(value));
  return *this;
}

RowWriter& RowWriter::text(std::string_view value) {
  chunk().set(column_++, TextRef(arena_->copy(value)));
  return *this;
}

void RowWriter::end_row() {
  chunk().commit_row();
  column_ = 0;
  if (chunk_->full()) batch_->add(std::move(chunk_));
}

const RowBatch& RowWriter::finish() {
  if (chunk_ && chunk_->rows() > 0) batch_->add(std::move(chunk_));
  batch_->keep(arena_);
  return *batch_;
}

}  // namespace sparkify
