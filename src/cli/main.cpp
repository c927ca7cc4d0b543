#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "base/error.h"
#include "cli/command_line.h"

int main(int argc, char** argv) {
  using sparkify::Error;
  using sparkify::ExitCode;
  const bool colours = ::isatty(STDERR_FILENO) != 0;
  const auto complain = [&](std::string_view message, std::string_view hint) {
    fmt::print(stderr, "{}error:{} {}\n", colours ? "\033[31m" : "", colours ? "\033[0m" : "", message);
    if (!hint.empty()) fmt::print(stderr, "Try: {}\n", hint);
  };
  try {
    return static_cast<int>(sparkify::run_command_line(argc, argv));
  } catch (const Error& error) {
    complain(error.what(), error.hint());
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    complain(error.what(), "");
    return static_cast<int>(ExitCode::kFailed);
  }
}
