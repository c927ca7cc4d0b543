"""What COPY needs of S3: the objects of a prefix or a manifest, with the rights of the role that the statement names."""
import bz2
import gzip
import hashlib
import json

import boto3
import botocore
import zstandard

from .errors import not_supported, with_details

REGIONS = {"": "us-east-1", None: "us-east-1", "EU": "eu-west-1"}


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

    def failed(self, message, context):
        return with_details(message, 8001, context, self.query_id, "s3_utility.cpp:677")

    def refused(self, message, status, code, context):
        rid = hashlib.sha256(context.encode()).hexdigest()[:16].upper()
        return self.failed(f"S3ServiceException:{message},Status {status},Error {code},Rid {rid},ExtRid {rid},CanRetry 1",
                           context)

    def refused_by_s3(self, error, context):
        said, status = error.response["Error"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        return self.refused(said.get("Message", ""), status, said["Code"], context)

    def check(self, bucket, context):
        if bucket not in self.buckets:
            raise self.refused("Access Denied", 403, "AccessDenied", context)
        if bucket not in self.known_regions:
            try:
                where = self.client.get_bucket_location(Bucket=bucket).get("LocationConstraint")
                self.known_regions[bucket] = REGIONS.get(where, where)
            except botocore.exceptions.ClientError as error:
                if error.response["Error"]["Code"] == "NoSuchBucket":
                    raise self.refused_by_s3(error, context) from error
                self.known_regions[bucket] = self.region  # a store that does not tell
        if self.known_regions[bucket] != self.region:
            raise self.refused("The bucket you are attempting to access must be addressed using the specified endpoint. Please "
                               "send all future requests to this endpoint.", 301, "PermanentRedirect", context)

    def get(self, url):
        """The object's bytes and its ETag; None if there is none."""
        bucket, key = split_url(url)
        context = f"Reading bucket={bucket} key={key}"
        self.check(bucket, context)
        try:
            answer = self.client.get_object(Bucket=bucket, Key=key)
            return answer["Body"].read(), answer
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise self.refused_by_s3(error, context) from error
        except botocore.exceptions.BotoCoreError as error:
            raise self.refused(str(error), 503, "InternalError", context) from error

    def required(self, url):
        found = self.get(url)
        if found is None:
            bucket, key = split_url(url)
            raise self.refused("The specified key does not exist.", 404, "NoSuchKey", f"Reading bucket={bucket} key={key}")
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
            raise self.failed(f"Manifest file is not in correct json format: {self.options.source}",
                              "Parsing the manifest") from error
        if not entries:
            raise self.failed("The specified manifest contains no entries", self.options.source)
        for entry in entries:
            bucket, key = split_url(entry["url"])
            if not entry["url"].startswith("s3://") or not key:
                raise self.failed("COPY with MANIFEST parameter requires full path of an Amazon S3 object.", entry["url"])
            self.check(bucket, f"Reading bucket={bucket} key={key}")
            yield entry["url"], entry

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
            raise self.refused_by_s3(error, context) from error
        if count == 0:
            raise self.failed(f"The specified S3 prefix '{prefix}' does not exist", context)

    def unpacked(self, body, url):
        compression = self.options.compression
        try:
            if compression == "GZIP":
                return gzip.decompress(body)
            if compression == "BZIP2":
                return bz2.decompress(body)
            if compression == "ZSTD":
                with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
                    return reader.read()
            if compression == "LZOP":
                raise not_supported("the stand-in has no LZOP")
            return body
        except (OSError, EOFError, ValueError, zstandard.ZstdError) as error:
            raise self.failed(f"The object is not {compression.lower()} compressed, or damaged: {url}",
                              f"Reading {url}") from error
