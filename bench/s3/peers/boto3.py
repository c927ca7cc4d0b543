"""boto3 with 16 threads: lists the bucket and downloads every object.

Usage: boto3.py HOST:PORT OUTPUT_DIR
"""
import concurrent.futures
import pathlib
import sys

sys.path.pop(0)  # this file's folder: it would stand for boto3 itself

import boto3
from botocore.config import Config

endpoint, output = sys.argv[1], pathlib.Path(sys.argv[2])
s3 = boto3.client("s3", endpoint_url=f"http://{endpoint}", config=Config(max_pool_connections=16))


def fetch(key):
    file = output / key
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(s3.get_object(Bucket="songs", Key=key)["Body"].read())


pages = s3.get_paginator("list_objects_v2").paginate(Bucket="songs")
keys = [entry["Key"] for page in pages for entry in page.get("Contents", []) if not entry["Key"].endswith("/")]
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    list(pool.map(fetch, keys))
