"""The workbench's reports: every block, one file of it, and a page that follows its file.

Usage: reports_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import shutil
import threading
import time
import unittest

from serve_case import ROOT, SCRATCH, ServeCase


class Reports(ServeCase):
    def test_info(self):
        info = self.bench.get("info")
        self.assertEqual((info["program"], info["target"], info["engine"]), ("sparkify", "serve.duckdb", "duckdb"))
        self.assertEqual(info["limits"], {"seconds": 60, "rows": 5000})
        self.assertFalse(info["editable"])

    def test_every_block_of_every_report(self):
        names = [report["name"] for report in self.bench.get("reports")]
        self.assertEqual(names[0], "overview")
        self.assertGreaterEqual(len(names), 6)
        for name in names:
            report = self.bench.get(f"reports/{name}")
            for block in report["blocks"]:
                if block["type"] == "query":
                    result = self.bench.get(f"reports/{name}/blocks/{block['id']}")
                    columns = [column["name"] for column in result["columns"]]
                    for word in ("x", "y", "series", "value", "lat", "lon"):
                        self.assertIn(block["options"].get(word, columns[0]), columns)
        plays = self.bench.get("reports/overview/blocks/1")
        self.assertEqual(plays["rows"], [[self.report["tables"]["songplays"]]])
        self.assertEqual(self.bench.ask("GET", "reports/nothing")[0], 404)
        self.assertEqual(self.bench.ask("GET", "reports/overview/blocks/99")[0], 404)

    def test_a_report_as_one_file(self):
        self.program.run("create-tables", "--to", "other.duckdb")
        made = self.program.run("report", "overview", "--to", "other.duckdb", "--html", "overview.html")
        if self.bench.raw("GET", "/")[0] == 404:
            self.assertIn("has no page to export to", made.stderr)  # as built without web/dist
            return
        page = (SCRATCH / "overview.html").read_text()
        exported = page.split('<script type="application/json" id="sparkify-export">')[1].split("</script>")[0]
        self.assertNotIn("<", exported)
        self.assertEqual(json.loads(exported)["report"], self.bench.get("reports/overview"))
        self.assertEqual(json.loads(exported)["results"]["1"]["rows"], [[0]])

    def test_an_edited_report_tells(self):
        warehouse = SCRATCH / "warehouse"
        shutil.copytree(ROOT / "warehouse", warehouse, dirs_exist_ok=True)
        bench = self.serve("serve.duckdb", "--warehouse", "warehouse")
        self.assertTrue(bench.get("info")["editable"])
        heard = []
        def listen():
            for event, _ in bench.events("reports/overview/events"):
                heard.append(event)
                return
        listener = threading.Thread(target=listen)
        listener.start()
        time.sleep(0.5)
        report = warehouse / "report" / "overview.md"
        report.write_text(report.read_text().replace("# Overview", "# Edited"))
        listener.join(20)
        self.assertEqual(heard, ["changed"])
        self.assertEqual(bench.get("reports/overview")["title"], "Edited")
        report.write_text("```sql chart=pie\nSELECT 1\n```\n")
        status, answer = bench.ask("GET", "reports/overview")
        self.assertEqual((status, answer["error"]["message"]), (422, "report/overview.md:1: there is no chart pie"))


unittest.main(verbosity=1)
