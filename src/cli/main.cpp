#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "base/error.h"
#include "cli/command_line.h"

namespace {

// The number of a standard stream that is closed would go to the next file that is opened: the warehouse.
void open_closed_streams() {
  int file = 0;
  while ((file = ::open("/dev/null", O_RDWR)) >= 0 && file <= STDERR_FILENO) {
  }
  ::close(file);
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  using sparkify::Error;
  using sparkify::ExitCode;
  const bool colours = ::isatty(STDERR_FILENO) != 0;
  const auto complain = [&](std::string_view message, std::string_view hint) {
    std::string text =
        fmt::format("{}error:{} {}\n", colours ? "\033[31m" : "", colours ? "\033[0m" : "", message);
    if (!hint.empty()) text += fmt::format("Try: {}\n", hint);
    std::fputs(text.c_str(), stderr);  // which may be full
  };
  try {
    const ExitCode code = sparkify::run_command_line(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw Error(fmt::format("cannot write the output: {}", std::strerror(errno)));
    return static_cast<int>(code);
  } catch (const Error& error) {
    complain(error.what(), error.hint());
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    complain(error.what(), "");
    return static_cast<int>(ExitCode::kFailed);
  }
}
