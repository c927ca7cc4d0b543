// The workbench's server ends whenever it is told to.

#include "workbench/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace sparkify {
namespace {

using namespace std::chrono_literals;

TEST(Server, EndsThoughToldBeforeItListens) {
  Workbench workbench({});
  Server server(workbench, {});
  std::future<void> stopped = std::async(std::launch::async, [&] { server.stop(); });
  stopped.wait_for(100ms);
  std::future<void> ended = std::async(std::launch::async, [&] { server.run(); });
  EXPECT_EQ(ended.wait_for(10s), std::future_status::ready);
  server.stop();  // again: nothing, or the end of a test that failed
}

}  // namespace
}  // namespace sparkify
