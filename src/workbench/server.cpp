#include "workbench/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/embedded.h"
#include "base/text.h"
#include "workbench/access.h"
#include "workbench/routes.h"

namespace sparkify {

namespace {

constexpr size_t kThreads = 64, kMostBodyBytes = 16 * 1024 * 1024;
constexpr int kMostStreams = 32;
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string content_type(const std::string& path) {
  static const std::map<std::string, std::string> types = {{".html", "text/html; charset=utf-8"},
                                                           {".js", "text/javascript; charset=utf-8"},
                                                           {".css", "text/css; charset=utf-8"},
                                                           {".json", "application/json"},
                                                           {".svg", "image/svg+xml"}};
  const auto found = types.find(std::filesystem::path(path).extension().string());
  return found == types.end() ? "application/octet-stream" : found->second;
}

uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

// The socket that the request came on, which the library does not tell: the one whose ends have these ports.
int find_socket(int client_port, int own_port) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
    const int descriptor = std::atoi(entry.path().filename().c_str());
    sockaddr_storage own{}, peer{};
    socklen_t own_size = sizeof own, peer_size = sizeof peer;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
        port_of(peer) == client_port && port_of(own) == own_port)
      return descriptor;
  }
  return -1;
}

bool has_hung_up(int descriptor) {
  pollfd state{descriptor, POLLRDHUP, 0};
  return descriptor >= 0 && ::poll(&state, 1, 0) > 0 &&
         (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

// With its length told, an answer goes out as it is: the library would spend more time to compress it than a
// loopback takes to carry it.
void set_body(httplib::Response& response, std::string body, const std::string& type) {
  if (body.empty()) {
    response.set_content("", type);
    return;
  }
  const auto text = std::make_shared<const std::string>(std::move(body));
  response.set_content_provider(
      text->size(), type, [text](size_t offset, size_t length, httplib::DataSink& sink) {
        if (offset > text->size()) return false;
        return sink.write(text->data() + offset, std::min(length, text->size() - offset));
      });
}

void serve_file(const httplib::Request& request, httplib::Response& response) {
  const std::string path = request.path == "/" ? "index.html" : request.path.substr(1);
  const std::string* text = embedded_file(embedded_web(), path);
  if (text != nullptr) {
    response.set_header("Cache-Control",
                        path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    set_body(response, *text, content_type(path));
    return;
  }
  response.status = 404;
  set_body(response,
           embedded_web().empty() ? "This build of sparkify has no page; its API is under /api.\n"
                                  : "There is nothing here.\n",
           "text/plain; charset=utf-8");
}

}  // namespace

struct Server::Http {
  httplib::Server server;
  std::atomic<int> streams{0};

  void send(WebAnswer answer, httplib::Response& response, std::function<bool()> client_gone = {}) {
    response.status = answer.status;
    response.set_header("Cache-Control", "no-store");
    if (!answer.file_name.empty())
      response.set_header("Content-Disposition",
                          fmt::format("attachment; filename=\"{}\"", answer.file_name));
    if (!answer.stream) {
      set_body(response, std::move(answer.body), answer.type);
      return;
    }
    if (++streams > kMostStreams) {
      --streams;
      return send(error_answer(WebError(503, "too many streams are open", "close other pages")), response);
    }
    response.set_chunked_content_provider(
        answer.type,
        [next = std::move(answer.stream), gone = std::move(client_gone)](size_t, httplib::DataSink& sink) {
          if (gone && gone()) return false;  // a stream that has nothing to say would not notice
          std::string piece;
          bool more = false;
          try {
            more = next(piece);
          } catch (const std::exception&) {
            return false;  // breaks off: the head was sent
          }
          if (!piece.empty() && !sink.write(piece.data(), piece.size())) return false;
          if (!more) sink.done();
          return true;
        },
        [this](bool) { --streams; });
  }
};

Server::Server(Workbench& workbench, const ServerOptions& options)
    : workbench_(workbench), options_(options), token_(make_token()), http_(std::make_unique<Http>()) {
  httplib::Server& server = http_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(kMostBodyBytes);
  server.set_socket_options([](int listening) {  // not SO_REUSEPORT, by which two servers would share a port
    const int on = 1;
    ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  server.set_tcp_nodelay(true);
  server.set_default_headers({{"Content-Security-Policy", kPolicy},
                              {"X-Content-Type-Options", "nosniff"},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Frame-Options", "DENY"},
                              {"Cross-Origin-Opener-Policy", "same-origin"},
                              {"Cross-Origin-Resource-Policy", "same-origin"}});
  const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
    const auto refuse = [&](int status, const char* message, const char* hint) {
      http_->send(error_answer(WebError(status, message, hint)), response);
    };
    const std::string host = request.get_header_value("Host");
    if (!is_own_host(host, options_.host, port_, options_.allow_remote))
      return refuse(403, "this is not a name of this server", "open the address that sparkify serve printed");
    const std::string site = request.get_header_value("Sec-Fetch-Site");
    const bool is_api = request.path.starts_with("/api/");
    if (!is_own_origin(request.get_header_value("Origin"), host) ||
        (is_api && !site.empty() && site != "same-origin" && site != "none"))
      return refuse(403, "requests of other sites are refused", "");
    if (!is_api) return serve_file(request, response);
    constexpr std::string_view kBearer = "Bearer ";
    const std::string authorization = request.get_header_value("Authorization");
    if (!authorization.starts_with(kBearer) || !same_token(authorization.substr(kBearer.size()), token_))
      return refuse(401, "the token is missing or wrong", "open the address that sparkify serve printed");
    if (request.method != "GET" && request.method != "HEAD" &&
        request.get_header_value("Content-Type").substr(0, 16) != "application/json")
      return refuse(415, "the body must be JSON", "send Content-Type: application/json");
    WebRequest own;
    own.method = request.method == "HEAD" ? "GET" : request.method;
    own.path = split(request.path.substr(5), '/');
    for (const auto& [name, value] : request.params) own.parameters[name] = value;
    own.body = request.body;
    own.client_gone = [descriptor = find_socket(request.remote_port, port_)] {
      return has_hung_up(descriptor);
    };
    http_->send(answer(workbench_, own), response, own.client_gone);
  };
  server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    // The library (0.11) reads beyond an answer's end for a Range, and unpacks a body before anybody can
    // refuse it.
    auto& own = const_cast<httplib::Request&>(request);
    own.ranges.clear();
    own.headers.erase("Content-Encoding");
    constexpr size_t kLongestPath = 1000;  // the library's patterns recurse for each character
    if (request.path.size() <= kLongestPath) return httplib::Server::HandlerResponse::Unhandled;
    http_->send(error_answer(WebError(414, "the path is too long")), response);
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get(".*", handle);
  server.Post(".*", handle);
  server.Put(".*", handle);
  server.Delete(".*", handle);
  port_ = options_.port;
  if (options_.port == 0) {
    port_ = server.bind_to_any_port(options_.host);
  } else if (!server.bind_to_port(options_.host, options_.port)) {
    port_ = -1;
  }
  if (port_ <= 0)
    throw Error(fmt::format("cannot listen on {} port {}", options_.host, options_.port),
                "another program may have the port: --port 0 takes any that is free");
}

Server::~Server() = default;

std::string Server::url() const {
  // Every address of the machine is none that a browser can open.
  std::string host = options_.host == "0.0.0.0" || options_.host == "::" ? machine_name() : options_.host;
  if (host.find(':') != host.npos) host = "[" + host + "]";
  return fmt::format("http://{}:{}/?token={}", host, port_, token_);
}

void Server::run() {
  http_->server.listen_after_bind();
  ended_ = true;
}

void Server::stop() {
  workbench_.stopping = true;
  workbench_.queries().cancel_all();
  // The library's stop() does nothing to a server that is about to listen.
  while (!http_->server.is_running() && !ended_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  http_->server.stop();
}

}  // namespace sparkify
