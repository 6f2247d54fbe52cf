"""Reports: parameters are checked at once, metrics travel in the notebook and come back."""

import json

import nbformat
import numpy as np
import pytest

from helpers import report
from helpers.errors import BadInput


@pytest.fixture
def shown(monkeypatch):
    outputs = []

    def display(data, raw=False, metadata=None):
        outputs.append({"data": data, "metadata": metadata or {}})

    monkeypatch.setattr(report, "display", display)
    return outputs


def namespace(**changes):
    values = {"source": "simulated", "k": 3, "width": 2.0, "scale": "all"} | changes
    kinds = {"source": str, "k": int, "width": float, "scale": str}
    return values | {"__annotations__": kinds, "In": values.pop("In", [""])}


ALLOWED = {"k": range(2, 13), "width": (0.5, 9.0), "scale": ["all", "land"]}


def test_good_parameters_show_the_source(shown):
    report.start("leads/1_echoes", namespace(width=3), **ALLOWED)
    assert "simulated" in shown[0]["data"].data


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"k": 1}, "k = 1 is out of range: give a whole number from 2 to 12"),
        ({"k": "three"}, "k = 'three' is not of type int"),
        ({"k": True}, "k = True is not of type int"),
        ({"k": 2.5}, "k = 2.5 is not of type int"),
        ({"width": 10.0}, "width = 10.0 is out of range: give a number from 0.5 to 9.0"),
        ({"width": float("nan")}, "width = nan is out of range"),
        ({"scale": "sea"}, "scale = 'sea' is not known: give one of all, land"),
        ({"source": "nowhere"}, "nowhere"),
        (
            {"In": ["", "# Parameters\nkk = 3\nwidth = 2.0\n"]},
            "no parameter 'kk' here: give k, scale",
        ),
    ],
)
def test_bad_parameters_are_refused_in_one_sentence(shown, changes, message):
    with pytest.raises(BadInput, match=message) as caught:
        report.start("leads/1_echoes", namespace(**changes), **ALLOWED)
    assert caught.value._render_traceback_() == [f"BadInput: {caught.value}"]
    assert not shown


def test_fallback_from_real_is_said(shown, monkeypatch):
    monkeypatch.setenv("EO_ASKED_SOURCE", "real")
    report.start("leads/1_echoes", namespace())
    assert "Real data were asked for" in shown[0]["data"].data


def executed(outputs, tmp_path):
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [
        nbformat.v4.new_output("display_data", data=o["data"], metadata=o["metadata"])
        for o in outputs
        if isinstance(o["data"], dict)
    ]
    path = tmp_path / "run.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_metrics_come_back_from_the_notebook(shown, tmp_path):
    report.start("leads/1_echoes", namespace(), **ALLOWED)
    report.metric("kmeans_differing", np.int64(4), better="lower")
    report.metric("missing", float("nan"), unit="m")
    report.metric("kmeans_differing", 5, better="lower")
    first, second = report.read(executed(shown, tmp_path))
    assert first == {
        "chapter": "leads/1_echoes",
        "source": "simulated",
        "name": "kmeans_differing",
        "value": 5,
        "unit": "",
        "better": "lower",
        "published": 81,
        "reference": first["reference"],
        "parameters": {"k": 3, "width": 2.0, "scale": "all"},
    }
    assert "12,195" in first["reference"]
    assert second["value"] is None and second["published"] is None
    json.dumps([first, second], allow_nan=False)


def test_glued_text_is_hidden_and_named(shown):
    report.start("leads/1_echoes", namespace())
    report.glue("share", "12 %")
    output = shown[-1]
    assert output["data"] == {"application/papermill.record/text/plain": "12 %"}
    assert output["metadata"]["scrapbook"]["name"] == "share"
    assert report.KEY not in output["metadata"]


def test_thousands_are_glued_as_one_number(shown):
    report.start("leads/1_echoes", namespace())
    report.metric("echoes_total", 12200)
    assert shown[-1]["data"] == {"application/papermill.record/text/plain": "12\u202f200"}


def test_table_holds_ours_beside_the_published(shown):
    report.start("leads/1_echoes", namespace())
    report.metric("kmeans_differing", 34)
    html = report.table().data
    assert "<td>34</td><td>81</td>" in html and "K-means differing" in html


def test_table_folds_the_unpublished_and_drops_the_unknown(shown):
    report.start("leads/1_echoes", namespace())
    report.metric("kmeans_ami", 0.9)
    report.metric("kmeans_differing", float("nan"))
    html = report.table().data
    assert "<details><summary>1 more" in html and "K-means AMI" in html
    assert "differing" not in html


def test_metrics_must_be_numbers_and_follow_a_start(shown, monkeypatch):
    report.start("leads/1_echoes", namespace())
    with pytest.raises(BadInput, match="'many' is no number"):
        report.metric("count", "many")
    with pytest.raises(BadInput, match="is no number"):
        report.metric("count", np.arange(2))
    with pytest.raises(BadInput, match="better = 'more'"):
        report.metric("count", 1, better="more")
    monkeypatch.setitem(report._chapter, "name", None)
    with pytest.raises(BadInput, match="start the chapter first"):
        report.metric("count", 1)


@pytest.mark.parametrize("content", ["not json", "{}"])
def test_reading_something_else_is_refused(content, tmp_path):
    path = tmp_path / "no.ipynb"
    path.write_text(content)
    with pytest.raises(BadInput, match="not a notebook"):
        report.read(path)


def test_every_published_figure_has_a_source():
    for chapter, figures in report.published().items():
        assert chapter.count("/") == 1
        for figure in figures.values():
            assert isinstance(figure["value"], int | float) and figure["reference"]
