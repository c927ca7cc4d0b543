#include "cli/chart_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <vector>

#include "base/text.h"
#include "cli/result_writer.h"

namespace sparkify {

namespace {

constexpr size_t kBarColumns = 40, kLeastBarColumns = 8;

double number_of(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string pad_right(const std::string& text, size_t columns) {
  const size_t width = characters(text);
  return width >= columns ? text : text + std::string(columns - width, ' ');
}

std::string pad_left(const std::string& text, size_t columns) {
  const size_t width = characters(text);
  return width >= columns ? text : std::string(columns - width, ' ') + text;
}

// A result as a grid: a row a value of one column, a column a value of another, in the order they first
// occur.
struct Grid {
  std::vector<std::string> rows, columns;
  std::map<std::pair<size_t, size_t>, std::string> cells;
  double greatest = 0;
};

size_t index_in(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

size_t column_index(const QueryResult& result, const std::string& name) {
  size_t i = 0;
  while (i < result.columns.size() && result.columns[i].name != name) ++i;
  return i;  // result.columns.size() where `name` is empty
}

Grid make_grid(const QueryResult& result, const std::string& row_name, const std::string& column_name,
               const std::string& value_name) {
  const size_t row = column_index(result, row_name), column = column_index(result, column_name),
               value = column_index(result, value_name);
  Grid grid;
  for (const ResultRow& cells : result.rows) {
    const std::string series = column < cells.size() ? cells[column].value_or("NULL") : "";
    const auto place = std::pair(index_in(grid.rows, for_cell(cells[row].value_or("NULL"))),
                                 index_in(grid.columns, for_cell(series)));
    grid.cells[place] = cells[value].value_or("");
    grid.greatest = std::max(grid.greatest, number_of(grid.cells[place]));
  }
  return grid;
}

size_t widest(const std::vector<std::string>& texts) {
  size_t columns = 0;
  for (const std::string& text : texts) columns = std::max(columns, characters(text));
  return columns;
}

// In eighths of a column.
std::string bar(double share, size_t columns) {
  static const char* const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto length =
      static_cast<size_t>(std::llround(std::max(0.0, share) * static_cast<double>(columns) * 8));
  std::string text;
  for (size_t i = 0; i < length / 8; ++i) text += "█";
  return text + eighths[length % 8];
}

std::string trimmed_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string format_number(std::string_view text, std::string_view format) {
  if (text.empty()) return "-";
  if (format == "plain") return std::string(text);
  if (format == "bytes") return format_bytes(static_cast<uint64_t>(number_of(text)));
  if (format == "seconds") return format_seconds(number_of(text));
  if (format == "percent") return std::string(text) + " %";
  int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc()) return std::string(text);
  return format_count(whole) + std::string(end, text.data() + text.size());
}

void print_bars(const ReportBlock& block, const QueryResult& result, std::FILE* out) {
  const Grid grid = make_grid(result, block.option("x"), block.option("series"), block.option("y"));
  const size_t label_columns = widest(grid.rows);
  std::vector<std::vector<std::string>> numbers(grid.columns.size());
  for (size_t c = 0; c < grid.columns.size(); ++c) {
    for (size_t r = 0; r < grid.rows.size(); ++r) {
      const auto cell = grid.cells.find({r, c});
      numbers[c].push_back(
          format_number(cell == grid.cells.end() ? "" : cell->second, block.option("format")));
    }
  }
  const size_t bar_columns =
      std::max(kLeastBarColumns, kBarColumns / std::max<size_t>(1, grid.columns.size()));
  if (!block.option("series").empty()) {
    std::string head(label_columns, ' ');
    for (size_t c = 0; c < grid.columns.size(); ++c)
      head += "  " + pad_right(grid.columns[c], widest(numbers[c]) + 1 + bar_columns);
    fmt::print(out, "{}\n", trimmed_end(head));
  }
  for (size_t r = 0; r < grid.rows.size(); ++r) {
    std::string line = pad_right(grid.rows[r], label_columns);
    for (size_t c = 0; c < grid.columns.size(); ++c) {
      const auto cell = grid.cells.find({r, c});
      const double share =
          cell == grid.cells.end() || grid.greatest <= 0 ? 0 : number_of(cell->second) / grid.greatest;
      line += fmt::format("  {} {}", pad_left(numbers[c][r], widest(numbers[c])),
                          pad_right(bar(share, bar_columns), bar_columns));
    }
    fmt::print(out, "{}\n", trimmed_end(line));
  }
}

void print_heat_map(const ReportBlock& block, const QueryResult& result, bool colours, std::FILE* out) {
  constexpr size_t kShades = 4;
  static const char* const shades[kShades] = {"░", "▒", "▓", "█"};
  static const int backgrounds[kShades] = {153, 111, 69, 26};  // of xterm's 256 colours: light to deep blue
  const Grid grid = make_grid(result, block.option("y"), block.option("x"), block.option("value"));
  std::vector<size_t> order(grid.columns.size());
  for (size_t c = 0; c < order.size(); ++c) order[c] = c;
  const bool numeric = std::all_of(grid.columns.begin(), grid.columns.end(), [](const std::string& name) {
    return !name.empty() && name.find_first_not_of("0123456789") == name.npos;
  });
  if (numeric) {
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return number_of(grid.columns[a]) < number_of(grid.columns[b]); });
  }
  const size_t label_columns = widest(grid.rows),
               cell_columns = std::max<size_t>(2, widest(grid.columns)) + 1;
  std::string head(label_columns + 1, ' ');
  for (const size_t c : order) head += pad_left(grid.columns[c], cell_columns);
  fmt::print(out, "{}\n", head);
  const auto cell_text = [&](size_t shade, size_t columns) {
    std::string text;
    if (colours) return fmt::format("\033[48;5;{}m{}\033[0m", backgrounds[shade], std::string(columns, ' '));
    for (size_t i = 0; i < columns; ++i) text += shades[shade];
    return text;
  };
  for (size_t r = 0; r < grid.rows.size(); ++r) {
    std::string line = pad_right(grid.rows[r], label_columns + 1);
    for (const size_t c : order) {
      const auto cell = grid.cells.find({r, c});
      const double value = cell == grid.cells.end() ? 0 : number_of(cell->second);
      const auto shade = static_cast<size_t>(std::ceil(value / grid.greatest * kShades));
      line +=
          value <= 0 ? std::string(cell_columns, ' ') : cell_text(std::min(shade, kShades) - 1, cell_columns);
    }
    fmt::print(out, "{}\n", colours ? line : trimmed_end(line));
  }
  std::string legend = pad_right("", label_columns + 1) + "up to";
  for (size_t shade = 0; shade < kShades; ++shade) {
    const double most = grid.greatest * static_cast<double>(shade + 1) / kShades;
    legend +=
        fmt::format("  {} {}", cell_text(shade, 2), format_count(static_cast<int64_t>(std::ceil(most))));
  }
  if (grid.greatest > 0) fmt::print(out, "{}\n", legend);
}

}  // namespace sparkify
