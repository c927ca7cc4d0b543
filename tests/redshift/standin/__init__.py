"""A strict stand-in for Amazon Redshift: it speaks the PostgreSQL protocol, takes Redshift's SQL, refuses what Redshift
refuses, performs COPY from S3 itself, and runs the rest on a PostgreSQL of its own.

python -m standin --help says how it is started; `Standin` starts it for a test.
"""
from .process import MISSING, Standin

__all__ = ["MISSING", "Standin"]
