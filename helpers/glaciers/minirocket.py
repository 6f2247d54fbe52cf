"""MiniRocket: series described by how often fixed kernels exceed thresholds in them.

There are 84 kernels of nine weights, three 2 and six −1, spread out by dilations.
Their thresholds are quantiles of what they make of random training series, and a
feature is the share of dates at which a kernel exceeds its threshold (Dempster, Schmidt
and Webb 2021, doi:10.1145/3447548.3467231). Of several channels each kernel sums a few
drawn at random, as in the authors' multivariate version.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
from numba import get_num_threads, njit
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.errors import BadInput

LENGTH = 9
KERNELS = np.array(list(combinations(range(LENGTH), 3)))
"""Of each kernel the three places that weigh 2."""
GOLDEN = (np.sqrt(5) + 1) / 2
_SAMPLES = 256  # that a thread takes at a time


class MiniRocket(TransformerMixin, BaseEstimator):
    """Turn series into features, as scikit-learn's transformers do.

    Parameters
    ----------
    n_features : int
        About how many; made a multiple of 84.
    max_dilations : int
        Of each kernel.
    seed : int
        Of the training series that set thresholds, and of the channels.

    Attributes
    ----------
    dilations_, per_dilation_ : numpy.ndarray of int
        The dilations, and the thresholds that each kernel has at each.
    channels_ : numpy.ndarray of bool, shape (dilations, 84, channels)
        Which channels a kernel sums.
    biases_ : numpy.ndarray of float32
        The thresholds: dilation by dilation, in each kernel by kernel.
    """

    def __init__(self, n_features=9_996, max_dilations=32, seed=0):
        self.n_features = n_features
        self.max_dilations = max_dilations
        self.seed = seed

    def fit(self, X, y=None):
        """Choose dilations, channels and thresholds.

        Parameters
        ----------
        X : array, shape (n, channels, dates)
            Finite, of nine dates or more.
        y : ignored

        Returns
        -------
        MiniRocket

        Raises
        ------
        BadInput
            When the series are of another shape, too short or not finite, or fewer than
            84 features are asked for.
        """
        X, rng = _series(X), np.random.default_rng(self.seed)
        if self.n_features < len(KERNELS):
            raise BadInput(f"n_features is {self.n_features}: give 84 or more.")
        self.dilations_, self.per_dilation_ = dilations(
            X.shape[2], self.n_features // len(KERNELS), self.max_dilations
        )
        self.channels_ = _draw_channels(self.dilations_.size, X.shape[1], rng)
        self.biases_ = self._thresholds(X, rng)
        return self

    def _thresholds(self, X, rng):
        shares = (np.arange(1, len(KERNELS) * self.per_dilation_.sum() + 1) * GOLDEN) % 1
        drawn = rng.integers(len(X), size=self.channels_.shape[:2])
        biases, start = [], 0
        for i, dilation in enumerate(self.dilations_):
            for k, kernel in enumerate(KERNELS):
                end = start + self.per_dilation_[i]
                response = np.empty(X.shape[2], np.float32)
                shifted = _shifted(X[drawn[i, k]], dilation)
                _respond(shifted, kernel, self.channels_[i, k], response)
                biases.append(np.quantile(response, shares[start:end]))
                start = end
        return np.concatenate(biases).astype(np.float32)

    def transform(self, X):
        """Give the features of series.

        Parameters
        ----------
        X : array, shape (n, channels, dates)
            As those that it was fitted to.

        Returns
        -------
        numpy.ndarray of float32, shape (n, features)
            Shares of dates, 0 to 1.

        Raises
        ------
        BadInput
            As for :meth:`fit`.
        """
        X = _series(X)
        found = np.empty((len(X), self.biases_.size), np.float32)
        made = self.dilations_, self.per_dilation_, self.channels_, self.biases_

        def describe(start):
            part = slice(start, start + _SAMPLES)
            _describe(X[part], KERNELS, *made, found[part])

        with ThreadPoolExecutor(get_num_threads()) as pool:
            list(pool.map(describe, range(0, len(X), _SAMPLES)))
        return found


class MiniRocketClassifier(ClassifierMixin, BaseEstimator):
    """Ridge regression on MiniRocket's features, its penalty chosen on what it learns from.

    Parameters
    ----------
    n_features, seed : int
        As in :class:`MiniRocket`.
    """

    def __init__(self, n_features=9_996, seed=0):
        self.n_features = n_features
        self.seed = seed

    def fit(self, X, y):
        """Learn from series (n, channels, dates) and their classes.

        Each channel is brought to one scale first, since kernels sum channels.
        """
        self.scale_ = np.std(X, axis=(0, 2), keepdims=True)[0] + 1e-12
        rocket = MiniRocket(self.n_features, seed=self.seed)
        ridge = RidgeClassifierCV(np.logspace(-1, 5, 13))
        self.pipeline_ = make_pipeline(rocket, StandardScaler(), ridge)
        self.pipeline_.fit(X / self.scale_, y)
        self.classes_ = self.pipeline_.classes_
        return self

    def decision_function(self, X):
        """Give the ridge's answers, (n,) for two classes and else (n, classes)."""
        return self.pipeline_.decision_function(X / self.scale_)

    def predict(self, X):
        """Name the class of each series."""
        return self.pipeline_.predict(X / self.scale_)

    def predict_proba(self, X):
        """Give shares (n, classes) that rank as the answers do; not calibrated."""
        answers = self.decision_function(X)
        answers = np.stack([-answers, answers], 1) if answers.ndim == 1 else answers
        return softmax(answers, axis=1)


