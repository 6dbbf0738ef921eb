"""What others would do with the same texts: BM25, naive Bayes, a linear SVM, and nearest neighbours."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from customhouse.commodities.language.embedding import Embedding
from customhouse.commodities.language.retrieval.normalising import clean, words

Ranked = list[list[str]]  # for each text the five likeliest codes
Scores = npt.NDArray[np.float32]
_BATCH = 200
_SHARP = 4  # the power to which a voting row's score is raised


def nearest(
    score: Callable[[Sequence[str]], Scores],
    codes: Sequence[str],
    texts: Sequence[str],
    levels: Sequence[int],
    *,
    votes: int = 0,
) -> dict[int, Ranked]:
    """Codes by their best row, or by the sum over the best `votes` rows, cut to each number of digits."""
    ranked: dict[int, Ranked] = {digits: [] for digits in levels}
    for at in range(0, len(texts), _BATCH):
        scores = score(texts[at : at + _BATCH])
        for digits in levels:
            names, of = np.unique([code[:digits] for code in codes], return_inverse=True)
            order = np.argsort(of, kind="stable")
            starts = np.flatnonzero(np.r_[True, np.diff(of[order]) > 0])
            if votes:
                best = np.add.reduceat(_voting(scores, votes)[:, order], starts, axis=1)
            else:
                best = np.maximum.reduceat(scores[:, order], starts, axis=1)
            ranked[digits] += [[str(names[n]) for n in row] for row in np.argsort(-best, axis=1, kind="stable")[:, :5]]
    return ranked


def _voting(scores: Scores, votes: int) -> Scores:
    """Only the best rows of each text count, the nearer the more."""
    least = np.partition(scores, -votes, axis=1)[:, -votes, None]
    near = scores / np.maximum(scores.max(axis=1, keepdims=True), 1e-6)
    return np.where(scores >= least, np.maximum(near, 0) ** _SHARP, 0).astype(np.float32)


def bm25(rows: Sequence[str]) -> Callable[[Sequence[str]], Scores]:
    counter = CountVectorizer(analyzer=lambda text: words(clean(text)))
    counts = counter.fit_transform(rows).tocsr().astype(np.float32)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (len(rows) - having + 0.5) / (having + 0.5))
    norm = np.repeat(1.2 * (0.25 + 0.75 * lengths / max(lengths.mean(), 1)), np.diff(counts.indptr))
    counts.data = (counts.data * 2.2 / (counts.data + norm) * rarity[counts.indices]).astype(np.float32)
    turned = counts.T.tocsr()
    return lambda texts: np.asarray((counter.transform(texts).sign() @ turned).todense(), np.float32)


def letters(rows: Sequence[str]) -> Callable[[Sequence[str]], Scores]:
    maker = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32, min_df=2)
    turned = maker.fit_transform([clean(row) for row in rows]).T.tocsr()
    return lambda texts: np.asarray((maker.transform([clean(t) for t in texts]) @ turned).todense(), np.float32)


def meaning(rows: Sequence[str], embedding: Embedding) -> Callable[[Sequence[str]], Scores]:
    known = embedding.encode([clean(row)[:300] or "-" for row in rows])
    return lambda texts: embedding.encode([clean(text)[:300] or "-" for text in texts]) @ known.T


def hybrid(voices: Sequence[tuple[float, Callable[[Sequence[str]], Scores]]]) -> Callable[[Sequence[str]], Scores]:
    """A sum of fixed weights; each voice is first held against the best row that it has for the text."""

    def score(texts: Sequence[str]) -> Scores:
        total: Scores = np.zeros((1, 1), np.float32)
        for weight, voice in voices:
            scores = voice(texts)
            total = total + weight * scores / np.maximum(scores.max(axis=1, keepdims=True), 1e-6)
        return np.asarray(total, np.float32)

    return score


def _features() -> FeatureUnion:
    by_word = TfidfVectorizer(analyzer=lambda text: words(clean(text)), sublinear_tf=True, dtype=np.float32, min_df=2)
    by_letter = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, dtype=np.float32, min_df=4, max_features=30_000
    )
    return FeatureUnion([("words", by_word), ("letters", by_letter)])


def trained(kind: str, rows: Sequence[str], codes: Sequence[str], texts: Sequence[str]) -> Ranked:
    """`ComplementNB` or `LinearSVC` over words and runs of letters."""
    maker = _features()
    table = sparse.csr_matrix(maker.fit_transform(rows))
    model = ComplementNB(alpha=0.3) if kind == "ComplementNB" else LinearSVC(C=0.5, tol=0.01)
    model.fit(table, codes)
    ranked: Ranked = []
    for at in range(0, len(texts), _BATCH):
        asked = maker.transform(texts[at : at + _BATCH])
        told = model.predict_log_proba(asked) if kind == "ComplementNB" else model.decision_function(asked)
        ranked += [[str(model.classes_[n]) for n in row] for row in np.argsort(-told, axis=1)[:, :5]]
    return ranked
