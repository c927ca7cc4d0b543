#include "scan/row_batch.h"

namespace sparkify {

size_t RowBatch::rows() const {
  size_t rows = 0;
  for (const auto& chunk : chunks_) rows += chunk->rows();
  return rows;
}

void RowBatch::add(std::unique_ptr<ColumnChunk> chunk) {
  const std::lock_guard lock(mutex_);
  chunks_.push_back(std::move(chunk));
}

void RowBatch::keep(std::shared_ptr<const TextPool> texts) {
  const std::lock_guard lock(mutex_);
  texts_.push_back(std::move(texts));
}

std::unique_ptr<ColumnChunk> RowBatch::new_chunk(const TextPool& texts) {
  std::unique_ptr<ColumnChunk> chunk;
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      chunk = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (!chunk) chunk = std::make_unique<ColumnChunk>(schema_);
  chunk->set_texts(texts);
  return chunk;
}

void RowBatch::clear() {
  for (auto& chunk : chunks_) {
    chunk->clear();
    spare_.push_back(std::move(chunk));
  }
  chunks_.clear();
  texts_.clear();
}

void RowBatch::free_spare() {
  std::vector<std::unique_ptr<ColumnChunk>> freed;  // behind the lock
  const std::lock_guard lock(mutex_);
  freed.swap(spare_);
}

ColumnChunk& RowWriter::chunk() {
  if (!chunk_) chunk_ = batch_->new_chunk(*texts_);
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

RowWriter& RowWriter::boolean(bool value) {
  chunk().set(column_++, static_cast<uint8_t>(value));
  return *this;
}

RowWriter& RowWriter::text(std::string_view value) {
  padded_text_.assign(value);
  padded_text_.append(TextRef::kInlineBytes, ' ');
  chunk().set(column_++, texts_->store({padded_text_.data(), value.size()}));
  return *this;
}

void RowWriter::end_row() {
  chunk().commit_row();
  column_ = 0;
  if (chunk_->full()) batch_->add(std::move(chunk_));
}

const RowBatch& RowWriter::finish() {
  if (chunk_ && chunk_->rows() > 0) batch_->add(std::move(chunk_));
  batch_->keep(texts_);
  return *batch_;
}

}  // namespace sparkify
