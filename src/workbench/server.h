#pragma once
// The HTTP server: the page's files and the API, for this machine alone unless told otherwise. Of the two
// ways in, a browser on a foreign page is kept out by the token, the Host and the Origin, other users of the
// machine by the token.

#include <atomic>
#include <memory>
#include <string>

#include "workbench/workbench.h"

namespace sparkify {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any that is free
  bool allow_remote = false;
};

class Server {
 public:
  // Binds the port. Throws Error where it is taken.
  Server(Workbench& workbench, const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const;  // with the token
  void run();               // until stop()
  void stop();              // from another thread than run()'s, also just before run() is called

 private:
  struct Http;

  Workbench& workbench_;
  ServerOptions options_;
  std::string token_;
  int port_ = 0;
  std::atomic<bool> ended_{false};
  std::unique_ptr<Http> http_;
};

}  // namespace sparkify
