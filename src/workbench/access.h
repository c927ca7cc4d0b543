#pragma once
// Who may ask: a token that nobody guesses, and no page of another site, whatever name it gives this machine.

#include <optional>
#include <string>
#include <string_view>

namespace sparkify {

std::string make_token();                                         // 128 random bits, as hexadecimal digits
bool same_token(std::string_view given, std::string_view token);  // in a time that tells nothing

std::string machine_name();  // as other machines of its network may know this one

// Whether a Host header names this server. A name that somebody else's DNS may point here (DNS rebinding)
// does not count: only addresses, localhost, and `host` itself. Addresses besides loopback, and the machine's
// name, only with `allow_remote`.
bool is_own_host(std::string_view header, std::string_view host, int port, bool allow_remote);
// Whether an Origin header, where there is one, is a page of this server.
bool is_own_origin(std::string_view header, std::string_view host_header);

}  // namespace sparkify
