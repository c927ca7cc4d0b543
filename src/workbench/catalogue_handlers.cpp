#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "warehouse/keys.h"
#include "workbench/handlers.h"
#include "workbench/json_value.h"

namespace sparkify {

namespace {

using Json = nlohmann::ordered_json;

// Schema, table, its comment, column, type, whether it may be NULL, its comment: as each engine tells, of the
// tables that may be read.
constexpr const char* kDuckDbColumns =
    "SELECT c.schema_name, c.table_name, t.comment, c.column_name, c.data_type, c.is_nullable, c.comment "
    "FROM duckdb_columns() c JOIN duckdb_tables() t ON t.table_oid = c.table_oid AND t.database_oid = "
    "c.database_oid "
    "WHERE NOT t.internal AND NOT t.temporary AND c.database_name = current_database() "
    "ORDER BY c.schema_name, c.table_name, c.column_index";
constexpr const char* kPostgresColumns =
    "SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class'), a.attname, "
    "format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, col_description(c.oid, a.attnum) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped "
    "AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' "
    "AND n.nspname || '.' || c.relname <> 'ledger.lock' "  // whose readers wait while a load runs
    "AND CASE WHEN has_schema_privilege(n.nspname, 'USAGE') THEN "
    "has_table_privilege(quote_ident(n.nspname) || '.' || quote_ident(c.relname), 'SELECT') ELSE false END "
    "ORDER BY n.nspname, c.relname, a.attnum";

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text += '"';
}

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

const char* kind_of(const Warehouse& warehouse, const std::map<std::string, std::string>& keys,
                    const std::string& schema, const std::string& table, size_t references) {
  if (schema == "ledger") return "ledger";
  const auto named = [&](const TableFile& file) { return file.name == table; };
  if (std::any_of(warehouse.staging.begin(), warehouse.staging.end(), named)) return "staging";
  if (keys.contains(table)) return "dimension";
  const bool in_star = std::any_of(warehouse.star.begin(), warehouse.star.end(), named);
  return in_star && references > 1 ? "fact" : "other";
}

QueryResult columns_of(Engine& engine) {
  return engine.query(engine.dialect() == "duckdb" ? kDuckDbColumns : kPostgresColumns);
}

// How many rows a table has; of large ones in engines that count slowly what they estimate.
std::string count_of(Engine& engine, const std::string& schema, const std::string& table) {
  constexpr int64_t kLarge = 100'000;
  if (engine.dialect() != "duckdb") {
    const int64_t estimate = engine.query_integer(fmt::format(
        "SELECT CAST(c.reltuples AS BIGINT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = {} AND c.relname = {}",
        engine.literal(schema), engine.literal(table)));
    if (estimate > kLarge) return std::to_string(estimate);
  }
  return engine.query_value(fmt::format("SELECT count(*) FROM {}.{}", quoted(schema), quoted(table)));
}

struct KnownTable {
  std::string schema, name;
  std::vector<std::pair<std::string, std::string>> columns;  // name and type
};

// Only what the catalogue lists becomes part of a statement. Throws WebError 404.
KnownTable find_table(Engine& engine, const std::string& schema, const std::string& name) {
  KnownTable table{schema, name, {}};
  for (const ResultRow& row : columns_of(engine).rows) {
    if (row[0] == schema && row[1] == name) table.columns.emplace_back(*row[3], *row[4]);
  }
  if (table.columns.empty()) throw WebError(404, fmt::format("there is no table {}.{}", schema, name));
  return table;
}

// {"name":...,"nulls":...,"distinct":...,"min":...,"max":...,"top":[...]}
Json statistics_of(Engine& engine, const std::string& from, const std::string& name,
                   const std::string& type) {
  constexpr int64_t kMostDistinctForTop = 10'000;
  const std::string column = quoted(name);
  const std::string comparable =
      lower(type) == "boolean" ? fmt::format("CAST({} AS VARCHAR)", column) : column;
  const std::string distinct = engine.dialect() == "duckdb"     ? "approx_count_distinct({})"
                               : engine.dialect() == "redshift" ? "APPROXIMATE COUNT(DISTINCT {})"
                                                                : "count(DISTINCT {})";
  const QueryResult counted =
      engine.query(fmt::format("SELECT count(*) - count({0}), {1}, min({2}), max({2}) FROM {3}", column,
                               fmt::format(fmt::runtime(distinct), column), comparable, from));
  const ResultRow& row = counted.rows.at(0);
  Json json = {{"name", name},
               {"type", type},
               {"nulls", std::stoll(row[0].value_or("0"))},
               {"distinct", std::stoll(row[1].value_or("0"))},
               {"min", text_or_null(row[2])},
               {"max", text_or_null(row[3])},
               {"top", Json::array()}};
  if (json["distinct"].get<int64_t>() > kMostDistinctForTop) return json;
  for (const ResultRow& value :
       engine
           .query(fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0} ORDER BY 2 DESC, 1 LIMIT 5", column,
                              from))
           .rows) {
    json["top"].push_back({{"value", text_or_null(value[0])}, {"count", std::stoll(*value[1])}});
  }
  return json;
}

