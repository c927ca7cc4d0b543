#include "warehouse/warehouse.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "warehouse/ddl.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTag = "--@";

std::vector<EmbeddedFile> read_folder(const fs::path& root) {
  if (!fs::is_directory(root)) {
    throw UsageError(fmt::format("--warehouse {} is no folder", root.string()),
                     "a warehouse is a folder with staging/, star/, check/ and report/");
  }
  std::vector<EmbeddedFile> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path());
    std::stringstream text;
    text << stream.rdbuf();
    std::string plain = without_byte_order_mark(text.str());
    std::erase(plain, '\r');
    files.push_back({entry.path().lexically_relative(root).string(), std::move(plain)});
  }
  std::sort(files.begin(), files.end(),
            [](const EmbeddedFile& a, const EmbeddedFile& b) { return a.path < b.path; });
  return files;
}

std::string leading_comment(std::string_view text) {
  std::string comment;
  for (std::string_view line : split_views(text, '\n')) {
    if (!line.starts_with("--") || line.starts_with(kTag)) break;
    if (!comment.empty()) comment += ' ';
    comment += trim(line.substr(2));
  }
  return comment;
}

template <typename File>
void read_table(const EmbeddedFile& embedded, const std::string& text, File& file) {
  file.name = fs::path(embedded.path).stem().string();
  file.path = embedded.path;
  file.text = embedded.text;
  file.comment = leading_comment(text);
  bool loading = false;
  std::string reconciles, section;
  const auto end_section = [&] {
    for (std::string& statement : split_statements(section)) {
      if (loading) {
        file.load.push_back({std::move(statement), reconciles});
      } else {
        file.create.push_back(std::move(statement));
      }
    }
    section.clear();
  };
  int line_number = 0;
  for (const std::string_view line : split_views(text, '\n')) {
    ++line_number;
    if (!line.starts_with(kTag)) {
      section += line;
      section += '\n';
      continue;
    }
    const std::vector<std::string> words = split_words(line.substr(kTag.size()));
    const std::string directive = words.empty() ? "" : words[0];
    if (directive == "load" || (directive == "reconcile" && words.size() == 2)) {
      end_section();
      loading = true;
      reconciles = directive == "load" ? "" : words[1];
    } else if (directive == "lineage") {
      file.lineage.insert(file.lineage.end(), words.begin() + 1, words.end());
    } else if (directive == "reads") {
      file.reads.insert(file.reads.end(), words.begin() + 1, words.end());
    } else if constexpr (std::is_same_v<File, StagingFile>) {
      if (directive == "source" && words.size() == 2)
        file.source = words[1];
      else if (directive == "jsonpaths" && words.size() == 2)
        file.jsonpaths_source = words[1];
      else
        throw UsageError(fmt::format("{}:{}: what is {}?", embedded.path, line_number, line));
    } else {
      throw UsageError(fmt::format("{}:{}: what is {}?", embedded.path, line_number, line),
                       "valid are --@reads, --@lineage, --@load, --@reconcile TABLE, and an engine's name");
    }
  }
  end_section();
}

QueryFile read_queries(const EmbeddedFile& embedded, const std::string& text) {
  QueryFile file;
  file.name = fs::path(embedded.path).stem().string();
  file.path = embedded.path;
  file.text = embedded.text;
  file.statements = split_statements(text);
  file.title = leading_comment(text);
  return file;
}

// Tables after those they read, otherwise by name.
std::vector<TableFile> in_load_order(std::vector<TableFile> files) {
  std::vector<TableFile> ordered;
  std::set<std::string> left;
  for (const TableFile& file : files) left.insert(file.name);
  while (!files.empty()) {
    const auto next = std::find_if(files.begin(), files.end(), [&](const TableFile& file) {
      return std::none_of(file.reads.begin(), file.reads.end(),
                          [&](const std::string& name) { return left.contains(name); });
    });
    if (next == files.end())
      throw UsageError(fmt::format("star/{}.sql reads itself by way of others", files[0].name));
    left.erase(next->name);
    ordered.push_back(std::move(*next));
    files.erase(next);
  }
  return ordered;
}

// Text compares byte by byte in every engine; in PostgreSQL only columns that say so do.
std::string with_byte_order(std::string_view line) {
  constexpr std::string_view kType = "VARCHAR(";
  std::string result;
  for (size_t at = line.find(kType); at != line.npos; at = line.find(kType)) {
    const size_t end = std::min(line.find(')', at), line.size() - 1) + 1;
    result += line.substr(0, end);
    result += " COLLATE \"C\"";
    line.remove_prefix(end);
  }
  return result.append(line);
}

}  // namespace

