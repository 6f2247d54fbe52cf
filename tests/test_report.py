"""Reports: parameters are checked at once, metrics travel in the notebook and come back."""

import json

import nbformat
import numpy as np
import pandas as pd
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


CELL = """source: str = "simulated"  # where the data come from
k: int = 3  # [2, 12] number of clusters
width: float = 2.0  # [0.5, 9.0] of a window
scale: str = "all"  # ["all", "land"] what is scaled"""


def namespace(**changes):
    values = {"source": "simulated", "k": 3, "width": 2.0, "scale": "all"} | changes
    return values | {"In": ["", CELL, *values.pop("In", [])]}


def test_good_parameters_show_the_source(shown):
    report.start("leads/1_echoes", namespace(width=3))
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
            {"In": ["# Parameters\nkk = 3\nwidth = 2.0\n"]},
            "no parameter 'kk' here: give k, scale, source",
        ),
    ],
)
def test_bad_parameters_are_refused_in_one_sentence(shown, changes, message):
    with pytest.raises(BadInput, match=message) as caught:
        report.start("leads/1_echoes", namespace(**changes))
    assert caught.value._render_traceback_() == [f"BadInput: {caught.value}"]
    assert not shown


def test_a_form_is_checked_like_a_chapter(shown):
    form = """source = "simulated"  #@param ["simulated", "real"] {allow-input: true}
k = 3  #@param {type:"slider", min:2, max:12, step:1}
width = 2.0  #@param {type:"slider", min:0.5, max:9.0, step:0.1}
scale = "all"  #@param ["all", "land"]"""
    values = {"source": "simulated", "k": 13, "width": 2.0, "scale": "all", "In": [form]}
    with pytest.raises(BadInput, match="k = 13 is out of range: give a whole number"):
        report.start("leads/1_echoes", values)
    report.start("leads/1_echoes", values | {"k": 12})
    with pytest.raises(BadInput, match="scale = 'sea' is not known"):
        report.start("leads/1_echoes", values | {"k": 12, "scale": "sea"})


def test_a_recorded_table_gives_a_metric_per_number(shown, tmp_path):
    report.start("leads/1_echoes", namespace())
    scores = pd.DataFrame(
        {"F1": [0.8, 0.9], "width": [3.0, 2.0]}, index=["K-means", "thin ice"]
    )
    better = {"F1": "higher", "width": "lower"}
    assert report.record(scores, "truth", better=better) is scores
    report.record(scores.F1.rename("share"), unit="%")
    found = {m["name"]: m for m in report.read(executed(shown, tmp_path))}
    assert found["truth_kmeans_f1"]["value"] == 0.8
    assert found["truth_thin_ice_width"]["better"] == "lower"
    assert found["thin_ice"]["unit"] == "%" and len(found) == 6


def test_prose_shows_three_digits_and_hears_of_each(shown, monkeypatch):
    heard = []
    monkeypatch.setattr(report, "on_glue", [lambda *glued: heard.append(glued)])
    report.start("leads/1_echoes", namespace())
    report.metric("share", 0.123456)
    report.metric("echoes", 12195)
    assert heard == [("share", "0.123"), ("echoes", "12\u202f200")]


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
    report.start("leads/1_echoes", namespace())
    report.metric("mixture_differing", np.int64(4), better="lower")
    report.metric("missing", float("nan"), unit="m")
    report.metric("mixture_differing", 5, better="lower")
    first, second = report.read(executed(shown, tmp_path))
    assert first == {
        "chapter": "leads/1_echoes",
        "source": "simulated",
        "name": "mixture_differing",
        "value": 5,
        "unit": "",
        "better": "lower",
        "published": 46,
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
    report.metric("mixture_differing", 34)
    html = report.table().data
    assert "<td>34</td><td>46</td>" in html and "mixture differing" in html


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
