#pragma once
// A warehouse as a folder of SQL: what is staged, the tables and how each is loaded, the checks, and the
// reports (Markdown with SQL in it). The files run as they are in DuckDB and psql. What only this program
// reads stands in comments that start with --@:
//   --@source NAME      (staging) the source whose records the table takes
//   --@jsonpaths NAME   (staging) the source with the jsonpaths file; without it, keys are the columns' names
//   --@reads A B        (star) tables that must be loaded before
//   --@load             what follows runs for each batch of staged rows
//   --@reconcile TABLE  a SELECT of (object_id, outcome, records) that accounts for each staged row of TABLE
//   --@duckdb, --@postgres, --@redshift TEXT   SQL for that engine only; it may stand behind other SQL
//   --@redshift-keys TEXT   how Amazon Redshift distributes and sorts a table, unless it is to choose itself

#include <string>
#include <string_view>
#include <vector>

#include "scan/schema.h"
#include "warehouse/report.h"

namespace sparkify {

struct LoadStep {
  std::string sql;
  std::string reconciles;  // a staging table: `sql` is a SELECT that accounts for its rows; else empty
};

struct TableFile {
  std::string name;                 // the file's name without .sql, and the table's
  std::string path;                 // in the warehouse's folder
  std::string text;                 // as it stands in the file
  std::string comment;              // the lines of text it starts with
  std::vector<std::string> create;  // statements
  std::vector<LoadStep> load;
  std::vector<std::string> reads;
  std::vector<std::string>
      lineage;  // columns that say where a row came from, and so depend on the order of loads
};

struct StagingFile : TableFile {
  std::string source;
  std::string jsonpaths_source;  // empty: 'auto'
  Schema schema;
};

struct QueryFile {
  std::string name;
  std::string path;   // in the warehouse's folder
  std::string title;  // its first comment line
  std::string text;
  std::vector<std::string> statements;
};

struct Warehouse {
  std::vector<StagingFile> staging;  // in the order in which they are best scanned
  std::vector<TableFile> star;       // in the order in which they are loaded
  std::vector<QueryFile> checks;
  std::vector<Report> reports;  // in the order in which they are shown
};

// Reads the folder, or the built-in one where `directory` is empty, for an engine's dialect.
// Throws UsageError, naming file and line.
Warehouse read_warehouse(const std::string& directory, std::string_view dialect);

// The dialects that files are rendered for: duckdb, postgres, redshift, and redshift-auto, where Redshift
// chooses the distribution and sort keys itself.
// The SQL that the engine would get: its own tagged lines without their tags, the other engines' gone.
std::string render(std::string_view text, std::string_view dialect);

// At the semicolons that stand outside of strings and comments.
std::vector<std::string> split_statements(std::string_view sql);

}  // namespace sparkify
