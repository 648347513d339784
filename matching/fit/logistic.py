"""Logistic regression that starts from a prior: what few labels cannot teach stays as it was set by hand."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]


class PriorLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Two classes; log-odds = intercept + slope × prior + weights · features.

    Weights and intercept are drawn to 0 and the slope to 1 (ridge), so that with no label the prior alone
    speaks; a free intercept would follow how the labelled firms were chosen and set chains apart. Columns
    that are empty in all labelled rows keep their start exactly, so only the others are searched.

    Args:
        alpha: strength of the ridge, in labels.
        prior: whether the first column is the prior's log-odds; without it this is plain ridge regression.
        max_iter: steps of L-BFGS.

    Attributes:
        classes_: the two classes.
        coef_: weights, of shape (columns,); of the prior's column it is the slope.
        intercept_: the intercept.
        variance_: how far each weight could still move, of shape (columns,), see :meth:`spread`.
        n_iter_: steps taken.
    """

    def __init__(self, alpha: float = 1.0, prior: bool = True, max_iter: int = 100) -> None:
        self.alpha = alpha
        self.prior = prior
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any) -> Self:  # noqa: N803  # scikit-learn's names
        """Learn from labelled rows; ``X`` is dense or sparse, ``y`` holds two classes."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)  # noqa: N806
        check_classification_targets(y)
        self.classes_, index = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:  # two classes
            raise ValueError(f"Only binary classification is supported. y has {len(self.classes_)} classes.")
        if len(self.classes_) < 2:
            raise ValueError("This classifier needs 2 classes; the data contains only one class")
        sign = np.where(index == 1, 1.0, -1.0)
        start = np.zeros(X.shape[1])
        if self.prior:
            start[0] = 1.0
        used = np.flatnonzero(np.asarray((X != 0).sum(axis=0)).ravel())
        table, centre = X[:, used], start[used]

        def loss(at: Floats) -> tuple[float, Floats]:
            weights, margin = at[:-1], sign * (table @ at[:-1] + at[-1])
            pull = -sign * expit(-margin)
            away = weights - centre
            value = -log_expit(margin).sum() + 0.5 * self.alpha * (away @ away + at[-1] ** 2)
            return float(value), np.append(
                table.T @ pull + self.alpha * away, pull.sum() + self.alpha * at[-1]
            )

        # One thread: the vectors are so small that threads waiting for each other cost ten times the work.
        with threadpool_limits(1, user_api="blas"):
            found = minimize(
                loss, np.append(centre, 0.0), jac=True, method="L-BFGS-B", options={"maxiter": self.max_iter}
            )
        self.coef_ = start
        self.coef_[used] = found.x[:-1]
        self.intercept_, self.n_iter_ = found.x[-1], found.nit
        self.variance_, self.base_variance_ = self._variances(X)
        return self

    def _variances(self, table: Any) -> tuple[Floats, float]:
        """Laplace approximation, diagonal: 1 / (ridge + what labelled rows say); the intercept.

        What a row says is weighed by the prior's own certainty, not by the model's: a label more can then
        only make it surer.
        """
        rows = sparse.csr_matrix(table)
        prior = rows[:, [0]].toarray().ravel() if self.prior else np.zeros(rows.shape[0])
        said = expit(prior) * expit(-prior)
        weights: Floats = 1 / (self.alpha + np.asarray(rows.power(2).T @ said).ravel())
        return weights, float(1 / (self.alpha + said.sum()))

    def spread(self, X: Any) -> Floats:  # noqa: N803
        """Standard deviation of the log-odds of each row, of shape (rows,): small where labels are near.

        ``X`` may lack the last columns; then only the first ones are asked.
        """
        check_is_fitted(self)
        squares = sparse.csr_matrix(X).power(2)
        result: Floats = np.sqrt(squares @ self.variance_[: squares.shape[1]] + self.base_variance_)
        return result

    def decision_function(self, X: Any) -> Floats:  # noqa: N803
        """Log-odds of the second class, of shape (rows,)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)  # noqa: N806
        result: Floats = X @ self.coef_ + self.intercept_
        return result

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Probabilities of both classes, of shape (rows, 2)."""
        second = expit(self.decision_function(X))
        return np.column_stack([1 - second, second])

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """The likelier class of each row."""
        odds = self.decision_function(X)
        result: npt.NDArray[Any] = self.classes_[(odds > 0).astype(int)]
        return result

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn's checks may expect: two classes, sparse input welcome."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags
