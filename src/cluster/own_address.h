#pragma once
// The address from which this machine reaches the internet.

#include <string>

#include "config/settings.h"

namespace sparkify {

// Asks checkip.amazonaws.com, or what SPARKIFY_CHECKIP_URL names. Throws Error.
std::string own_address(const Settings::Environment& environment, const std::string& ca_bundle);

}  // namespace sparkify
