"""Lifetimes, forks, Ctrl-C and Python threads."""

import contextlib
import gc
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import unittest
import warnings
from pathlib import Path

import numpy as np

import overbuild
from overbuild import _native

ROOT = Path(os.environ["ROOT"])
os.chdir(ROOT)
SHORT = {"run.years": 2}


def script(text, expected=0):
    """Runs Python in a process of its own; returns what it printed."""
    done = subprocess.run([os.environ["PYTHON"], "-c", text], capture_output=True, text=True,
                          timeout=1200)
    assert done.returncode == expected, (done.returncode, done.stdout, done.stderr)
    return done.stdout


def threads_now():
    return len(os.listdir("/proc/self/task"))


def eventually(holds):
    """Whether something holds before a busy machine's patience ends; a thread that was waited for is in
    the system's list for a moment more."""
    end = time.monotonic() + 300
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


class Lifetimes(unittest.TestCase):
    def test_results_outlive_what_they_came_from(self):
        world = overbuild.run("toy", SHORT)
        values, text = world.values.copy(), world.table_text("events")
        for _ in range(5):
            overbuild.run("toy", {"expectations.neglect": 0.3}, years=2)
        gc.collect()
        np.testing.assert_array_equal(world.values, values)
        self.assertEqual(world.table_text("events"), text)
        kept = world.values
        del world
        gc.collect()
        np.testing.assert_array_equal(kept, values)

    def test_handles_are_given_back(self):
        opened = _native.Opened("toy", SHORT)
        opened.world(0, True)
        opened.close()
        with self.assertRaises(overbuild.OverbuildError):
            opened.ask("ov_state")
        opened.close()

        def some():
            for _ in range(25):
                overbuild.run("toy", SHORT)
                stream = overbuild.stream("toy", 50, SHORT)
                next(stream)
                del stream

        some()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        some()
        some()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 20_000)  # kB; a model that stays takes more than 1,000

    def test_an_abandoned_stream_ends_its_threads(self):
        before = threads_now()
        stream = overbuild.stream("toy", 100_000, SHORT, threads=2)
        next(stream)
        self.assertGreater(threads_now(), before)
        stream.close()
        self.assertTrue(eventually(lambda: threads_now() <= before))
        for world in overbuild.stream("toy", 100_000, SHORT, threads=2):
            break
        gc.collect()
        self.assertTrue(eventually(lambda: threads_now() <= before))

    def test_a_process_may_end_with_worlds_under_way(self):
        script("import overbuild\n"
               "worlds = overbuild.stream('toy', 100_000, threads=2)\n"
               "next(worlds)\n")

    def test_a_host_may_exit_without_stopping_its_worlds(self):
        """exit() of the C library, without Python's own farewells, in a host that takes its time after
        the library's own have been said."""
        for pause in (0, 0.02, 0.2):
            script("import ctypes, json, time\n"
                   "c = ctypes.CDLL(None)\n"
                   "c.__cxa_atexit(c.usleep, ctypes.c_void_p(300_000), None)  # what came first ends last\n"
                   "from overbuild._native import _library as library\n"
                   "model = library.ov_open(b'{\"config\": \"toy\"}')\n"
                   "request = json.dumps({'first': 0, 'count': 100_000, 'threads': 2}).encode()\n"
                   "crews = [library.ov_start(model, request) for _ in range(2)]\n"
                   "assert all(crews)\n"
                   f"time.sleep({pause})\n"
                   "c.exit(7)\n", expected=7)

    def test_without_the_library_it_says_what_to_do(self):
        said = script("import os\nos.environ['OVERBUILD_LIBRARY'] = '/nowhere.so'\n"
                      "try:\n    import overbuild\nexcept ImportError as error:\n    print(error)")
        self.assertIn("overbuild_shared", said)

    def test_numpy_is_enough(self):
        said = script("import sys\nsys.modules['pandas'] = sys.modules['matplotlib'] = None\n"
                      "import overbuild\nworld = overbuild.run('toy', years=1)\n"
                      "print(world['capex'].shape, world._repr_html_()[:5])\n"
                      "for ask in (lambda: world.series, lambda: overbuild.plot.gap(world)):\n"
                      "    try:\n        ask()\n    except ImportError as error:\n"
                      "        print(error)")
        self.assertIn("(2,)", said)
        self.assertIn("pandas is not installed", said)
        self.assertIn("needs matplotlib", said)


class Threads(unittest.TestCase):
    def test_many_python_threads(self):
        expected = overbuild.ensemble("toy", 6, SHORT, threads=1).digest
        shared = _native.Opened("toy", SHORT)
        found, seen = [], []

        def work(k):
            found.append(overbuild.ensemble("toy", 6, SHORT, threads=1 + k % 2).digest)
            seen.append(shared.world(3, False)[0]["digest"])

        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 4)
        self.assertEqual(seen, [overbuild.run("toy", SHORT, replicate=3).digest] * 4)


