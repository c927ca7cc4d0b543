"""What COPY needs of S3: the objects of a prefix or a manifest, with the rights of the role that the statement names."""
import bz2
import gzip
import hashlib
import json

import boto3
import botocore
import zstandard

from .errors import Refusal, with_details

REGIONS = {"": "us-east-1", None: "us-east-1", "EU": "eu-west-1"}


def service_error(message, status, code, context, query_id):
    rid = hashlib.sha256(context.encode()).hexdigest()[:16].upper()
    return with_details(f"S3ServiceException:{message},Status {status},Error {code},Rid {rid},ExtRid {rid},CanRetry 1", 8001, context,
                        query_id, "s3_utility.cpp:671")


def split_url(url):
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return bucket, key


class Store:
    """S3 as the role of one COPY sees it."""

    def __init__(self, server, options, query_id, user):
        self.server, self.options, self.query_id = server, options, query_id
        role = next(iter(server.roles), "default") if options.role == "default" else options.role
        if role not in server.roles:
            arn = f"arn:aws:redshift:{server.region}:123456789012:dbuser:standin/{user}"
            raise with_details(f"User {arn} is not authorized to assume IAM Role {role}", 8001, f"IAM Role={role}", query_id,
                               "xen_aws_credentials_mgr.cpp:411")
        self.buckets = server.roles[role]
        self.region = options.region or server.region
        self.client = boto3.client(
            "s3", endpoint_url=server.s3_endpoint, region_name=self.region, aws_access_key_id=server.s3_key[0],
            aws_secret_access_key=server.s3_key[1],
            config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 3}))
        self.known_regions = {}

    def check(self, bucket, context):
        if bucket not in self.buckets:
            raise service_error("Access Denied", 403, "AccessDenied", context, self.query_id)
        if bucket not in self.known_regions:
            try:
                where = self.client.get_bucket_location(Bucket=bucket).get("LocationConstraint")
                self.known_regions[bucket] = REGIONS.get(where, where)
            except botocore.exceptions.ClientError as error:
                if error.response["Error"]["Code"] == "NoSuchBucket":
                    raise service_error("The specified bucket does not exist", 404, "NoSuchBucket", context, self.query_id) from error
                self.known_regions[bucket] = self.region  # a store that does not tell
        if self.known_regions[bucket] != self.region:
            raise service_error("The bucket you are attempting to access must be addressed using the specified endpoint. Please send all "
                                "future requests to this endpoint.", 301, "PermanentRedirect", context, self.query_id)

    def get(self, url):
        """The object's bytes and its ETag; None if there is none."""
        bucket, key = split_url(url)
        context = f"Reading bucket={bucket} key={key}"
        self.check(bucket, context)
        try:
            answer = self.client.get_object(Bucket=bucket, Key=key)
            return answer["Body"].read(), answer
        except botocore.exceptions.ClientError as error:
            said = error.response["Error"]
            if said["Code"] in ("NoSuchKey", "404"):
                return None
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            raise service_error(said.get("Message", ""), status, said["Code"], context, self.query_id) from error
        except botocore.exceptions.BotoCoreError as error:
            raise service_error(str(error), 503, "InternalError", context, self.query_id) from error

    def required(self, url):
        found = self.get(url)
        if found is None:
            bucket, key = split_url(url)
            raise service_error("The specified key does not exist.", 404, "NoSuchKey", f"Reading bucket={bucket} key={key}", self.query_id)
        return found

    def objects(self):
        """(url, bytes, answer) of each object that the COPY reads."""
        found = self.of_manifest() if self.options.manifest else self.of_prefix()
        for url, entry in found:
            fetched = self.get(url)
            if fetched is None:
                if entry.get("mandatory"):
                    self.required(url)
                continue
            yield url, *fetched

    def of_manifest(self):
        body, _ = self.required(self.options.source)
        try:
            entries = json.loads(body)["entries"]
            assert isinstance(entries, list) and all(isinstance(entry["url"], str) for entry in entries)
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            raise with_details(f"Manifest file is not in correct json format: {self.options.source}", 8001, "Parsing the manifest",
                               self.query_id, "s3_manifest.cpp:1") from error
        present = 0
        for entry in entries:
            bucket, key = split_url(entry["url"])
            if not entry["url"].startswith("s3://") or not key:
                raise with_details("COPY with MANIFEST parameter requires full path of an Amazon S3 object.", 8001, entry["url"],
                                   self.query_id, "s3_manifest.cpp:2")
            self.check(bucket, f"Reading bucket={bucket} key={key}")
            present += 1
            yield entry["url"], entry
        if not present:
            raise with_details("The specified manifest contains no entries", 8001, self.options.source, self.query_id, "s3_manifest.cpp:3")

    def of_prefix(self):
        bucket, prefix = split_url(self.options.source)
        context = f"Listing bucket={bucket} prefix={prefix}"
        self.check(bucket, context)
        count = 0
        try:
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for listed in page.get("Contents", []):
                    count += 1
                    yield f"s3://{bucket}/{listed['Key']}", {"mandatory": True}
        except botocore.exceptions.ClientError as error:
            said = error.response["Error"]
            raise service_error(said.get("Message", ""), error.response["ResponseMetadata"]["HTTPStatusCode"], said["Code"], context,
                                self.query_id) from error
        if count == 0:
            raise with_details(f"The specified S3 prefix '{prefix}' does not exist", 8001, context, self.query_id, "s3_utility.cpp:677")


def unpacked(body, options, url, query_id):
    try:
        if options.compression == "GZIP":
            return gzip.decompress(body)
        if options.compression == "BZIP2":
            return bz2.decompress(body)
        if options.compression == "ZSTD":
            with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
                return reader.read()
        if options.compression == "LZOP":
            raise Refusal("0A000", "the stand-in has no LZOP")
        return body
    except (OSError, EOFError, ValueError, zstandard.ZstdError) as error:
        name = options.compression.lower()
        raise with_details(f"The object is not {name} compressed, or its {name} data is damaged: {url}", 8001, f"Reading {url}", query_id,
                           "s3_file_handler.cpp:1") from error
