#include "cluster/own_address.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "net/http_client.h"

namespace sparkify {

std::string own_address(const Settings::Environment& environment, const std::string& ca_bundle) {
  const char* given = environment("SPARKIFY_CHECKIP_URL");
  const std::string url = given != nullptr && *given != '\0' ? given : "https://checkip.amazonaws.com/";
  HttpOptions options;
  options.max_in_flight = 1;
  options.ca_bundle = ca_bundle;
  const HttpResponse response = HttpClient(options).fetch({"GET", url, {}, ""});
  std::string address(trim(response.body));
  const bool is_address = !address.empty() && address.find_first_not_of("0123456789.") == address.npos;
  if (response.status == 200 && is_address) return address;
  throw Error(
      fmt::format("cannot find out this machine's address: {} {}", url,
                  response.status == 0 ? response.failure
                                       : fmt::format("answered {} without an IPv4 address", response.status)),
      "--my-ip 203.0.113.7 gives it");
}

}  // namespace sparkify
