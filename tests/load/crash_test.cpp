// A load that is killed anywhere, and run again, gives the same star.

#include <gtest/gtest.h>

#include <csignal>

#include "support/data_set.h"

namespace sparkify::test {
namespace {

TEST(Crash, KilledAtEveryPointAndRunAgain) {
  const TempFolder folder;
  GenerateOptions generated;
  generated.directory = folder / "data";
  generated.users = 20;
  generated.days = 11;
  generated.songs = 20;
  generated.faults = true;
  generate(generated);
  load_into(folder / "reference.duckdb", load_options(generated.directory));
  const std::string star = star_of(folder / "reference.duckdb");

  std::vector<std::string> command = {"load", "--threads", "1"};
  for (const LoadSource& source : load_options(generated.directory).sources) {
    command.push_back("--source");
    command.push_back(source.name + "=" + source.location);
  }
  constexpr int kRejectsExit = 3;
  int points = 0;
  for (int point = 1;; ++point) {
    SCOPED_TRACE(point);
    const std::string target = folder / ("killed" + std::to_string(point) + ".duckdb");
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--to", target});
    const int ended = run_program(arguments, {{"SPARKIFY_CRASH_AT", std::to_string(point)}});
    if (ended == kRejectsExit) break;  // it passed fewer points than this
    ASSERT_EQ(ended, -SIGKILL);
    ++points;
    const int again = run_program(arguments);
    ASSERT_TRUE(again == kRejectsExit || again == 0) << again;  // 0: killed after the commit
    ASSERT_EQ(star_of(target), star);
    std::filesystem::remove(target);
  }
  EXPECT_GE(points, 50);
}

}  // namespace
}  // namespace sparkify::test