std::string render(std::string_view text, std::string_view dialect) {
  static const std::vector<std::string_view> tags = {"duckdb", "postgres", "redshift", "redshift-keys"};
  const auto is_own = [&](std::string_view word) {
    if (word == "redshift-keys") return dialect == "redshift";
    return word == (dialect == "redshift-auto" ? "redshift" : dialect);
  };
  std::string rendered;
  for (const std::string_view line : split_views(text, '\n')) {
    std::string_view kept = line;
    std::string own;
    if (const size_t at = line.find(kTag); at != line.npos) {
      const std::string_view tag = line.substr(at + kTag.size());
      const std::string_view word = tag.substr(0, tag.find(' '));
      if (std::find(tags.begin(), tags.end(), word) != tags.end()) {
        kept = line.substr(0, at);
        if (is_own(word)) own = tag.substr(word.size() + 1);
        if (trim(kept).empty() && own.empty()) continue;
      }
    }
    rendered += dialect == "postgres" ? with_byte_order(kept) : std::string(kept);
    rendered += own;
    rendered += '\n';
  }
  return rendered;
}

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  size_t start = 0;
  bool has_code = false;
  const auto end_statement = [&](size_t end) {
    if (has_code) statements.emplace_back(trim(sql.substr(start, end - start)));
    start = end + 1;
    has_code = false;
  };
  for (size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '\'' || c == '"') {
      has_code = true;
      i = std::min(sql.find(c, i + 1), sql.size() - 1);
    } else if (sql.substr(i, 2) == "--") {
      i = std::min(sql.find('\n', i), sql.size() - 1);
    } else if (sql.substr(i, 2) == "/*") {
      i = std::min(sql.find("*/", i + 2), sql.size() - 2) + 1;
    } else if (c == ';') {
      end_statement(i);
    } else if (!std::isspace(static_cast<unsigned char>(c))) {
      has_code = true;
    }
  }
  end_statement(sql.size());
  return statements;
}

Warehouse read_warehouse(const std::string& directory, std::string_view dialect) {
  Warehouse warehouse;
  const std::vector<EmbeddedFile> files = directory.empty() ? embedded_warehouse() : read_folder(directory);
  for (const EmbeddedFile& file : files) {
    const fs::path path(file.path);
    const std::string folder = path.parent_path().string();
    if (folder == "report" && path.extension() == ".md") {
      warehouse.reports.push_back(parse_report(path.stem().string(), file.text, dialect, file.path));
      continue;
    }
    if (path.extension() != ".sql") continue;
    const std::string text = render(file.text, dialect);
    if (folder == "staging") {
      StagingFile staging;
      read_table(file, text, staging);
      if (staging.source.empty()) throw UsageError(file.path + ": has no --@source NAME");
      staging.schema = parse_create_table(staging.create.empty() ? "" : staging.create[0], file.path);
      warehouse.staging.push_back(std::move(staging));
    } else if (folder == "star") {
      TableFile table;
      read_table(file, text, table);
      warehouse.star.push_back(std::move(table));
    } else if (folder == "check") {
      warehouse.checks.push_back(read_queries(file, text));
    } else if (folder == "report") {
      throw UsageError(fmt::format("{}: a report is a Markdown file with blocks of SQL", file.path),
                       fmt::format("write report/{}.md", path.stem().string()));
    } else {
      throw UsageError(
          fmt::format("{}: a warehouse has the folders staging, star, check and report", file.path));
    }
  }
  std::stable_sort(warehouse.reports.begin(), warehouse.reports.end(),
                   [](const Report& a, const Report& b) { return a.order < b.order; });
  warehouse.star = in_load_order(std::move(warehouse.star));
  // What the first tables read is scanned first: dimensions before facts, so that facts find them.
  const auto first_reader = [&](const StagingFile& staging) {
    return std::find_if(warehouse.star.begin(), warehouse.star.end(), [&](const TableFile& table) {
      return std::find(table.reads.begin(), table.reads.end(), staging.name) != table.reads.end();
    });
  };
  std::stable_sort(
      warehouse.staging.begin(), warehouse.staging.end(),
      [&](const StagingFile& a, const StagingFile& b) { return first_reader(a) < first_reader(b); });
  return warehouse;
}

}  // namespace sparkify
