#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "cli/command.h"
#include "config/options.h"

namespace sparkify {

namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

ExitCode run(CommandContext& context) {
  const std::string path = context.arguments.empty() ? "dwh.cfg" : context.arguments[0];
  if (std::filesystem::exists(path) && !context.settings.is_set("force")) {
    throw UsageError(fmt::format("{} is there already", path), "--force overwrites it");
  }
  const Warehouse warehouse = open_warehouse(context.settings, "duckdb");
  std::string text =
      "# Settings of sparkify. A flag wins over the environment, the environment over this file.\n"
      "# Keep no password and no key in here: this file tends to be committed.\n"
      "\n"
      "[DWH]\n"
      "# The warehouse: a DuckDB file, postgres://user@host/database, or redshift for the cluster below.\n"
      "TARGET = sparkify.duckdb\n"
      "# Another folder of SQL makes another warehouse; empty takes the built-in one.\n"
      "# WAREHOUSE = ./warehouse\n"
      "# More rejected records than this stop a load.\n"
      "# MAX_REJECTS = 1000\n"
      "# MEMORY_LIMIT = " +
      std::string(option("memory-limit").default_value) +
      "\n"
      "# THREADS = 0\n"
      "\n"
      "[S3]\n"
      "# Where the records come from: folders, files or s3://bucket/prefix. Values may stand in quotes.\n"
      "# REGION, ENDPOINT_URL, ADDRESSING_STYLE and TIMEOUT (seconds) are S3's own settings.\n";
  for (const StagingFile& staging : warehouse.staging) {
    text += fmt::format("# {}: {}\n{} = ''\n", staging.name, staging.comment, upper(staging.source));
    if (!staging.jsonpaths_source.empty()) {
      text += fmt::format("# the jsonpaths file of {}\n{} = ''\n", staging.source,
                          upper(staging.jsonpaths_source));
    }
  }
  text +=
      "# Where rows wait for Redshift's COPY, in the cluster's region.\n"
      "# STAGING = s3://bucket/prefix\n"
      "\n"
      "# Amazon Redshift: a cluster that is there. sparkify cluster up makes one, and needs none of these.\n"
      "[CLUSTER]\n"
      "# HOST = warehouse.abc123.us-west-2.redshift.amazonaws.com\n"
      "# DB_NAME = dev\n"
      "# DB_USER = awsuser\n"
      "# The password: SPARKIFY_DB_PASSWORD in the environment, a secret, or else IAM gives a temporary "
      "one.\n"
      "# SECRET_ARN = arn:aws:secretsmanager:...\n"
      "\n"
      "[IAM_ROLE]\n"
      "# ARN = arn:aws:iam::123456789012:role/warehouse\n";
  std::ofstream stream(path);
  stream << text;
  stream.close();
  if (!stream) throw Error(fmt::format("cannot write {}", path));
  fmt::print("wrote {}\n", path);
  return ExitCode::kFine;
}

}  // namespace

Command init_command() {
  return {"init", "", "Write a commented dwh.cfg", "FILE", 0, 1, {"warehouse", "force"}, "  sparkify init\n",
          run};
}

}  // namespace sparkify
