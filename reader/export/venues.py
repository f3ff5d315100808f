"""What kind of place a paper appeared in: bibliographies name a meeting's proceedings otherwise than a journal."""

from __future__ import annotations

import re
from typing import Final

_MEETING: Final = re.compile(
    r"\b(?:proc(?:eedings|\.)|conference|workshops?|symposium|congress|meeting|"
    r"neurips|nips|icml|iclr|aaai|ijcai|acl|emnlp|naacl|eacl|aacl|coling|colm|conll|cvpr|iccv|eccv|wacv|bmvc|accv|"
    r"interspeech|icassp|kdd|sigir|cikm|wsdm|ecir|www|the web conference|siggraph|chi|uist|corl|icra|iros|rss|"
    r"aistats|uai|colt|ecai|ecml|miccai|mlsys|osdi|sosp|nsdi|usenix|isca|micro|hpca|asplos|stoc|focs|soda|icse|pldi|"
    r"popl|recsys|acm mm)\b",
    re.IGNORECASE,
)
_JOURNAL: Final = re.compile(r"\b(?:journal|transactions|letters|review|annals|magazine|trans\.)", re.IGNORECASE)


def is_meeting(venue: str) -> bool:
    """Tell whether a venue is a conference or the like, as far as its name says it."""
    return _MEETING.search(venue) is not None and _JOURNAL.search(venue) is None
