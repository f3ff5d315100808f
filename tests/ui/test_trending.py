"""Lists by votes and age: the view, the order, and the votes beside the titles."""

from __future__ import annotations

from pathlib import Path

from tests.ui.conftest import Start, frame


async def test_the_view_trending_shows_votes_and_other_lists_do_not(start: Start, tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text(
        '{"title":"Older, Loved","id":"arxiv:2611.00001","date":"2026-11-20","upvotes":640}\n'
        '{"title":"Newer","id":"arxiv:2611.00002","date":"2026-11-28","upvotes":20}\n',
        encoding="utf-8",
    )
    async with start() as reader:
        reader.main.library.import_paths([page])
        await reader.press("v", *"trend")
        assert "97 unread of 97" in frame(reader.app)
        await reader.press("enter")
        await reader.shows("▲  640")
        assert "Older, Loved" in reader.lines[1]
        assert "Newer" in reader.lines[2]
        assert reader.lines[0].startswith(" Trending")
        await reader.press("O")
        assert reader.lines[0].startswith(" All papers")
        assert "Sorted the newest first." in reader.status
        assert "▲" not in frame(reader.app)
        await reader.press("/", *"loved sort:trending", "enter")
        await reader.shows("▲  640")
        await reader.press("escape", "2", "enter")
        assert "▲" not in frame(reader.app)


async def test_the_setting_shows_votes_always(start: Start, tmp_path: Path) -> None:
    config = tmp_path / "octavo" / "config"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('votes = "always"\n')
    page = tmp_path / "page.jsonl"
    page.write_text('{"title":"Loved","id":"arxiv:2611.00001","date":"2099-11-20","upvotes":640}\n', encoding="utf-8")
    async with start() as reader:
        reader.main.library.import_paths([page])
        await reader.press("2", "enter")
        assert "▲  640" in reader.lines[1]
