#include <fmt/format.h>

#include <chrono>

#include "workbench/explain.h"
#include "workbench/handlers.h"
#include "workbench/json_value.h"
#include "workbench/statement.h"

namespace sparkify {

namespace {

constexpr size_t kFirstRows = 200;
constexpr int64_t kMostRowsOfPage = 10'000;

// Errors count bytes from the start of what was sent.
[[noreturn]] void throw_moved(const StatementError& error, int64_t bytes) {
  std::optional<size_t> position = error.position();
  if (position) position = static_cast<size_t>(std::max<int64_t>(0, static_cast<int64_t>(*position) + bytes));
  throw StatementError(error.what(), error.hint(), position);
}

}  // namespace

WebAnswer post_query(Workbench& workbench, const WebRequest& request) {
  const std::string sql = request.body_text("sql");
  const ReadingStatement statement = reading_statement(sql);
  const auto result = std::make_shared<StoredResult>(statement.text, workbench.options().max_rows);
  const auto start = std::chrono::steady_clock::now();
  try {
    workbench.queries().run(request.body_text("id"), request.client_gone,
                            [&](Engine& engine) { engine.query(statement.text, *result); });
  } catch (const StatementError& error) {
    throw_moved(error, static_cast<int64_t>(statement.start));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  WebAnswer answer;
  answer.body =
      fmt::format(R"({{"result":{},"columns":{},"rows":{},"row_count":{},"truncated":{},"seconds":{}}})",
                  json_text(workbench.results().add(result)), json_columns(result->columns()),
                  result->rows_json(0, kFirstRows, nullptr), result->rows(), result->truncated(), seconds);
  return answer;
}

WebAnswer post_cancel(Workbench& workbench, const WebRequest& request) {
  WebAnswer answer;
  answer.body = fmt::format(R"({{"cancelled":{}}})", workbench.queries().cancel(request.path[1]));
  return answer;
}

WebAnswer get_result(Workbench& workbench, const WebRequest& request) {
  const std::shared_ptr<const StoredResult> result = workbench.results().find(request.path[1]);
  const auto offset = static_cast<size_t>(request.integer("offset", 0, static_cast<int64_t>(result->rows())));
  const auto limit = static_cast<size_t>(request.integer("limit", kFirstRows, kMostRowsOfPage));
  std::shared_ptr<const std::vector<uint32_t>> order;
  if (!request.text("sort").empty() && !result->columns().empty()) {
    const int64_t column = request.integer("sort", 0, static_cast<int64_t>(result->columns().size()) - 1);
    order = result->order(static_cast<size_t>(column), request.text("order") == "desc");
  }
  WebAnswer answer;
  answer.body = fmt::format(R"({{"rows":{}}})", result->rows_json(offset, limit, order.get()));
  return answer;
}

WebAnswer post_explain(Workbench& workbench, const WebRequest& request) {
  const ReadingStatement statement = reading_statement(request.body_text("sql"));
  const std::string explain = explain_prefix(workbench.options().dialect);
  QueryResult plan;
  try {
    workbench.queries().run("", request.client_gone,
                            [&](Engine& engine) { plan = engine.query(explain + statement.text); });
  } catch (const StatementError& error) {
    throw_moved(error, static_cast<int64_t>(statement.start) - static_cast<int64_t>(explain.size()));
  }
  WebAnswer answer;
  answer.body = plan_json(plan);
  return answer;
}

}  // namespace sparkify
