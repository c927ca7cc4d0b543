"""The warehouse that the workbench is measured and driven over: 10 million plays made up, 300 MB, kept for the next time;
remove it to have it made anew."""
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "support"))
from program import Program

FOLDER = ROOT / "build" / "bench" / "workbench"
WAREHOUSE = FOLDER / "plays.duckdb"
NEEDED_BYTES = 8e9


def prepare():
    """The program of the release build, which runs in FOLDER, with WAREHOUSE loaded; takes NEEDED_BYTES of disk for a moment."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = Program(ROOT / "build" / "release" / "sparkify", FOLDER)
    if not WAREHOUSE.exists():
        data = FOLDER / "data"
        shutil.rmtree(data, ignore_errors=True)
        for file in FOLDER.glob("part.duckdb*"):
            file.unlink()
        program.run("generate", data, "--users", 60_000, "--events", 12_000_000, "--days", 60, "--songs", 15_000, timeout=None)
        program.load("part.duckdb", {"log_data": data / "log_data", "song_data": data / "song_data",
                                     "log_jsonpath": data / "log_json_path.json"}, timeout=None)
        (FOLDER / "part.duckdb").rename(WAREHOUSE)
        shutil.rmtree(data)
    return program
