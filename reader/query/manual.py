"""The manual of the query language, in words: `reader.query.parse` has the grammar."""

from __future__ import annotations

from typing import Final

QUERY_MANUAL: Final = """\
A query is words and filters, parted by blanks; a paper fits when all of them
hold. Case and accents do not count, and a word also finds its other forms:
"models" finds "model". TeX does not matter: O(n^2) finds $O(n^{2})$.

Words
  attention              in title, abstract, authors or categories
  "chain of thought"     these words in a row
  "graph molecule"~5     these words in any order, at most 5 others among them
  trans*                 a word that begins so
  transfomer~            a word spelled almost so: one letter wrong, two in
                         long words; ~1 and ~2 say how many

Together
  graph molecule         both; graph AND molecule and graph && molecule do too
  graph OR tree          one of them (also ||)
  -survey                not this; also NOT survey, and before "a phrase",
                         a field:, a filter: or (a group)
  (graph OR tree) -survey
  Without parentheses NOT binds first, then AND, then OR. They are upper case:
  "and", "or" and "not" are words.

Where
  title:reasoning        only in the title (ti:)
  abstract:"self play"   only in the abstract (abs:)
  author:hinton          an author (au:)
  author:"Hinton, G"     a whole name, in any order, initials do
  cat:cs.CL              a category (category:); cat:cs is everything below it
  title:(graph OR tree)  a field may go before a group, a tag: may as well

Your marks
  is:unread              also is:read is:bookmarked is:rated is:noted is:changed
  tag:rag                with this tag
  note:baseline          with this word in your note; note:"two words" note:ba*
  rating:4               also rating:>=4 rating:<3 rating:3..5
  has:note               also has:tag has:doi, has:repository where a source
                         told of one, and has:code for that or an abstract
                         with an address of code

The paper
  date:2025              also date:2025-08 date:2025-08-25 date:>=2024
                         date:<2020 date:2024-08..2025-02 date:30d
  added:7d               came into the library in the last 7 days; also 2w, 6m,
                         1y, added:today added:2025-08
  edition:"Aug 25"       also edition:2025-08-25, or a key that "octavo
                         editions" prints
  source:daily-papers    a source told of it
  venue:neurips          published there
  up:>20                 votes at the source
  id:2602.23229          its key, or the beginning of it
  doi:10.1145            its DOI, or the beginning of it

The list
  similar:2602.23229     papers like this one; similar:bookmarked, like those
  sort:date              also newest, oldest, title, added, rank, rating, up,
                         relevance; sort:-date turns it round
  limit:20               so many papers at most

What cannot be read is said with its place, and the rest of the query still
runs. A shell takes quotes away and reads < > ( ) itself, so put the whole
query between single quotes:

  octavo search 'title:"language models" -survey is:unread date:>=2024'
"""
"""The query language in words, in 80 columns."""
