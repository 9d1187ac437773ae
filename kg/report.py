"""What became of the input: the counts that a build prints when it ends. Nothing vanishes uncounted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """Counts of one build, or of a part of it; parts are joined with `merge`.

    `articles` are those whose claims the store holds now because of this build, the replaced ones among them;
    `articles_unchanged` were there already, word for word, and were not read again. `failed` names what could
    not be read or coded, with the reason. Counters are keyed by the reason or the thing counted.
    """

    articles: int = 0
    articles_unchanged: int = 0
    articles_replaced: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    sentences_read: int = 0
    sentences_skipped: Counter[str] = field(default_factory=Counter)
    mentions_linked: int = 0
    mentions_unlinked: Counter[str] = field(default_factory=Counter)
    claims_by_root: Counter[str] = field(default_factory=Counter)
    claims_by_modality: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)

    def merge(self, other: BuildReport) -> None:
        """Add the counts of another report to this one.

        >>> total = BuildReport(articles=1)
        >>> total.merge(BuildReport(articles=2, rejected=Counter(reflexive=1)))
        >>> total.articles, total.rejected["reflexive"]
        (3, 1)
        """
        self.articles += other.articles
        self.articles_unchanged += other.articles_unchanged
        self.articles_replaced += other.articles_replaced
        self.failed += other.failed
        self.sentences_read += other.sentences_read
        self.mentions_linked += other.mentions_linked
        self.sentences_skipped.update(other.sentences_skipped)
        self.mentions_unlinked.update(other.mentions_unlinked)
        self.claims_by_root.update(other.claims_by_root)
        self.claims_by_modality.update(other.claims_by_modality)
        self.rejected.update(other.rejected)

    def fail(self, where: str, reason: str) -> None:
        """Note that an article could not be read or coded."""
        self.failed += ((where, reason),)

    def to_dict(self) -> dict[str, object]:
        """The counts as plain values for JSON; counters are sorted by size, then by name."""
        return {
            "articles": self.articles,
            "articles_unchanged": self.articles_unchanged,
            "articles_replaced": self.articles_replaced,
            "failed": [{"where": where, "reason": reason} for where, reason in self.failed],
            "sentences_read": self.sentences_read,
            "sentences_skipped": _sorted(self.sentences_skipped),
            "mentions_linked": self.mentions_linked,
            "mentions_unlinked": _sorted(self.mentions_unlinked),
            "claims_by_root": _sorted(self.claims_by_root),
            "claims_by_modality": _sorted(self.claims_by_modality),
            "rejected": _sorted(self.rejected),
        }


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
