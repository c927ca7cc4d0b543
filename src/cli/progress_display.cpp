#include "cli/progress_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "base/text.h"

namespace sparkify {

using namespace std::chrono_literals;

ProgressDisplay::ProgressDisplay(const LoadProgress& progress)
    : progress_(progress), terminal_(::isatty(STDERR_FILENO) != 0), thread_([this] { run(); }) {}

ProgressDisplay::~ProgressDisplay() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ProgressDisplay::run() {
  std::unique_lock lock(mutex_);
  bool printed = false;
  auto wait = 1000ms;
  while (!wake_.wait_for(lock, wait, [this] { return ended_; })) {
    print();
    printed = true;
    wait = terminal_ ? 200ms : 5000ms;
  }
  if (printed && terminal_) fmt::print(stderr, "\r\033[K");
}

void ProgressDisplay::print() const {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const auto done = static_cast<double>(progress_.bytes_done),
             total = static_cast<double>(progress_.bytes_total);
  std::string line =
      fmt::format("{}: {} of {} objects, {} of {}, {} records ({}/s)", progress_.phase.load(),
                  format_count(progress_.objects_done), format_count(progress_.objects_total),
                  format_bytes(static_cast<uint64_t>(done)), format_bytes(static_cast<uint64_t>(total)),
                  format_count(progress_.records),
                  format_count(static_cast<int64_t>(static_cast<double>(progress_.records) / seconds)));
  if (progress_.rejects > 0) line += fmt::format(", {} rejected", format_count(progress_.rejects));
  if (done > 0 && done < total)
    line += fmt::format(", {} left", format_seconds(seconds * (total - done) / done));
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{}", line);
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  std::fflush(stderr);
}

}  // namespace sparkify
