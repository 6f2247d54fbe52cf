"""The digits to try a network on: what they are, and the refusals."""

from urllib.error import URLError

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from helpers.errors import BadInput
from helpers.polder.products import handwritten_digits


def test_small_digits_are_legible():
    pictures, labels = handwritten_digits.load()
    assert pictures.min() == 0 and pictures.max() == 1
    neighbours = KNeighborsClassifier(3).fit(pictures[::2], labels[::2])
    assert neighbours.score(pictures[1::2], labels[1::2]) > 0.95


def test_mnist_is_asked_for_by_name_and_scaled(monkeypatch, tmp_path):
    def openml(name, **settings):
        assert name == "mnist_784" and str(tmp_path) in str(settings["data_home"])
        return np.array([[0, 255], [51, 0]]), np.array(["7", "0"])

    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    monkeypatch.setattr(handwritten_digits, "fetch_openml", openml)
    pictures, labels = handwritten_digits.load("mnist")
    assert pictures.tolist() == [[0, 1], [0.2, 0]] and labels.tolist() == [7, 0]


def test_mnist_without_network_is_one_sentence(monkeypatch):
    def openml(*_, **__):
        raise URLError("no network")

    monkeypatch.setattr(handwritten_digits, "fetch_openml", openml)
    with pytest.raises(BadInput, match="MNIST could not be brought"):
        handwritten_digits.load("mnist")


def test_other_digits_are_refused():
    with pytest.raises(BadInput, match="'roman'"):
        handwritten_digits.load("roman")
