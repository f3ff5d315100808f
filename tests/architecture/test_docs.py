"""What the documents say is what the program does: keys, commands, settings, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reader.app.commands import COMMANDS
from reader.app.keys import build_keymap
from reader.cli import main
from reader.cli.root import COMMANDS as SHELL_COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_readme_has_the_keys_that_the_program_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "--format", "md"]) == 0
    printed = capsys.readouterr().out.strip()
    begin, end = "<!-- keys: `octavo keys --format md` prints this, and a test compares -->", "<!-- /keys -->"
    assert README.split(begin)[1].split(end)[0].strip() == printed


def test_no_two_commands_want_the_same_key() -> None:
    assert len(build_keymap(COMMANDS)) == sum(len(command.keys) for command in COMMANDS)


@pytest.mark.parametrize("name", sorted(SHELL_COMMANDS))
def test_every_command_of_the_shell_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\b{name}\b", README)


def test_every_make_target_is_declared_phony_and_explained() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]  # it is there
    assert targets == explained == phony


def test_ci_calls_what_the_readme_calls() -> None:
    called = set(re.findall(r"^make ([a-z-]+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE))
    assert called
    assert all(f"make {target}" in README for target in called)


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_link_and_path_in_the_documents_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"`((?:reader|widgets|styles|seeds|tests)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
