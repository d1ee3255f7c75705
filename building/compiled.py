"""Makes build/compiled: a copy of the product whose hot rooms are machine code. `python building/compiled.py`.

mypyc makes extension modules of the typed Python itself; the copy holds them beside the sources they were made from,
so a source that is edited is never shadowed by what was made of an older one. A tree that still fits is left as it is.
"""

import argparse
import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import sys
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

HOUSE: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("prosvar", "webhooks", "console", "bot", "channels", "clinic", "store", "triage", "flows", "locales")
# What tests and measures the tree comes along.
BESIDE: Final = ("tests", "bench", "examples", "docs", "building", "requirements", ".ci")
FILES: Final = ("pyproject.toml", "README.md", "Makefile", "Dockerfile", "compose.yaml", ".dockerignore")
# Whole rooms, and of the others the files that a turn or a sending runs through.
ALL_OF: Final = ("flows/**/*.py", "triage/*.py")
SOME_OF: Final = {
    "bot": "alerts arms assessing batch cases compiled copies following outgoing planning recording strangers "
    "summaries surroundings words",
    # Not what takes rows apart: a row is no tuple, though SQLAlchemy's types say so, and the compiler believes them.
    "store": "arrays chance crypto ids ledger",
    "channels": "segments twilio_wire",
    "clinic": "note",
}
EXCEPT: Final = {
    # Pydantic's models: it looks for Python functions in them, and the compiler makes none.
    "flows/condition.py",
    "flows/contact_hours.py",
    "flows/pathway.py",
    "flows/reminders.py",
    "triage/matrix.py",
    "triage/pack.py",
    "triage/rules.py",
    # A class within a function, as its library is loaded late; the library is where the time goes.
    "flows/expressions.py",
}
NO_COMPILER: Final = "There is no C compiler here. Install gcc and the headers of Python, or run interpreted."


def main() -> None:
    parser = argparse.ArgumentParser(prog="python building/compiled.py", description=__doc__)
    parser.add_argument("--into", type=Path, default=HOUSE / "build" / "compiled")
    parser.add_argument("--beside-installed", type=Path, metavar="SITE", help="also put the modules there")
    given = parser.parse_args()
    target = given.into.resolve()
    if not can_compile():
        sys.exit(NO_COMPILER)
    begun = time.monotonic()
    with one_at_a_time(target.parent):
        if copy_and_compile(target):
            print(f"compiled {target} in {time.monotonic() - begun:.0f} s")
    if given.beside_installed is not None:
        install(target, given.beside_installed)


def can_compile() -> bool:
    compiler = str(sysconfig.get_config_var("CC") or "cc").split()[0]
    headers = Path(sysconfig.get_paths()["include"], "Python.h")
    return shutil.which(compiler) is not None and headers.is_file()


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Who comes second waits, and finds it made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".compiling").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_and_compile(target: Path) -> bool:
    """False where the tree that is there fits its sources. A tree that is half made is never found under its name."""
    made = target / ".made-of"
    if made.is_file() and made.read_text("utf-8") == fingerprint(HOUSE):
        copy_rooms(target)
        return False
    print("Compiling, which takes a minute or two; what is compiled already is used again next time.", flush=True)
    fresh = target.with_name(f"{target.name}.making")
    shutil.rmtree(fresh, ignore_errors=True)
    copy_rooms(fresh)
    mark = fingerprint(fresh)  # of the copy, as somebody may be editing
    compile_tree(fresh, target.with_name("c"))
    (fresh / made.name).write_text(mark, "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return True


def install(tree: Path, site: Path) -> None:
    """The extension modules beside the installed sources, which must be those that they were made of."""
    for path in tree.rglob("*.so"):
        place = path.relative_to(tree)
        source = place.with_name(f"{place.name.split('.')[0]}.py")
        if (tree / source).is_file() and (tree / source).read_bytes() != (site / source).read_bytes():
            sys.exit(f"{site / source} is not what was compiled. Install the same version first.")
        shutil.copy2(path, site / place)


def fingerprint(house: Path) -> str:
    """Of all that is compiled or says how: every module, as each may lend its types, this file, and the compilers."""
    told = hashlib.sha256(f"{sys.version} {version('mypy')} {sysconfig.get_config_var('CC')}".encode())
    told.update(Path(__file__).read_bytes() + (house / "pyproject.toml").read_bytes())
    for path in sorted(path for room in ROOMS for path in (house / room).rglob("*.py")):
        told.update(f"\0{path.relative_to(house)}\0".encode() + path.read_bytes())
    return told.hexdigest()


def copy_rooms(target: Path) -> None:
    """All that is here now, and no file that has gone. An image is built without what tests it."""
    unwanted = shutil.ignore_patterns("__pycache__", "node_modules", "*.so", ".*_cache", ".hypothesis")
    for name in (each for each in (*ROOMS, *BESIDE) if (HOUSE / each).is_dir()):
        shutil.copytree(HOUSE / name, target / name, ignore=unwanted, symlinks=True, dirs_exist_ok=True)
        for path in list((target / name).rglob("*")):
            if (
                path.is_file()
                and path.suffix not in (".so", ".pyc")
                and not (HOUSE / path.relative_to(target)).exists()
            ):
                path.unlink()
    for name in (each for each in FILES if (HOUSE / each).is_file()):
        shutil.copy2(HOUSE / name, target)


def chosen(tree: Path) -> list[str]:
    whole = {str(path.relative_to(tree)) for pattern in ALL_OF for path in tree.glob(pattern)}
    named = {f"{room}/{name}.py" for room, names in SOME_OF.items() for name in names.split()}
    return sorted(each for each in (whole - EXCEPT) | named if not each.endswith("__init__.py"))


def compile_tree(tree: Path, scratch: Path) -> None:
    """Puts the extension modules beside their sources. Paths in tracebacks are as in the tree, so it is worked in."""
    from setuptools import Distribution

    shutil.rmtree(scratch, ignore_errors=True)
    os.chdir(tree)
    extensions = translate(["--explicit-package-bases", f"--cache-dir={os.devnull}", *chosen(tree)], scratch)
    for each in extensions:
        # What another compiler warns of is nothing that a clinic could mend.
        each.extra_compile_args = [told for told in each.extra_compile_args if told != "-Werror"]
    build = Distribution({"name": "prosvar", "ext_modules": extensions, "cmdclass": {"build_ext": with_all_cores()}})
    command: Any = build.get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(tree), str(scratch / "objects")
    command.parallel = os.cpu_count()
    command.ensure_finalized()
    command.run()
    shutil.rmtree(scratch)


def translate(given: list[str], scratch: Path) -> list[Any]:
    """To C. Told is only what stops it; that some generators become lists is as well, as nothing waits in ours."""
    from mypyc.build import mypycify

    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            return list(mypycify(given, opt_level="2", debug_level="0", multi_file=True, target_dir=str(scratch)))
    except SystemExit:
        sys.stderr.write(told.getvalue())
        raise


def with_all_cores() -> type[Any]:
    """The build tool makes several modules at once, but compiles the files of each, which are many, in turn."""
    from setuptools.command.build_ext import build_ext

    class WithAllCores(build_ext):
        def build_extensions(self) -> None:
            in_turn = self.compiler.compile

            def compile_files(sources: list[str], **options: Any) -> list[str]:
                with ThreadPoolExecutor(os.cpu_count()) as pool:
                    return [made for each in pool.map(lambda one: in_turn([one], **options), sources) for made in each]

            self.compiler.compile = compile_files
            super().build_extensions()

    return WithAllCores


if __name__ == "__main__":
    main()
