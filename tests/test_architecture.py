"""The house: who may import whom, what is pure, and what stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "studio"
LAYERS = (
    ("errors",), ("core", "data"), ("files", "background"), ("pictures",), ("vision",),
    ("store", "engines", "evidence"), ("publish",), ("workspace",), ("workflow",), ("tui",), ("cli",),
)  # fmt: skip
"""From the ground up; rooms of one layer never see each other."""
IMPURE = {"os", "pathlib", "time", "random", "socket", "subprocess", "io", "shutil", "tempfile", "urllib", "secrets"}
HEAVY = ("textual", "openai", "jinja2", "cv2")


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "bundled" not in path.parts)


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def level(room: str) -> int:
    return next(height for height, rooms in enumerate(LAYERS) if room in rooms)


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def own_room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    """The arrows of the design point down, and rooms of one layer never see each other."""
    room = own_room(path)
    if room.startswith("__"):
        return
    for name in imports(path):
        other = room_of(name) if name.startswith("studio.") else ""
        if other and other != room:
            assert level(other) < level(room), f"{path} imports {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not even inside functions, so that one can tell what stands on a module. Imports for types alone are free."""
    names = {".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path for path in modules()}
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text())
        guards = [node for node in ast.walk(tree) if isinstance(node, ast.If)]
        of_types = {inner for one in guards if "TYPE_CHECKING" in ast.unparse(one.test) for inner in ast.walk(one)}
        found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node not in of_types]
        said = {word for node in found for alias in node.names for word in (node.module, f"{node.module}.{alias.name}")}
        graph[name] = {f"{word}.__init__" if f"{word}.__init__" in names else word for word in said} & {*names} - {name}
    TopologicalSorter(graph).prepare()  # names the circle when there is one


def test_pictures_know_no_pages_and_pages_no_builder() -> None:
    """Inside the room of the site: the builder on top, then pages, then pictures."""
    publish = ROOT / "publish"
    for room, below in (("pictures", {"pictures"}), ("pages", {"pictures", "pages"})):
        for path in (publish / room).glob("*.py"):
            seen = {name.split(".")[2] for name in imports(path) if name.startswith("studio.publish.")}
            assert seen <= below, f"{path} imports {seen}"


def test_screens_stand_on_dialogs_and_pictures_and_those_on_parts() -> None:
    """Inside the room of the terminal studio; the open workspace knows none of them, and nobody below names the app."""
    tui, below = ROOT / "tui", {"session"}
    assert not [name for name in imports(tui / "session.py") if name.startswith("studio.tui")]
    for floor in (("parts", "words"), ("pictures",), ("dialogs",), ("screens",)):
        for room in floor:
            for path in (tui / room).glob("*.py"):
                seen = {name.split(".")[2] for name in imports(path) if name.startswith("studio.tui.")}
                assert seen <= {room, *below}, f"{path} imports {seen}"
        below |= set(floor)


def test_screens_know_each_other_by_name_only() -> None:
    """The names they use are those of the table of navigation, and none of the table is unused."""
    named = {name for path in modules() for name in re.findall(r"(?:open_screen|\.made)\(\"(\w+)\"", path.read_text())}
    table = re.search(r"MADE: .*?\n}", (ROOT / "tui" / "navigation.py").read_text(), re.DOTALL)
    assert table is not None
    assert named == set(re.findall(r"\"(\w+)\": ", table[0]))


def test_pictures_are_decoded_in_one_room() -> None:
    """Whoever opened a picture elsewhere would show other colours than everybody else, or trust it more."""
    for path in modules():
        opens = any(word in path.read_text() for word in ("Image.open(", "Pillow.open(", "imdecode(", "imread("))
        assert not opens or own_room(path) == "pictures", path


def test_the_core_is_pure() -> None:
    """No files, clock, network or randomness in nouns and decisions."""
    for path in (ROOT / "core").rglob("*.py"):
        for name in imports(path):
            is_pure = name == "urllib.parse"  # takes addresses apart and reaches no network
            assert is_pure or name.split(".")[0] not in IMPURE, f"{path} imports {name}"


def test_the_terminal_studio_reaches_the_disk_only_through_the_workflow() -> None:
    """A screen composes, binds and forwards."""
    for path in (ROOT / "tui").rglob("*.py"):
        assert not [name for name in imports(path) if room_of(name) in {"store", "engines", "evidence", "publish"}]


@pytest.mark.parametrize(
    "module", ["studio.cli.main", "studio.workspace", "studio.workflow.browsing.overview", "studio.core.recipe.spec"]
)
def test_headless_modules_load_no_heavy_library(module: str) -> None:
    """Help and checks start fast: none of the big libraries is imported for them."""
    script = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


POSIX_ONLY = {"fcntl", "termios", "tty", "pwd", "grp", "resource", "nice", "kill", "link", "getuid", "geteuid", "fork",
              "fchmod", "chown", "mkfifo", "SIGKILL", "SIGALRM", "killpg", "setsid"}  # fmt: skip
WITH_A_WAY_ROUND = {
    "background.py": {"nice"},  # left out where there is none
    "store/disk.py": {"link"},  # a file system without links gets an exclusive file instead
    "store/lock.py": {"kill"},  # not asked on Windows
    "tui/pictures/graphics.py": {"fcntl", "termios", "tty"},  # no termios, no question
    "tui/start.py": {"termios"},  # no termios, no size to set
    "workflow/judging/verdict.py": {"getuid"},  # a name that can be known in another way
}


def test_what_only_some_systems_have_is_used_where_there_is_a_way_round() -> None:
    """The studio starts and writes on Windows too; a new use says here what happens there."""
    found: dict[str, set[str]] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            of_module = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            names = {node.attr} if of_module and node.value.id in {"os", "signal"} else set()
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            if names & POSIX_ONLY:
                found.setdefault(path.relative_to(ROOT).as_posix(), set()).update(names & POSIX_ONLY)
    assert found == WITH_A_WAY_ROUND


def test_a_program_that_a_bench_runs_apart_imports_what_there_is() -> None:
    """It is written as a text, in which nothing else notices that a name has gone."""
    texts = [node.value for path in (ROOT.parent / "tests" / "bench").glob("*.py")
             for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)]  # fmt: skip
    lines = {
        line for text in texts for line in re.findall(r"^from (?:studio|tests)\.\S+ import .+$", text, re.MULTILINE)
    }
    assert lines
    for line in lines:
        exec(line, {})
