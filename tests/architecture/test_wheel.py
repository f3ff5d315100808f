"""What is installed: exactly the four folders, with their style sheets and pages, and the one command."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reader.paths import SEEDS, STYLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and give the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    # The build back end itself, which the set-up has installed: no isolated environment, no network.
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        entry_points = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "octavo = reader.cli:main" in archive.read(entry_points).decode()
        return set(archive.namelist())


def test_the_wheel_has_the_four_folders_and_nothing_else(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"reader", "widgets", "styles", "seeds"}


def test_every_module_style_sheet_and_page_is_in_the_wheel(names: set[str]) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder, pattern in (("reader", "*.py"), ("widgets", "*.py"), ("styles", "*.tcss"), ("seeds", "*.txt"))
        for path in (ROOT / folder).rglob(pattern)
    }
    assert wanted <= names
    assert {"reader/py.typed", "widgets/py.typed"} <= names


def test_the_shipped_folders_are_found_from_where_the_package_lies() -> None:
    assert len(list(SEEDS.glob("*.txt"))) == 2
    assert (STYLES / "screen.tcss").is_file()
