"""What the settings may follow, and what is said of what they may not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reader.config import Settings, default_toml, load_settings
from reader.errors import ConfigError
from reader.followed import ARXIV, ARXIV_FEED, DAILY, EXAMPLES, FEED, Follow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_the_daily_papers_are_followed_by_default(path: Path) -> None:
    assert Settings().follow == (Follow("daily", DAILY),)
    path.write_text("follow = []\n")
    assert load_settings(path).follow == ()


def test_every_source_is_read(path: Path) -> None:
    path.write_text(
        '[[follow]]\nname = "d"\nsource = "daily-papers"\n'
        '[[follow]]\nname = "q"\nsource = "arxiv"\nquery = " au:hinton "\nmost = 9\n'
        '[[follow]]\nname = "c"\nsource = "arxiv"\ncategories = ["cs.CL", "hep-th", "astro-ph.*"]\n'
        '[[follow]]\nname = "r"\nsource = "arxiv-feed"\ncategories = "math.AG"\n'
        '[[follow]]\nname = "f.1-x"\nsource = "feed"\nurl = "https://example.org/f?x=1"\n'
    )
    assert load_settings(path).follow == (
        Follow("d", DAILY),
        Follow("q", ARXIV, query="au:hinton", most=9),
        Follow("c", ARXIV, ("cs.CL", "hep-th", "astro-ph.*")),
        Follow("r", ARXIV_FEED, ("math.AG",)),
        Follow("f.1-x", FEED, url="https://example.org/f?x=1"),
    )


def test_the_examples_of_the_settings_file_are_right(path: Path) -> None:
    assert EXAMPLES in default_toml()
    path.write_text(EXAMPLES.replace("# ", "").replace("#\n", "\n"))
    assert [follow.source for follow in load_settings(path).follow] == [ARXIV, ARXIV_FEED, FEED]
    assert tomllib.loads(default_toml())["follow"] == [{"name": "daily", "source": "daily-papers"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("follow = 1", "follow must be tables, each begun by [[follow]]."),
        ("follow = [1]", "follow must be tables, each begun by [[follow]]."),
        ('[[follow]]\nname = "a"', "follow no. 1: there is no source None. There are daily-papers, arxiv,"),
        ('[[follow]]\nname = "a"\nsource = "arxvi"', "no source 'arxvi'. Did you mean 'arxiv'?"),
        ('[[follow]]\nname = "a"\nsource = "daily"', "no source 'daily'. "),
        ('[[follow]]\nname = "a"\nsource = "feed"\nulr = 1', "feed has no 'ulr'. Did you mean 'url'?"),
        ('[[follow]]\nsource = "daily-papers"', "name must be up to 40 letters"),
        ('[[follow]]\nname = "a b"\nsource = "daily-papers"', "and not 'a b'."),
        ('[[follow]]\nname = "a\\u001b"\nsource = "daily-papers"', "and not 'a\\x1b'."),
        ('[[follow]]\nname = "-a"\nsource = "daily-papers"', "and not '-a'."),
        ('[[follow]]\nname = "a"\nsource = "arxiv"', "arxiv needs categories or a query."),
        ('[[follow]]\nname = "a"\nsource = "arxiv-feed"', "arxiv-feed needs categories."),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\ncategories = ["cs CL"]', 'is written as "cs.CL" or "hep-th"'),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\ncategories = [1]', "and not 1."),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\ncategories = 1', "categories must be a list such as"),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\nquery = "a\\nb"', "query must be a text of one line"),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\nquery = "a"\nmost = 0', "most must be a number from 1 to 30000"),
        ('[[follow]]\nname = "a"\nsource = "arxiv"\nquery = "a"\nmost = true', "most must be a number"),
        ('[[follow]]\nname = "a"\nsource = "feed"', "url must begin with https:// or http://, and not be ''."),
        ('[[follow]]\nname = "a"\nsource = "feed"\nurl = "file:///etc/passwd"', "url must begin with https://"),
        ('[[follow]]\nname = "a"\nsource = "feed"\nurl = "https://a b"', "url must begin with https://"),
        ('[[follow]]\nname = "a"\nsource = "daily-papers"\n' * 2, "there is another one called 'a'."),
    ],
)
def test_what_means_nothing_is_said(path: Path, text: str, said: str) -> None:
    path.write_text(text + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert said in str(caught.value)
    assert re.match(rf"{re.escape(str(path))}, line \d+: follow", str(caught.value))
    assert str(caught.value).isprintable()
