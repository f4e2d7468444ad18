"""Results of the Python package against those of the command."""

import json
import os
import pickle
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np

import overbuild
from overbuild._quantile import quantile

ROOT = Path(os.environ["ROOT"])
os.chdir(ROOT)
try:
    import pandas
except ImportError:
    pandas = None
try:
    import matplotlib
except ImportError:
    matplotlib = None
needs_pandas = unittest.skipIf(pandas is None, "no pandas (Debian package python3-pandas)")
needs_matplotlib = unittest.skipIf(
    matplotlib is None, "no matplotlib (Debian package python3-matplotlib)")


def command(*words):
    """Runs the command; returns what it writes as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.json"
        subprocess.run([os.environ["OVERBUILD"], *map(str, words), "--json", str(file)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return json.loads(file.read_text())


def same(a, b):
    return np.array_equal(a, b, equal_nan=True)


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = Path(cls.folder.name) / "run"
        command("run", "telecom-1996", "--set", "population.enterprises=60", "--replicate", 3,
                "--years", 6, "--seed", 5, "--overlay", "switches/freeze-builder", "-o", cls.place)
        cls.world = overbuild.run("telecom-1996", {"population.enterprises": 60}, replicate=3,
                                years=6, seed=5, overlay="switches/freeze-builder")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_digest_is_the_commands(self):
        manifest = json.loads((self.place / "manifest.json").read_text())
        self.assertEqual(self.world.digest, manifest["result_digest"])
        self.assertEqual((self.world.seed, self.world.replicate), (5, 3))
        self.assertEqual(list(self.world.years), list(range(1995, 2002)))

    def test_settings_as_texts_are_those_of_the_command(self):
        texts = overbuild.run("telecom-1996.yaml", ["population.enterprises=60"], replicate=3,
                              years=6, seed=5, overlay=["switches/freeze-builder"], threads=2)
        self.assertEqual(texts.digest, self.world.digest)
        other = overbuild.run("telecom-1996", "population.enterprises=60", years=6, seed=5,
                              overlay="switches/freeze-builder")
        self.assertNotEqual(other.digest, self.world.digest)
        self.assertIsNone(other.replicate)

    def test_tables_are_the_commands_files(self):
        for name in ("events", "agents", "flows", "losses", "parameters"):
            self.assertEqual(self.world.table_text(name), (self.place / f"{name}.csv").read_text())
        with self.assertRaisesRegex(overbuild.ConfigurationError, "no table 'event'"):
            self.world.table_text("event")

    def test_values_are_those_of_the_file_and_of_read_run(self):
        again = overbuild.read_run(self.place)
        self.assertEqual(again.digest, self.world.digest)
        self.assertEqual(again.metrics, self.world.metrics)
        self.assertEqual(again.units, self.world.units)
        self.assertTrue(same(again.values, self.world.values))
        self.assertTrue(same(again["capex"], self.world["capex"]))
        self.assertEqual(again.findings, self.world.findings)
        self.assertEqual(again.replicate, 3)
        self.assertEqual(again.table_text("events"), self.world.table_text("events"))
        self.assertIn("given in", again.explain("run.years"))

    def test_a_changed_directory_is_refused_in_the_programs_words(self):
        file = self.place / "series.csv"
        text = file.read_text()
        try:
            file.write_text(text[: len(text) // 2])
            with self.assertRaisesRegex(overbuild.ResultError, "series.csv") as refused:
                overbuild.read_run(self.place)
            self.assertTrue(refused.exception.problems)
        finally:
            file.write_text(text)
        with self.assertRaisesRegex(overbuild.ResultError, "expected a run directory"):
            overbuild.read_run(self.place / "nothing")

    def test_words(self):
        self.assertIn("reported capital expenditure", self.world.explain("capex"))
        self.assertIn("did you mean", str(self.failure(lambda: self.world.explain("run.yeers"))))
        html = self.world._repr_html_()
        for part in (self.world.digest, "no forecast of any firm", "<svg", "capex"):
            self.assertIn(part, html)
        self.assertIn("replicate 3", repr(self.world))
        with self.assertRaisesRegex(KeyError, "did you mean 'capex'"):
            self.world["capexx"]

    def failure(self, call):
        with self.assertRaises(overbuild.OverbuildError) as raised:
            call()
        return raised.exception

    @needs_pandas
    def test_frames(self):
        series = self.world.series
        self.assertEqual(series.shape, self.world.values.shape)
        self.assertEqual(series.index.name, "year")
        self.assertTrue(same(series["capex"].to_numpy(), self.world["capex"]))
        self.assertEqual(series.attrs["units"]["capex"], "usd")
        agents = self.world.table("agents")
        self.assertEqual(agents["value"].dtype, float)
        losses = self.world.table("losses")
        self.assertEqual(losses.attrs["units"]["amount_usd"], "usd")
        head, *rows = (row.split(",") for row in self.world.table_text("losses").splitlines())
        exact = [row[head.index("amount_usd")] for row in rows]
        self.assertEqual(list(losses["amount_usd"]), [float(value) for value in exact])
        self.assertEqual(list(self.world.events.columns)[:3], ["year", "phase", "kind"])


class Errors(unittest.TestCase):
    def test_problems_carry_place_and_nearest_name(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "own.yaml"
            file.write_text(f"extends: {ROOT}/configs/toy.yaml\nexpectations:\n  neglct: 0.5\n"
                            "run:\n  years: many\n")
            with self.assertRaises(overbuild.ConfigurationError) as refused:
                overbuild.run(file)
            first, second = refused.exception.problems
            self.assertEqual((first.file, first.line, first.column), (str(file), 3, 3))
            self.assertEqual(first.nearest, "neglect")
            self.assertEqual(second.line, 5)
            said = subprocess.run([os.environ["OVERBUILD"], "check", str(file)],
                                  capture_output=True, text=True)
            for problem in refused.exception.problems:
                self.assertIn(problem.text, said.stderr + said.stdout)
                self.assertIn(problem.text, str(refused.exception))

    def test_settings(self):
        for wrong, said in ((["run.years"], "expected path=value"),
                            ({"run.years": float("nan")}, "no number"),
                            ({"expectations.neglct": 1}, "did you mean 'expectations.neglect'"),
                            ({"expectations.neglect": 7}, "expectations.neglect")):
            with self.assertRaisesRegex(overbuild.ConfigurationError, said):
                overbuild.run("toy", wrong)
        with self.assertRaisesRegex(TypeError, "object"):
            overbuild.run("toy", {"run.years": object()})
        with self.assertRaisesRegex(overbuild.ConfigurationError, "did you mean 'toy'"):
            overbuild.run("toi")
        for wrong in ({"seed": -1}, {"seed": 2**32}, {"replicate": -1}, {"replicate": 0.5},
                      {"years": "5"}, {"threads": -1}, {"replicate": 2**40}, {"years": True}):
            with self.assertRaisesRegex(overbuild.ConfigurationError, "whole number"):
                overbuild.run("toy", **wrong)

    def test_numpy_values_are_values(self):
        a = overbuild.run("toy", {"run.years": np.int64(2), "expectations.neglect": np.float64(.5)})
        b = overbuild.run("toy", ["run.years=2", "expectations.neglect=0.5"])
        c = overbuild.run("toy", {"run.years": 9, "expectations.neglect": 0.5}, years=2)
        self.assertEqual({a.digest, b.digest, c.digest}, {a.digest})

    def test_worlds_that_do_not_fit_together(self):
        settings = {"run.years": 2, "population.workloads_lo": {"dist": "choice",
                                                                 "values": [5, 20]}}
        worlds = overbuild.ensemble("toy", 8, settings, progress=False)
        self.assertTrue(worlds.failures)
        self.assertEqual(len(worlds) + len(worlds.failures), 8)
        self.assertTrue(worlds.complete)
        bad = worlds.failures[0]
        self.assertEqual(bad.error.kind, "refused")
        self.assertIn("did not end", repr(worlds))
        self.assertIn("workloads", str(bad.error))
        with self.assertRaisesRegex(overbuild.ConfigurationError, "workloads") as refused:
            overbuild.run("toy", settings, replicate=bad.replicate)
        self.assertIn(refused.exception.problems[0].text, str(bad.error))
        self.assertEqual(worlds.values.shape[0], len(worlds))


class Ensembles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = Path(cls.folder.name) / "worlds.db"
        overlay = Path(cls.folder.name) / "cheap.yaml"
        overlay.write_text("expectations: {neglect: 0.4}\n")
        cls.settings = {"population.enterprises": 60, "run.years": 5}
        cls.said = command("ensemble", "telecom-1996", "-n", 6, "--set",
                           "population.enterprises=60", "--years", 5, "-o", cls.file)
        command("ensemble", "telecom-1996", "-n", 4, "--set", "population.enterprises=60",
                "--years", 5, "--scenario", f"cheap={overlay}", "--metrics", "debt,capex",
                "-o", Path(cls.folder.name) / "two.db")
        cls.worlds = overbuild.ensemble("telecom-1996", 6, cls.settings, progress=False)
        cls.other = overbuild.ensemble("telecom-1996", 6,
                                       {**cls.settings, "expectations.neglect": 0.4},
                                       progress=False, threads=1)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_digest_is_the_commands(self):
        self.assertEqual(self.worlds.digest, self.said["content_digest"])
        self.assertEqual(len(self.worlds), 6)
        one = overbuild.run("telecom-1996", self.settings, replicate=4)
        self.assertEqual(self.worlds.digests[4], one.digest)
        self.assertTrue(same(self.worlds.values[4], one.values))
        self.assertEqual(self.worlds._complete()[4].parameters, one.parameters)

    def test_reads_what_the_command_stored(self):
        read = overbuild.read_ensemble(self.file)
        self.assertEqual(read.digest, self.said["content_digest"])
        self.assertEqual(read.metrics, self.worlds.metrics)
        self.assertEqual(list(read.years), list(self.worlds.years))
        self.assertTrue(same(read.values, self.worlds.values))
        self.assertEqual([w.parameters for w in read], [w.parameters for w in self.worlds])
        self.assertEqual((read.config, read.seed, read.units["capex"]), ("telecom-1996", 1, "usd"))
        some = overbuild.read_ensemble(self.file, metrics=["debt", "capex"])
        self.assertEqual(some.values.shape[2], 2)
        self.assertTrue(same(some["capex"], self.worlds["capex"]))
        self.assertTrue(same(some.outcome("debt:max:1996-2000"),
                             self.worlds.outcome("debt:max:1996-2000")))
        self.assertIs(read.resume(), read)

    def test_reads_scenarios(self):
        file = Path(self.folder.name) / "two.db"
        cheap = overbuild.read_ensemble(file, "cheap")
        self.assertEqual(cheap.metrics, ["debt", "capex"])
        self.assertEqual(list(cheap.digests.values()), list(self.other.digests.values())[:4])
        self.assertTrue(same(cheap["capex"], self.other["capex"][:4]))
        pairs = cheap.paired(overbuild.read_ensemble(file))
        self.assertTrue(same(pairs["debt"], self.other["debt"][:4] - self.worlds["debt"][:4]))
        said = json.loads(subprocess.run(
            [os.environ["OVERBUILD"], "compare", str(file), str(file), "--scenario", "base",
             "--scenario", "cheap", "--outcome", "debt:max:1996-1999 / 1e9", "--json", "-"],
            check=True, capture_output=True, text=True).stdout)
        debt = said["differences"]["debt"]["years"]
        self.assertEqual([row["year"] for row in debt], list(pairs.years))
        for name, probability in (("q10", 0.1), ("median", 0.5), ("q90", 0.9)):
            told = np.array([row[name] for row in debt], dtype=float)
            self.assertTrue(same(told, pairs.quantile("debt", probability)))
        above = np.array([row["share_above"] for row in debt], dtype=float)
        self.assertTrue(same(above, pairs.share_above("debt")))
        self.assertEqual(said["outcomes"]["debt:max:1996-1999 / 1e9"]["median"],
                         quantile(pairs.outcome("debt:max:1996-1999 / 1e9"), 0.5))
        with self.assertRaisesRegex(overbuild.ResultError, "expected one of base, cheap"):
            overbuild.read_ensemble(file, "dear")

    def test_files_of_something_else(self):
        for file, said in ((ROOT / "README.md", "no file of an ensemble"),
                           (ROOT / "nothing.db", "no such file")):
            with self.assertRaisesRegex(overbuild.ResultError, said):
                overbuild.read_ensemble(file)

    def test_streams(self):
        seen = {}
        for world in overbuild.stream("telecom-1996", 3, self.settings, first=2):
            seen[world.replicate] = world.digest
        self.assertEqual(seen, {r: self.worlds.digests[r] for r in (2, 3, 4)})
        called = []
        kept = overbuild.ensemble("telecom-1996", 2, self.settings, first=4, metrics=["capex"],
                                  progress=called.append)
        self.assertEqual(sorted(world.replicate for world in called), [4, 5])
        self.assertEqual(list(kept.replicates), [4, 5])
        self.assertTrue(same(kept["capex"], self.worlds["capex"][4:]))
        self.assertEqual(kept.values.shape, (2, 6, 1))
        self.assertEqual(len(overbuild.ensemble("toy", 0, years=1)), 0)

    def test_progress(self):
        import io

        line = io.StringIO()
        progress = overbuild.Progress(2, line)
        for world in self.worlds:
            if progress.done < 2:
                progress(world)
        progress.close()
        self.assertIn("2 of 2 worlds", line.getvalue())
        self.assertTrue(line.getvalue().endswith("\n"))

    def test_pairs(self):
        pairs = self.other.paired(self.worlds)
        self.assertEqual(len(pairs), 6)
        self.assertTrue(same(pairs.values, self.other.values - self.worlds.values))
        self.assertTrue(np.all(pairs["capex"][:, 0] == 0))
        expected = self.other.outcome("capex:sum:1996-2000") \
            - self.worlds.outcome("capex:sum:1996-2000")
        self.assertTrue(same(pairs.outcome("capex:sum:1996-2000"), expected))
        self.assertTrue(same(pairs.share_above("capex"), np.mean(pairs["capex"] > 0, axis=0)))
        other_seed = overbuild.ensemble("telecom-1996", 1, self.settings, seed=9)
        with self.assertRaisesRegex(ValueError, "seeds"):
            self.worlds.paired(other_seed)
        with self.assertRaisesRegex(ValueError, "no world"):
            self.worlds.paired(overbuild.ensemble("toy", 1, years=1))

    def test_outcomes(self):
        rows = self.worlds["capex"][:, 1:4]
        self.assertTrue(np.allclose(self.worlds.outcome("capex:sum:1996-1998"), rows.sum(axis=1),
                                    rtol=1e-14))
        self.assertTrue(same(self.worlds.outcome("capex:max:1996-1998"), rows.max(axis=1)))
        self.assertTrue(np.all(np.isnan(self.worlds.outcome("capex:max:2050"))))
        ratio = self.worlds.outcome("capex:sum:1996-1998 / capex:at:1996 - 1")
        self.assertTrue(np.allclose(ratio, rows.sum(axis=1) / rows[:, 0] - 1, rtol=1e-12))
        for wrong, said in (("capex:total:1996", "unknown statistic"), ("capex", "three parts")):
            with self.assertRaisesRegex(overbuild.ConfigurationError, said):
                self.worlds.outcome(wrong)
        with self.assertRaises(KeyError):
            self.worlds.outcome("capx:sum:1996")

    def test_quantiles(self):
        values = np.array([[1.0, np.nan, -np.inf], [2.0, np.nan, 1.0], [4.0, 3.0, np.inf]])
        self.assertTrue(same(quantile(values, 0.25), [1.5, 3.0, -np.inf]))
        self.assertTrue(same(quantile(values, 0.75), [3.0, 3.0, np.inf]))
        self.assertTrue(same(quantile(values, 1.0), [4.0, 3.0, np.inf]))
        self.assertTrue(same(quantile(np.full((2, 1), np.inf), 0.5), [np.inf]))
        self.assertTrue(same(quantile(np.empty((0, 2)), 0.5), [np.nan, np.nan]))
        rng = np.random.default_rng(1)
        sample = rng.normal(size=(31, 4))
        for p in (0, 0.1, 0.5, 0.9, 1):
            self.assertTrue(np.allclose(quantile(sample, p), np.quantile(sample, p, axis=0)))
        with self.assertRaisesRegex(ValueError, "probability"):
            quantile(sample, 1.5)

    def test_an_ensemble_travels(self):
        again = pickle.loads(pickle.dumps(self.worlds))
        self.assertTrue(same(again.values, self.worlds.values))
        self.assertEqual(again.digest, self.worlds.digest)

    @needs_pandas
    def test_frames(self):
        # Median of the series as the command tells it.
        frame = self.worlds.quantiles("capex")
        self.assertEqual(list(frame.columns), [0.1, 0.5, 0.9])
        self.assertTrue(same(frame[0.5].to_numpy(), np.median(self.worlds["capex"], axis=0)))
        some = self.worlds.quantiles(["debt", "capex"], q=(0.5,))
        self.assertTrue(same(some[("capex", 0.5)].to_numpy(), frame[0.5].to_numpy()))
        self.assertEqual(self.worlds.quantiles().shape, (6, 3 * len(self.worlds.metrics)))
        self.assertEqual(self.worlds.series.loc[(3, 1997), "debt"], self.worlds["debt"][3, 2])
        self.assertEqual(self.worlds.inputs.shape[0], 6)
        self.assertIn("<svg", self.worlds._repr_html_())
        pairs = self.other.paired(self.worlds)
        self.assertEqual(list(pairs.quantiles("capex").index), list(pairs.years))


@needs_pandas
class Reference(unittest.TestCase):
    def test_parameters_and_priors(self):
        frame = overbuild.parameters("telecom-1996", {"run.years": 7})
        self.assertEqual(frame.loc["run.years", "value"], 7)
        self.assertEqual(frame.loc["run.years", "origin"], "--set")
        self.assertEqual(frame.loc["run.years", "kind"], "integer")
        self.assertGreater(len(frame), 200)
        priors = overbuild.priors("telecom-1996")
        self.assertEqual(set(priors.index), set(frame.index[frame["prior"] != ""]))
        self.assertTrue((priors[0.05] < priors[0.95]).all())
        self.assertEqual(len(overbuild.priors("toy")), 0)

    def test_metrics_and_words(self):
        frame = overbuild.metrics()
        self.assertEqual(frame.loc["capex", "unit"], "usd")
        self.assertIn("capital expenditure", frame.loc["capex", "meaning"])
        self.assertIn("capital expenditure", overbuild.explain("capex", "toy"))
        self.assertIn("toy", overbuild.configurations().index)
        self.assertRegex(overbuild.version(), r"^\d+\.\d+\.\d+$")
        self.assertEqual(overbuild.__version__, overbuild.version())


@needs_matplotlib
class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.worlds = overbuild.ensemble("toy", 4, progress=False)
        cls.other = overbuild.ensemble("toy", 4, {"time.start": 2030}, progress=False)

    def tearDown(self):
        import matplotlib.pyplot

        matplotlib.pyplot.close("all")

    def line(self, ax, k=0):
        return ax.get_lines()[k].get_ydata()

    def test_fan(self):
        ax = overbuild.plot.fan(self.worlds, "capex")
        self.assertTrue(same(self.line(ax), 1e-9 * self.worlds.quantile("capex", 0.5)))
        self.assertEqual(len(ax.collections), 2)
        self.assertIn("90 %", ax.get_title("left"))
        self.assertIn("$bn", ax.get_ylabel())
        share = overbuild.plot.fan(self.worlds, "utilisation", ax=ax)
        self.assertIs(share, ax)
        self.assertEqual(ax.get_ylabel(), "utilisation, %")
        paired = overbuild.plot.fan(self.worlds.paired(self.worlds), "capex", q=(0.1, 0.9))
        self.assertTrue(np.all(self.line(paired) == 0))

    def test_gap(self):
        run = overbuild.run("toy")
        ax = overbuild.plot.gap(run)
        committed = run["ai_capex"] + np.nan_to_num(run["debt_service"])  # none at the opening
        np.testing.assert_allclose(self.line(ax), 1e-9 * committed)
        np.testing.assert_allclose(self.line(ax, 1), 1e-9 * run["end_user_spend"])
        self.assertEqual(len(overbuild.plot.gap(self.worlds).get_lines()), 2)

    def test_compare(self):
        ax = overbuild.plot.compare(self.worlds, self.other, "capex", relative=True)
        for k in (0, 1):
            at = list(ax.get_lines()[k].get_xdata()).index(0)
            self.assertAlmostEqual(self.line(ax, k)[at], 1.0)
        self.assertIn("since the peak", ax.get_xlabel())
        years = overbuild.plot.compare(self.worlds, overbuild.run("toy"), "debt",
                                       labels=("many", "one"))
        self.assertEqual(list(years.get_lines()[1].get_xdata()), list(self.worlds.years))
        with self.assertRaisesRegex(ValueError, "align"):
            overbuild.plot.compare(self.worlds, self.other, "capex", align="middle")


if __name__ == "__main__":
    unittest.main()
