"""The model as a function, under a sampler and an analyser that know nothing of it."""

import os
import pickle
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import overbuild

ROOT = Path(os.environ["ROOT"])
os.chdir(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "python"))
import samplers  # noqa: E402


class Samplers(unittest.TestCase):
    """A design of 512 points."""

    INPUTS = {"expectations.neglect": (0.2, 0.8), "capex.risk_premium": (0.01, 0.09)}

    def test_the_analyser_finds_ishigamis_indices(self):
        first, total = samplers.ishigami_indices()
        X = samplers.even_sample(samplers.ISHIGAMI, 512)
        self.assertEqual(X.shape, (512, 3))
        found = samplers.given_data_analyze(samplers.ISHIGAMI, X, samplers.ishigami(X))
        self.assertLess(np.max(np.abs(found - first)), 0.03)
        X = samplers.saltelli_sample(samplers.ISHIGAMI, 4096)
        s1, st = samplers.saltelli_analyze(samplers.ISHIGAMI, samplers.ishigami(X))
        self.assertLess(np.max(np.abs(s1 - first)), 0.02)
        self.assertLess(np.max(np.abs(st - total)), 0.02)

    def test_the_same_calls_take_the_model(self):
        f = overbuild.model("toy", self.INPUTS, "ai_capex:mean:2026-2028", years=3)
        problem = f.problem
        self.assertEqual(problem["names"], list(self.INPUTS))
        X = samplers.saltelli_sample(problem, 128)
        self.assertEqual(X.shape, (512, 2))
        Y = f(X)
        self.assertEqual(Y.shape, (512,))
        self.assertFalse(np.any(np.isnan(Y)))
        s1, st = samplers.saltelli_analyze(problem, Y)
        # The dearer the capital the less is built, and two ways of asking that agree.
        self.assertLess(np.corrcoef(X[:, 1], Y)[0, 1], -0.5)
        self.assertGreater(st[1], 0.5)
        np.testing.assert_allclose(samplers.given_data_analyze(problem, X, Y), s1, atol=0.1)
        for k in (0, 200, 511):
            world = overbuild.run("toy", dict(zip(self.INPUTS, X[k])), years=3)
            self.assertEqual(Y[k], np.mean(world["ai_capex"][1:4]))
        np.testing.assert_array_equal(f(X[[511, 0]]), Y[[511, 0]])

    def test_a_design_gives_what_the_command_gives(self):
        X = samplers.even_sample({"num_vars": 2, "bounds": list(self.INPUTS.values())}, 6)
        outcomes = ["capex:max:2026-2028", "cohort_irr:mean:2026-2028"]
        f = overbuild.model("toy", list(self.INPUTS), outcomes, years=3, replicate=4)
        with tempfile.TemporaryDirectory() as folder:
            points, answers = Path(folder) / "points.csv", Path(folder) / "answers.csv"
            with open(points, "w") as file:
                file.write(",".join(["replicate", *self.INPUTS]) + "\n")
                for row in X.tolist():
                    file.write(",".join(["4", *map(repr, row)]) + "\n")
            subprocess.run([os.environ["OVERBUILD"], "sensitivity", "toy", "--years", "3",
                            "--design", points, "--csv", answers, "--outcome", outcomes[0],
                            "--outcome", outcomes[1], "-o", Path(folder) / "d.db"],
                           check=True, capture_output=True)
            said = np.genfromtxt(answers, delimiter=",", skip_header=1)
        np.testing.assert_array_equal(f(X), said[:, -2:])


class Shapes(unittest.TestCase):
    PATH = "expectations.neglect"

    def model(self, outcomes="capex:max:2026-2027", **options):
        return overbuild.model("toy", [self.PATH], outcomes, years=2, **options)

    def test_shapes(self):
        f = self.model()
        self.assertEqual(f.units, {"capex:max:2026-2027": "usd"})
        one = f([0.4])
        self.assertIsInstance(float(one), float)
        self.assertEqual(np.shape(one), ())
        np.testing.assert_array_equal(f([[0.4], [0.5]])[0], one)
        self.assertEqual(f(np.empty((0, 1))).shape, (0,))
        two = self.model(["capex:max:2026-2027", "debt:at:2026"])
        self.assertEqual(two([0.4]).shape, (2,))
        self.assertEqual(two([[0.4]] * 3).shape, (3, 2))
        self.assertEqual(two([0.4])[0], one)
        for wrong in ([[0.1, 0.2]], 0.4, np.zeros((1, 1, 1))):
            with self.assertRaisesRegex(ValueError, "shape"):
                f(wrong)

    def test_threads_and_replicates(self):
        X = np.linspace(0.3, 0.6, 5)[:, np.newaxis]
        alone, many = self.model(threads=1, replicate=3), self.model(threads=3, replicate=3)
        np.testing.assert_array_equal(alone(X), many(X))
        rows = self.model(replicate="row")(np.full((3, 1), 0.4))
        for k in range(3):
            world = overbuild.run("toy", {self.PATH: 0.4}, years=2, replicate=k)
            self.assertEqual(rows[k], np.max(world["capex"][1:3]))
        self.assertEqual(self.model()([0.4]),
                         np.max(overbuild.run("toy", {self.PATH: 0.4}, years=2)["capex"][1:3]))

    def test_kinds_of_values(self):
        f = overbuild.model("toy", ["population.enterprises", "technology.leap.variant"],
                            "capex:at:2026", years=2)
        a = f(np.array([[150.0, "none"]], dtype=object))
        world = overbuild.run("toy", ["population.enterprises=150",
                                      "technology.leap.variant=none"], years=2)
        self.assertEqual(a[0], world["capex"][1])

    def test_errors(self):
        f = self.model()
        with self.assertRaisesRegex(overbuild.WorldError, "row 1 of X.*neglect"):
            f([[0.4], [7.0]])
        lenient = self.model(on_error="nan")
        found = lenient([[7.0], [0.4], [9.0]])
        np.testing.assert_array_equal(np.isnan(found), [True, False, True])
        self.assertEqual([row for row, _ in lenient.refused], [0, 2])
        with self.assertRaisesRegex(overbuild.ConfigurationError, "not a number"):
            f([[np.nan]])
        with self.assertRaisesRegex(ValueError, "bounds"):
            f.problem
        for inputs, outcomes, options, said in (
                (["expectations.neglct"], "capex:at:2026", {}, "did you mean"),
                (["expectations"], "capex:at:2026", {}, "expectations"),
                ([self.PATH, self.PATH], "capex:at:2026", {}, "each once"),
                ([], "capex:at:2026", {}, "one path or more"),
                ([self.PATH], "capx:at:2026", {}, "did you mean 'capex'"),
                ([self.PATH], "capex:at:2026", {"replicate": "all"}, "'row'"),
                ([self.PATH], "capex:at:2026", {"on_error": "skip"}, "'nan'")):
            with self.assertRaisesRegex(overbuild.ConfigurationError, said):
                overbuild.model("toy", inputs, outcomes, **options)

    def test_a_function_travels(self):
        f = self.model()
        self.assertEqual(pickle.loads(pickle.dumps(f))([0.4]), f([0.4]))


class Benchmark(unittest.TestCase):
    def test_it_prints_calls_a_second(self):
        said = subprocess.run([os.environ["PYTHON"], str(ROOT / "python" / "benchmark.py"), "2"],
                              check=True, capture_output=True, text=True).stdout
        self.assertRegex(said, r"calls a second")


if __name__ == "__main__":
    unittest.main()
