#pragma once
// A report is Markdown with SQL blocks (warehouse/report/*.md). The header of a block says how its rows are
// drawn:
//   ```sql chart=line x=day y=plays title="Plays by day"
// The first heading is the report's title, and <!--@order N--> on a line of its own its place among the
// others.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

struct ReportBlock {
  std::string id;  // empty: text
  std::string markdown;
  std::string title;
  std::string chart;                           // number, table, line, bar, heatmap or map
  std::map<std::string, std::string> options;  // the other words of the header
  std::string sql;                             // one statement
  int line = 0;                                // of the header in the file

  bool is_query() const { return !id.empty(); }
  std::string option(const std::string& name) const;  // "" where the header does not have it
};

struct Report {
  std::string name;
  std::string title;
  int order = 0;
  std::vector<ReportBlock> blocks;
};

// `file` is for errors. Throws UsageError, naming file and line.
Report parse_report(std::string_view name, std::string_view text, std::string_view dialect,
                    std::string_view file);

}  // namespace sparkify
