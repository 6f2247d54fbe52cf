"""The study's main figure on a real product: K-means against ESA's own class."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from helpers import partitions
from helpers.leads import layout, products

L2I = "CS_LTA__SIR_SARI2__20150214T000431_20150214T000746_D001.nc"


@pytest.mark.parametrize(
    ("scale_on", "confusion"),
    [("ice and lead", [[629, 0], [4, 953]]), ("all", [[629, 0], [32, 925]])],
)
def test_kmeans_repeats_the_class_of_cryosat2(real, scale_on, confusion):
    ds = products.open(real(L2I))
    table, flag = products.features(ds), ds.surface_class.values
    kept = np.isin(flag, [layout.SEA_ICE, layout.LEAD])
    scaler = StandardScaler().fit(table[kept] if scale_on == "ice and lead" else table)
    clusters = KMeans(2, n_init=10, random_state=0).fit_predict(
        scaler.transform(table[kept])
    )
    found = partitions.agreement(clusters, flag[kept])["confusion"]
    np.testing.assert_array_equal(found, confusion)
