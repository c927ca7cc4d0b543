#include "workbench/access.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

namespace sparkify {

namespace {

bool is_address(const std::string& name) {
  unsigned char address[16];
  return ::inet_pton(AF_INET, name.c_str(), address) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), address) == 1;
}

}  // namespace

std::string make_token() {
  unsigned char bytes[16];
  if (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes))
    throw Error("the system gives no random numbers");
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

bool same_token(std::string_view given, std::string_view token) {
  unsigned difference = given.size() == token.size() ? 0 : 1;
  for (size_t i = 0; i < token.size(); ++i) {
    const char c = i < given.size() ? given[i] : '\0';
    difference |= static_cast<unsigned>(static_cast<unsigned char>(c ^ token[i]));
  }
  return difference == 0;
}

std::string machine_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return "localhost";
  return lower(name);
}

bool is_own_host(std::string_view header, std::string_view host, int port, bool allow_remote) {
  std::string suffix = fmt::format(":{}", port);
  if (port == 80 && !header.ends_with(suffix)) suffix.clear();  // which a browser leaves out
  if (!header.ends_with(suffix)) return false;
  std::string name = lower(header.substr(0, header.size() - suffix.size()));
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name == "localhost" || name == "127.0.0.1" || name == "::1" || name == lower(host)) return true;
  return allow_remote && (is_address(name) || name == machine_name());
}

bool is_own_origin(std::string_view header, std::string_view host_header) {
  return header.empty() || lower(header) == "http://" + lower(host_header);
}

}  // namespace sparkify
