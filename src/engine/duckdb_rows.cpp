#include "engine/duckdb_rows.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

namespace sparkify {

namespace {

duckdb_type duckdb_type_of(ColumnType type) {
  switch (type) {
    case ColumnType::kBoolean:
      return DUCKDB_TYPE_BOOLEAN;
    case ColumnType::kSmallInt:
      return DUCKDB_TYPE_SMALLINT;
    case ColumnType::kInteger:
      return DUCKDB_TYPE_INTEGER;
    case ColumnType::kBigInt:
      return DUCKDB_TYPE_BIGINT;
    case ColumnType::kDouble:
      return DUCKDB_TYPE_DOUBLE;
    case ColumnType::kTimestamp:
      return DUCKDB_TYPE_TIMESTAMP;
    case ColumnType::kText:
      return DUCKDB_TYPE_VARCHAR;
  }
  return DUCKDB_TYPE_INVALID;
}

struct RowsScan {
  const RowBatch* batch;
  std::vector<size_t> columns;
  std::atomic<size_t> next_chunk{0};
};

void bind_rows(duckdb_bind_info info) {
  const auto* presented = static_cast<const PresentedRows*>(duckdb_bind_get_extra_info(info));
  duckdb_value parameter = duckdb_bind_get_parameter(info, 0);
  char* text = duckdb_get_varchar(parameter);
  const auto found = presented->find(text);
  duckdb_free(text);
  duckdb_destroy_value(&parameter);
  if (found == presented->end()) {
    duckdb_bind_set_error(info, "no rows are presented under this name");
    return;
  }
  for (const Column& column : found->second->schema().columns) {
    duckdb_logical_type type = duckdb_create_logical_type(duckdb_type_of(column.type));
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, found->second->rows(), true);
  duckdb_bind_set_bind_data(info, const_cast<RowBatch*>(found->second), nullptr);
}

void init_rows(duckdb_init_info info) {
  auto* scan = new RowsScan{static_cast<const RowBatch*>(duckdb_init_get_bind_data(info)), {}};
  for (idx_t i = 0; i < duckdb_init_get_column_count(info); ++i) {
    scan->columns.push_back(duckdb_init_get_column_index(info, i));
  }
  duckdb_init_set_max_threads(info, std::max<size_t>(1, scan->batch->chunks().size()));
  duckdb_init_set_init_data(info, scan, [](void* state) { delete static_cast<RowsScan*>(state); });
}

void read_texts(const ColumnChunk& chunk, size_t column, TextRef* texts) {
  static_assert(sizeof(TextRef) == sizeof(duckdb_string_t));
  const TextRef* strings = chunk.strings();
  const auto* numbers = chunk.values<uint32_t>(column);
  if (!chunk.has_nulls(column)) {
    for (size_t row = 0; row < chunk.rows(); ++row) texts[row] = strings[numbers[row]];
    return;
  }
  for (size_t row = 0; row < chunk.rows(); ++row) {  // without a branch: NULLs come as they like
    const uint32_t number_if_value = chunk.is_null(column, row) ? 0 : ~uint32_t{0};
    texts[row] = strings[numbers[row] & number_if_value];
  }
}

void read_rows(duckdb_function_info info, duckdb_data_chunk output) {
  auto* scan = static_cast<RowsScan*>(duckdb_function_get_init_data(info));
  const size_t index = scan->next_chunk.fetch_add(1, std::memory_order_relaxed);
  if (index >= scan->batch->chunks().size()) {
    duckdb_data_chunk_set_size(output, 0);
    return;
  }
  const ColumnChunk& chunk = *scan->batch->chunks()[index];
  const std::vector<Column>& columns = scan->batch->schema().columns;
  for (size_t i = 0; i < scan->columns.size(); ++i) {
    const size_t column = scan->columns[i];
    if (column >= columns.size()) continue;  // a count(*) asks for no column
    duckdb_vector vector = duckdb_data_chunk_get_vector(output, i);
    void* values = duckdb_vector_get_data(vector);
    if (columns[column].type == ColumnType::kText) {
      read_texts(chunk, column, static_cast<TextRef*>(values));
    } else {
      std::memcpy(values, chunk.values<std::byte>(column), chunk.rows() * value_bytes(columns[column].type));
    }
    if (chunk.has_nulls(column)) {
      duckdb_vector_ensure_validity_writable(vector);
      std::memcpy(duckdb_vector_get_validity(vector), chunk.validity(column), ColumnChunk::kRows / 8);
    }
  }
  duckdb_data_chunk_set_size(output, chunk.rows());
}

}  // namespace

void add_rows_function(duckdb_connection connection, PresentedRows& presented) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, kRowsFunction);
  duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_table_function_add_parameter(function, text);
  duckdb_destroy_logical_type(&text);
  duckdb_table_function_set_extra_info(function, &presented, nullptr);
  duckdb_table_function_set_bind(function, bind_rows);
  duckdb_table_function_set_init(function, init_rows);
  duckdb_table_function_set_function(function, read_rows);
  duckdb_table_function_supports_projection_pushdown(function, true);
  duckdb_register_table_function(connection, function);
  duckdb_destroy_table_function(&function);
}

}  // namespace sparkify
