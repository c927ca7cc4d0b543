#include "cli/command.h"

namespace sparkify {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      init_command(),  doctor_command(),  generate_command(), create_tables_command(), load_command(),
      check_command(), rejects_command(), query_command(),    report_command(),        sql_command()};
  return table;
}

std::unique_ptr<Engine> open_target(const Settings& settings, bool read_only) {
  return open_engine(settings.text("to"), {settings.bytes("memory-limit"),
                                           static_cast<int>(settings.integer("threads")), read_only});
}

Warehouse open_warehouse(const Settings& settings, std::string_view dialect) {
  return read_warehouse(settings.text("warehouse"), dialect);
}

}  // namespace sparkify