def dilations(dates, per_kernel, most):
    """Choose dilations, from 1 to what a kernel can span, evenly in their logarithm.

    Parameters
    ----------
    dates : int
        Of a series.
    per_kernel : int
        Features of each kernel.
    most : int
        Dilations of each kernel.

    Returns
    -------
    dilations, per_dilation : numpy.ndarray of int
        What rounding leaves goes to the first.

    Examples
    --------
    >>> [part.tolist() for part in dilations(30, 23, 32)]
    [[1, 2, 3], [12, 7, 4]]
    """
    count = min(per_kernel, most)
    longest = np.log2((dates - 1) / (LENGTH - 1))
    found, times = np.unique(
        np.logspace(0, longest, count, base=2).astype(int), return_counts=True
    )
    per_dilation = (times * (per_kernel / count)).astype(int)
    rest = per_kernel - per_dilation.sum()
    per_dilation += rest // found.size + (np.arange(found.size) < rest % found.size)
    return found, per_dilation


def _series(X):
    X = np.ascontiguousarray(X, np.float32)
    if X.ndim != 3 or X.shape[2] < LENGTH or not X.size:
        raise BadInput(
            f"The series have the shape {X.shape}: give (n, channels, dates), of {LENGTH} "
            "dates or more."
        )
    if not np.isfinite(X).all():
        raise BadInput("Series hold values that are not finite: fill or drop them.")
    return X


def _draw_channels(n_dilations, n_channels, rng):
    shape = n_dilations, len(KERNELS)
    most = np.log2(min(n_channels, LENGTH) + 1)
    count = (2 ** rng.uniform(0, most, shape)).astype(int)
    order = rng.permuted(
        np.broadcast_to(np.arange(n_channels), (*shape, n_channels)), axis=2
    )
    return order < count[..., None]


@njit(nogil=True, cache=True)
def _shifted(series, dilation):
    """Lay a series out as each of a kernel's places sees it; beyond its ends is 0."""
    channels, dates = series.shape
    shifted = np.zeros((LENGTH, channels, dates), np.float32)
    for place in range(LENGTH):
        shift = (place - LENGTH // 2) * dilation
        first, end = max(0, -shift), min(dates, dates - shift)
        for channel in range(channels):
            for date in range(first, end):
                shifted[place, channel, date] = series[channel, date + shift]
    return shifted


@njit(nogil=True, cache=True)
def _respond(shifted, kernel, channels, response):
    """Write what a kernel makes of a series: −1 times all places, and 3 times three."""
    response[:] = 0
    for channel in np.flatnonzero(channels):
        for place in range(LENGTH):
            weight = 2 if place in kernel else -1
            for date in range(response.size):
                response[date] += weight * shifted[place, channel, date]


@njit(nogil=True, cache=True)
def _describe(X, kernels, dilations, per_dilation, channels, biases, found):
    response = np.empty(X.shape[2], np.float32)
    for sample in range(len(X)):
        feature = 0
        for i, dilation in enumerate(dilations):
            shifted = _shifted(X[sample], dilation)
            rim = LENGTH // 2 * dilation
            for k in range(len(kernels)):
                _respond(shifted, kernels[k], channels[i, k], response)
                # every other kernel leaves out the dates at which it reaches beyond
                inner = response[rim:-rim] if (i + k) % 2 else response
                for _ in range(per_dilation[i]):
                    found[sample, feature] = np.mean(inner > biases[feature])
                    feature += 1