WebAnswer json_answer(const Json& json) {
  WebAnswer answer;
  answer.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer;
}

}  // namespace

WebAnswer get_catalogue(Workbench& workbench, const WebRequest& request) {
  const Warehouse warehouse = workbench.warehouse();
  const std::map<std::string, std::string> keys = declared_keys(warehouse);
  const auto reference = [&](const std::string& table, const std::string& column) -> Json {
    for (const auto& [other, key] : keys) {
      if (other != table && key == column) return fmt::format("{}.{}", other, key);
    }
    return nullptr;
  };
  Json tables = Json::array();
  workbench.queries().run("", request.client_gone, [&](Engine& engine) {
    for (const ResultRow& row : columns_of(engine).rows) {
      const std::string &schema = *row[0], &table = *row[1];
      if (tables.empty() || tables.back()["schema"] != schema || tables.back()["name"] != table)
        tables.push_back({{"schema", schema},
                          {"name", table},
                          {"comment", text_or_null(row[2])},
                          {"columns", Json::array()}});
      const bool has_references = schema != "ledger";
      tables.back()["columns"].push_back(
          {{"name", *row[3]},
           {"type", *row[4]},
           {"nullable", row[5] == "true"},
           {"comment", text_or_null(row[6])},
           {"key", has_references && keys.contains(table) && keys.at(table) == *row[3]},
           {"references", has_references ? reference(table, *row[3]) : nullptr}});
    }
    for (Json& table : tables) {
      const auto references =
          std::count_if(table["columns"].begin(), table["columns"].end(),
                        [](const Json& column) { return !column["references"].is_null(); });
      const std::string schema = table["schema"], name = table["name"];
      table["kind"] = kind_of(warehouse, keys, schema, name, static_cast<size_t>(references));
      table["rows"] = std::stoll(count_of(engine, schema, name));
      if (table["kind"] != "staging") continue;  // staged rows refer to nothing yet
      for (Json& column : table["columns"]) column["references"] = nullptr;
    }
  });
  return json_answer({{"tables", tables}});
}

WebAnswer get_table(Workbench& workbench, const WebRequest& request) {
  Json columns = Json::array();
  QueryResult sample;
  workbench.queries().run("", request.client_gone, [&](Engine& engine) {
    const KnownTable table = find_table(engine, request.path[1], request.path[2]);
    const std::string from = quoted(table.schema) + "." + quoted(table.name);
    for (const auto& [name, type] : table.columns) columns.push_back(statistics_of(engine, from, name, type));
    sample = engine.query(fmt::format("SELECT * FROM {} LIMIT 20", from));
  });
  WebAnswer answer = json_answer(columns);
  answer.body = fmt::format(R"({{"columns":{},"sample":{{"columns":{},"rows":{}}}}})", answer.body,
                            json_columns(sample.columns), json_rows(sample.columns, sample.rows));
  return answer;
}

// As the SQL of the warehouse says, without asking the engine.
WebAnswer get_lineage(Workbench& workbench, const WebRequest&) {
  const Warehouse warehouse = workbench.warehouse();
  Json nodes = Json::array(), edges = Json::array();
  std::set<std::string> known;
  const auto node = [&](const std::string& id, const char* kind, const std::string& title) {
    if (known.insert(id).second) nodes.push_back({{"id", id}, {"kind", kind}, {"title", title}});
  };
  const auto edge = [&](const std::string& from, const std::string& to) {
    edges.push_back({{"from", from}, {"to", to}});
  };
  const auto star_tables = [&](const std::string& sql, const std::string& to) {
    for (const TableFile& table : warehouse.star) {
      if (mentions(sql, table.name)) edge("table:" + table.name, to);
    }
  };
  for (const StagingFile& staging : warehouse.staging) {
    for (const std::string& source : {staging.source, staging.jsonpaths_source}) {
      if (source.empty()) continue;
      node("source:" + source, "source", source);
      edge("source:" + source, "table:" + staging.name);
    }
    node("table:" + staging.name, "staging", staging.name);
  }
  for (const TableFile& table : warehouse.star) {
    node("table:" + table.name, "star", table.name);
    for (const std::string& read : table.reads) edge("table:" + read, "table:" + table.name);
  }
  for (const QueryFile& check : warehouse.checks) {
    node("check:" + check.name, "check", check.title);
    star_tables(join(check.statements, "\n"), "check:" + check.name);
  }
  for (const Report& report : warehouse.reports) {
    node("report:" + report.name, "report", report.title);
    std::string sql;
    for (const ReportBlock& block : report.blocks) sql += block.sql + "\n";
    star_tables(sql, "report:" + report.name);
  }
  return json_answer({{"nodes", nodes}, {"edges", edges}});
}

}  // namespace sparkify