def in_child(replicate):
    """A world and an ensemble of a forked child."""
    world = overbuild.run("telecom-1996", {"population.enterprises": 5000}, years=1, threads=2,
                          replicate=replicate)
    return world.digest, overbuild.ensemble("toy", 3, SHORT, threads=2).digest


class Forks(unittest.TestCase):
    def test_a_forked_child_simulates(self):
        settings = {"population.enterprises": 5000}
        opened = _native.Opened("telecom-1996", settings, years=1, threads=2)
        parent = opened.world(2, False)[0]["digest"]
        expected = in_child(2)
        self.assertEqual(expected[0], parent)
        with multiprocessing.get_context("fork").Pool(2) as pool:
            self.assertEqual(pool.apply_async(in_child, [2]).get(1200), expected)
        child = os.fork()
        if child == 0:
            same = opened.world(2, False)[0]["digest"] == parent
            os._exit(0 if same else 1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        self.assertEqual(opened.world(2, False)[0]["digest"], parent)

    def test_worlds_under_way_stay_with_their_process(self):
        stream = overbuild.stream("toy", 40, SHORT, threads=2)
        first = next(stream)
        child = os.fork()
        if child == 0:
            try:
                next(stream)
                os._exit(1)
            except overbuild.OverbuildError as error:
                del stream
                gc.collect()
                os._exit(0 if "forked" in str(error) else 2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        self.assertEqual(len([first, *stream]), 40)


class Interruption(unittest.TestCase):
    """Ctrl-C, as the terminal sends it."""

    @contextlib.contextmanager
    def interrupted_after(self, seconds):
        """Ctrl-C once the process has worked for so long inside; measured by its own processor time,
        which does not depend on who else is at work."""
        begin, left = time.process_time(), threading.Event()

        def interrupt():
            while time.process_time() - begin < seconds and not left.is_set():
                time.sleep(0.01)
            if not left.is_set():
                os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        try:
            with self.assertRaises(KeyboardInterrupt):
                thread.start()
                yield
        finally:
            left.set()
            thread.join()

    def test_an_ensemble_keeps_what_is_done_and_goes_on(self):
        taken = []

        def third(world):
            taken.append(world.replicate)
            if len(taken) == 3:
                os.kill(os.getpid(), signal.SIGINT)

        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            worlds = overbuild.ensemble("toy", 12, SHORT, threads=2, progress=third)
        self.assertIn("interrupted after 3 of 12 worlds", str(said[0].message))
        self.assertEqual(list(worlds.replicates), sorted(taken))
        self.assertFalse(worlds.complete)
        self.assertIn("3 worlds of 12 asked for", repr(worlds))
        self.assertEqual(worlds["capex"].shape, (3, 3))
        whole = overbuild.ensemble("toy", 12, SHORT, progress=False)
        self.assertIs(worlds.resume(progress=False), worlds)
        self.assertTrue(worlds.complete)
        self.assertEqual(worlds.digest, whole.digest)
        np.testing.assert_array_equal(worlds.values, whole.values)

    def test_one_long_world_ends(self):
        long = {"population.enterprises": 400_000, "run.years": 50}
        begin = time.process_time()
        overbuild.run("toy", long)
        whole = time.process_time() - begin
        for threads in (1, 2):
            begin, before = time.process_time(), threads_now()
            with self.interrupted_after(whole / 10):
                overbuild.run("toy", long, threads=threads)
            if threads == 1:  # of several, some stay for the next world
                self.assertTrue(eventually(lambda: threads_now() <= before))
            self.assertLess(time.process_time() - begin, 0.7 * whole)

    def test_a_function_and_a_stream_end(self):
        f = overbuild.model("toy", ["expectations.neglect"], "capex:at:2026")
        with self.interrupted_after(0.3):
            f(np.full((100_000, 1), 0.4))
        before = threads_now()
        for seconds in (0.02, 0.1, 0.3):  # while it is started, too
            with self.interrupted_after(seconds):
                for _ in overbuild.stream("toy", 1_000_000):
                    pass
            self.assertTrue(eventually(lambda: threads_now() <= before))
        self.assertTrue(np.isfinite(f([0.4])))

    def test_a_script_ends_at_ctrl_c(self):
        text = ("import overbuild\n"
                "for world in overbuild.stream('toy', 1_000_000):\n"
                "    if world.replicate == 0:\n        print('ready', flush=True)\n")
        process = subprocess.Popen([os.environ["PYTHON"], "-c", text], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=300)
        self.assertIn("KeyboardInterrupt", said)
        self.assertNotEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
