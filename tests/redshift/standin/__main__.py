"""python -m standin: an Amazon Redshift to test against."""
import argparse
import pathlib
import signal
import sys
import threading

from .cluster import Cluster
from .server import Server


def role(text):
    arn, _, buckets = text.partition("=")
    return arn, set(filter(None, buckets.split(",")))


def pair(text):
    name, _, secret = text.rpartition(":")  # IAM:name:secret as well
    return name, secret


def arguments():
    parser = argparse.ArgumentParser(prog="standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--database", default="dev")
    parser.add_argument("--region", default="us-west-2", help="the cluster's")
    parser.add_argument("--s3-endpoint", metavar="URL", help="where COPY finds S3")
    parser.add_argument("--s3-key", metavar="ID:SECRET", type=pair, default=("standin", "standin"),
                        help="what COPY signs with there")
    parser.add_argument("--role", metavar="ARN=BUCKET,...", type=role, action="append", default=[],
                        help="a role and what it may read")
    parser.add_argument("--user", metavar="NAME:PASSWORD", type=pair, action="append", default=[],
                        help="without any, all may log in")
    parser.add_argument("--iam-users", metavar="FILE", type=pathlib.Path, help="JSON lines of user, password, expires")
    parser.add_argument("--isolation", choices=["snapshot", "serializable"], default="snapshot")
    parser.add_argument("--serverless", action="store_true")
    parser.add_argument("--faults", metavar="FILE", type=pathlib.Path, help="see faults.py")
    parser.add_argument("--log", metavar="FILE", help="each statement, with the number of its connection")
    parser.add_argument("--while-stdin-open", action="store_true", help="ends when its parent does")
    given = parser.parse_args()
    given.isolation = {"snapshot": "REPEATABLE READ", "serializable": "SERIALIZABLE"}[given.isolation]
    return given


def main():
    given = arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    cluster = Cluster(given.database)
    try:
        server = Server(cluster, given)
        threading.Thread(target=server.serve, daemon=True).start()
        print(f"listening on 127.0.0.1:{server.port}", flush=True)
        if given.while_stdin_open:
            sys.stdin.read()
        else:
            threading.Event().wait()
    finally:
        cluster.close()


if __name__ == "__main__":
    main()
