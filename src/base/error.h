#pragma once
// The one kind of error of the program: thrown where something goes wrong, caught in cli/main.cpp.
// Bad records are not errors, they are data (see scan/reject.h).

#include <stdexcept>
#include <string>

namespace sparkify {

// What the process returns to the shell.
enum class ExitCode { kFine = 0, kFailed = 1, kUsage = 2, kRejects = 3 };

class Error : public std::runtime_error {
 public:
  // `message` says what was being done, to what, and what went wrong; `hint` what to try (may be empty).
  explicit Error(const std::string& message, std::string hint = "", ExitCode exit_code = ExitCode::kFailed)
      : std::runtime_error(message), hint_(std::move(hint)), exit_code_(exit_code) {}

  const std::string& hint() const { return hint_; }
  ExitCode exit_code() const { return exit_code_; }

 private:
  std::string hint_;
  ExitCode exit_code_;
};

// A wrong command line or config: the program ends with exit code 2.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message, std::string hint = "")
      : Error(message, std::move(hint), ExitCode::kUsage) {}
};

}  // namespace sparkify
