#pragma once
// PostgreSQL 12 and newer through libpq. Staged rows go into temporary tables by binary COPY.

#include <memory>
#include <string>

#include "engine/engine.h"

namespace sparkify {

// `url` is postgres://[user[:password]@][host][:port][/database][?parameters]; what it leaves out comes from
// PGHOST and friends and ~/.pgpass, as libpq documents. Servers that are not local must show a certificate
// that the system trusts for their name, unless the URL or PGSSLMODE asks for less. Throws Error.
std::unique_ptr<Engine> open_postgres(const std::string& url, const EngineOptions& options);

}  // namespace sparkify
