#pragma once
// Amazon Redshift: PostgreSQL's protocol, another dialect, and rows that come by COPY from S3. Provisioned
// clusters and Serverless are alike here.

#include <functional>
#include <memory>
#include <string>

#include "aws/s3_client.h"
#include "aws/secrets_manager.h"
#include "engine/engine.h"

namespace sparkify {

struct RedshiftAddress {
  std::string host, port, database, user, password;  // empty: not given
};

struct RedshiftOptions {
  RedshiftAddress configured;  // what a target's URL leaves out
  // The user and password for an address that has none.
  std::function<DatabaseLogin(const RedshiftAddress&)> login;
  std::string role_arn;  // that COPY reads S3 with
  // s3://bucket/prefix that rows are put under, and where it was set. Where there is none, COPY reads the
  // objects as they lie, and only the manifests that name them are put, under another prefix.
  std::string staging, staging_origin, manifests, manifests_origin;
  S3Options s3;
};

// `target` is redshift://user@host:5439/database, or redshift for the configured address.
std::unique_ptr<Engine> open_redshift(const std::string& target, const RedshiftOptions& redshift,
                                      const EngineOptions& options);

}  // namespace sparkify
