#pragma once
// Runs queries on the pool's connections, several at once, and ends those that take too long, are cancelled,
// or whose client has gone. Thread-safe.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "workbench/engine_pool.h"

namespace sparkify {

class QueryRunner {
 public:
  // `may_read` throws where the warehouse must be left alone for now, as while it is loaded.
  QueryRunner(EnginePool& pool, int64_t max_seconds, std::function<void()> may_read);
  ~QueryRunner();
  QueryRunner(const QueryRunner&) = delete;
  QueryRunner& operator=(const QueryRunner&) = delete;

  using ClientGone = std::function<bool()>;
  // `id` is the client's name for it, which cancel() takes; may be empty.
  void run(const std::string& id, const ClientGone& client_gone, const std::function<void(Engine&)>& action);
  bool cancel(const std::string& id);  // false where no such query runs
  void cancel_all();                   // those to come too

 private:
  struct Running {
    std::string id;
    const ClientGone* client_gone;
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    Engine* engine = nullptr;  // until then it waits for one
    const char* ended_because = nullptr;
    bool being_interrupted = false;  // the engine is needed until then
  };

  void begin(Running& running, Engine& engine);
  void watch();
  void interrupt_ended();

  EnginePool& pool_;
  const int64_t max_seconds_;
  std::function<void()> may_read_;
  std::mutex mutex_;  // guards the list and what is in it
  std::condition_variable interrupted_;
  std::list<Running> running_;
  bool all_cancelled_ = false;
  std::atomic<bool> stopping_{false};
  std::thread watcher_;
};

}  // namespace sparkify
