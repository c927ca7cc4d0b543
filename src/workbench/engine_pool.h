#pragma once
// A few connections to the warehouse, opened when they are needed and closed soon after: nobody else can
// write a DuckDB file while one is open. Thread-safe.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/engine.h"

namespace sparkify {

class EnginePool {
 public:
  using Open = std::function<std::unique_ptr<Engine>()>;

  EnginePool(Open open, size_t most) : open_(std::move(open)), most_(most) {}

  // A connection for one query at a time; given back at the end unless it is dropped.
  class Lease {
   public:
    Lease(EnginePool& pool, std::unique_ptr<Engine> engine) : pool_(pool), engine_(std::move(engine)) {}
    ~Lease() { pool_.give_back(std::move(engine_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Engine& operator*() { return *engine_; }
    void drop() { engine_.reset(); }

   private:
    EnginePool& pool_;
    std::unique_ptr<Engine> engine_;
  };

  // Waits for a free one. Throws WebError 503 where too many wait, and what opening throws.
  std::unique_ptr<Lease> lease();
  void close_idle(std::chrono::milliseconds unused_for);
  // Runs `action` while the pool has nothing open and hands out nothing.
  void run_alone(const std::function<void()>& action);

 private:
  struct Idle {
    std::unique_ptr<Engine> engine;
    std::chrono::steady_clock::time_point since;
  };

  void give_back(std::unique_ptr<Engine> engine);

  Open open_;
  const size_t most_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Idle> idle_;
  size_t in_use_ = 0, waiting_ = 0;
  bool alone_ = false;
};

}  // namespace sparkify
