"""Builds the wheel: the package, the shared library with what it links to, and the configurations.

The library is taken from the build of the source tree around this file, which is built with CMake
when it is not there; OVERBUILD_LIBRARY names another one. Nothing is fetched.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

try:
    from wheel.bdist_wheel import bdist_wheel
except ImportError:  # part of newer setuptools
    from setuptools.command.bdist_wheel import bdist_wheel

SOURCE = Path(__file__).resolve().parent.parent

#: Libraries that every Linux with the same C library has; the others go into the wheel.
SYSTEM = re.compile(r"^(ld-linux|linux-vdso|lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s)\.so)")


def version():
    """The one of the project."""
    text = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(overbuild VERSION ([0-9.]+)", text).group(1)


def library():
    """The shared library, built when it is not there."""
    if os.environ.get("OVERBUILD_LIBRARY"):
        return Path(os.environ["OVERBUILD_LIBRARY"])
    built = SOURCE / "build" / "release" / "liboverbuild.so"
    if not built.exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=SOURCE, check=True)
        subprocess.run(["cmake", "--build", "build/release", "--target", "overbuild_shared"],
                       cwd=SOURCE, check=True)
    return built


def needed(binary):
    """Name and place of the libraries that go into the wheel."""
    said = subprocess.run(["ldd", str(binary)], check=True, capture_output=True, text=True).stdout
    for name, place in re.findall(r"^\s*(\S+) => (\S+)", said, re.MULTILINE):
        if not SYSTEM.match(name):
            yield name, Path(place)


def licence(place):
    """The terms of a library, where a Debian package brought it."""
    for file in (place, place.resolve()):
        try:
            said = subprocess.run(["dpkg-query", "-S", f"*/{file.name}"], capture_output=True,
                                  text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        terms = Path("/usr/share/doc") / said.split(":")[0] / "copyright"
        if terms.exists():
            return terms
    return None


class Build(build_py):
    """Adds what is no Python."""

    def run(self):
        super().run()
        into = Path(self.build_lib) / "overbuild"
        (into / "licences").mkdir(parents=True, exist_ok=True)
        built = library()
        shutil.copyfile(built, into / "liboverbuild.so")
        shutil.copyfile(SOURCE / "LICENSE", into / "licences" / "overbuild.txt")
        for name, place in needed(built):
            shutil.copyfile(place, into / name)
            terms = licence(place)
            if terms is not None:
                shutil.copyfile(terms, into / "licences" / f"{name}.txt")
        if shutil.which("strip"):
            subprocess.run(["strip", "--strip-unneeded", str(into / "liboverbuild.so")], check=True)
        shutil.copytree(SOURCE / "configs", into / "configs", dirs_exist_ok=True)


class Wheel(bdist_wheel):
    """For this machine and any Python 3."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        _, _, platform = super().get_tag()
        return "py3", "none", platform


class Binary(Distribution):
    """A package with machine code in it."""

    def has_ext_modules(self):
        return True


setup(version=version(), cmdclass={"build_py": Build, "bdist_wheel": Wheel}, distclass=Binary)
