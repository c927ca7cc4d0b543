"""The stand-in for Redshift: each thing it refuses, takes and loads, seen by clients that others wrote.

Usage: standin_test.py [unittest's own arguments]
"""
import os
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent / "standin_tests")]
from standin.process import MISSING, PYTHON

if MISSING:
    print(f"skipped: no {MISSING}")
    sys.exit(77)
if pathlib.Path(sys.prefix) != PYTHON.parents[1]:
    os.execv(PYTHON, [str(PYTHON), *sys.argv])  # the clients are among tests/requirements.txt

from client_cases import *
from copy_cases import *
from copy_json_cases import *
from load_table_cases import *
from refused_cases import *
from sql_cases import *
from transaction_cases import *
from world import World

try:
    unittest.main(verbosity=1)
finally:
    World.close()
