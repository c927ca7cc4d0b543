#pragma once
// COPY of objects as they lie in S3, without our scanner: Redshift says which records it rejected. It does
// not say which object a row came from, so all rows of one COPY carry the first object's id, and record ids
// that count up from there (an IDENTITY, with gaps).

#include <string>

#include "engine/engine.h"
#include "engine/object_copy.h"
#include "engine/redshift_staging.h"

namespace sparkify {

// Makes the temporary staging table and fills it. Throws Error, also where other objects were read than those
// asked for.
ObjectCopyResult copy_originals(Engine& engine, RedshiftStaging& manifests, const std::string& role_arn,
                                const ObjectCopy& copy);

}  // namespace sparkify
