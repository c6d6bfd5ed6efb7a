"""Numbers of scanpy, squidpy and scipy for the statistics of tissue: python tests/golden/tissueStatistics.py tests/fixtures/statistics"""
import json
import sys
import warnings
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import scanpy as sc
import scipy
import scipy.sparse as sp
import squidpy as sq
from scanpy.tools import _score_genes
from scipy.cluster import hierarchy
from squidpy.gr import _ligrec, _ripley

warnings.simplefilter("ignore")


def flat(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=float).ravel()]


def table(seed, cells, genes):
    """Log values of Poisson counts whose genes differ in their means."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(0.6, 1.2, size=genes)
    counts = rng.poisson(rates * rng.gamma(4, 0.25, size=(cells, 1)))
    return np.log1p(counts).astype(np.float32)


def score_genes():
    x = table(1, 24, 120)
    names = [f"g{j}" for j in range(x.shape[1])]
    adata = ad.AnnData(sp.csr_matrix(x), var=pd.DataFrame(index=names))
    sets = {"first": ["g3", "g17", "g40", "g41", "absent"], "second": ["g0", "g5", "g99", "g100", "g101", "g102"], "one": ["g7"]}
    cases = []

    def case(name, **kwargs):
        drawn = []
        original = _score_genes._score_genes_bins

        def noted(*args, **options):
            for genes in original(*args, **options):
                drawn.extend(genes)
                yield genes

        _score_genes._score_genes_bins = noted
        sc.tl.score_genes(adata, sets[name], score_name="s", **kwargs)
        _score_genes._score_genes_bins = original
        cases.append({"set": name, "options": kwargs, "controls": sorted(set(map(str, drawn))), "score": flat(adata.obs["s"])})

    for name in sets:
        case(name)
        case(name, ctrl_size=2)
        case(name, n_bins=7, ctrl_size=40)
        case(name, n_bins=7, ctrl_size=40, ctrl_as_ref=False)
    case("first", gene_pool=names[:90], n_bins=5, ctrl_size=40)
    holes = x.copy()
    holes[::5, ::3] = np.nan
    whole = adata
    adata = ad.AnnData(sp.csr_matrix(holes), var=whole.var)
    case("second", n_bins=7)
    cases[-1]["holes"] = True
    few = ad.AnnData(sp.csr_matrix(x[:, :10]), var=pd.DataFrame(index=names[:10]))
    adata = few
    case("one")
    cases[-1]["few"] = True
    return {"shape": list(x.shape), "x": flat(x), "sets": sets, "cases": cases}


def ripley():
    rng = np.random.default_rng(2)
    middles = rng.uniform(0, 100, size=(6, 2))
    clumped = middles[rng.integers(0, 6, 60)] + rng.normal(0, 4, size=(60, 2))
    even = rng.uniform(0, 100, size=(90, 2))
    points = np.vstack([clumped, even])
    labels = ["clumped"] * 60 + ["even"] * 50 + ["other"] * 40
    adata = ad.AnnData(np.zeros((150, 1)), obs=pd.DataFrame({"type": pd.Categorical(labels)}, index=[str(i) for i in range(150)]), obsm={"spatial": points})
    hull = _ripley.ConvexHull(points)
    # Processes that are known: squidpy draws one for every type in mode F, then one for every simulation.
    drawn = [_ripley._ppp(hull, n_simulations=1, n_observations=80, seed=s) for s in range(4)]
    out = {"points": points.tolist(), "labels": labels, "area": hull.volume, "random": [d.tolist() for d in drawn], "modes": {}}
    for mode in ["F", "G", "L"]:
        for neighbors in [2, 3] if mode != "L" else [2]:
            order = iter([0, 0, 0, 1, 2, 3] if mode == "F" else [1, 2, 3])
            _ripley._ppp = lambda *_, **__: drawn[next(order)]
            found = sq.gr.ripley(adata, "type", mode=mode, n_neigh=neighbors, n_simulations=3, n_observations=80, n_steps=12, copy=True)
            out["modes"][f"{mode}{neighbors}"] = {
                "bins": flat(found["bins"]),
                "stats": {name: flat(found[f"{mode}_stat"].query("type == @name")["stats"]) for name in ["clumped", "even", "other"]},
                "simulated": [flat(found["sims_stat"].query("simulations == @s")["stats"]) for s in range(3)],
                "pvalues": [flat(row) for row in found["pvalues"]],
            }
    return out


def ligand_receptor():
    rng = np.random.default_rng(3)
    x = table(3, 60, 14).astype(float)
    types = np.array(["a", "b", "c"])[rng.integers(0, 3, 60)]
    x[types == "a", 0] += 1
    x[types == "b", 1] += 1
    x[:, 13] = 0
    names = [f"G{j}" for j in range(14)]
    pairs = [("G0", "G1"), ("g2", "G3"), ("G4_G5", "G6"), ("G7", "G8_G9_absent"), ("G10", "G13"), ("missing", "G1"), ("G0", "G1"), ("G11", "G12")]
    adata = ad.AnnData(sp.csr_matrix(x), var=pd.DataFrame(index=names), obs=pd.DataFrame({"type": pd.Categorical(types)}, index=[str(i) for i in range(60)]))
    out = {"shape": [60, 14], "x": flat(x), "types": types.tolist(), "pairs": pairs, "cases": []}
    for policy, threshold in [("min", 0.01), ("min", 0.6), ("all", 0.01)]:
        shuffled = []
        state = np.random.RandomState(0 + 7)
        codes = np.unique(types, return_inverse=True)[1].astype(np.int32)
        for _ in range(20):
            state.shuffle(codes)
            shuffled.append(codes.tolist())
        found = _ligrec.ligrec(adata, "type", interactions=pairs, complex_policy=policy, threshold=threshold, n_perms=20, seed=7, n_jobs=1, use_raw=False, copy=True, numba_parallel=False, show_progress_bar=False)
        out["cases"].append({
            "complexes": policy, "threshold": threshold,
            "pairs": [list(pair) for pair in found["means"].index],
            "of": [list(pair) for pair in found["means"].columns],
            "means": flat(found["means"].to_numpy()), "pvalues": flat(found["pvalues"].to_numpy()),
        })
    out["shuffled"] = shuffled
    return out


def pairs_in_space():
    """Bivariate Moran's R (SpatialDM, Li et al. 2023) by matrices, and its moments over all orders of six cells."""
    from itertools import permutations

    rng = np.random.default_rng(4)
    n = 40
    w = (rng.uniform(size=(n, n)) < 0.12) * rng.uniform(0.5, 2, size=(n, n))
    np.fill_diagonal(w, 0)
    w[7] = 0
    values = rng.gamma(1, 1, size=(n, 4)) * (rng.uniform(size=(n, 4)) < 0.7)

    def standard(v):
        v = v - v.mean()
        return v / np.sqrt((v**2).mean())

    rows = np.divide(w, w.sum(1, keepdims=True), out=np.zeros_like(w), where=w.sum(1, keepdims=True) > 0)

    def global_r(rows, x, y):
        return standard(x) @ rows @ standard(y) / rows.sum()

    pairs = [(0, 1), (2, 3), (1, 0)]
    out = {"n": n, "w": flat(w), "values": flat(values), "columns": 4, "pairs": pairs, "global": [], "local": []}
    for a, b in pairs:
        x, y = standard(values[:, a]), standard(values[:, b])
        out["global"].append(float(global_r(rows, values[:, a], values[:, b])))
        out["local"].append(flat(x * (rows @ y) + y * (rows @ x)))
    few = slice(20, 26)
    small = rows[few, few].copy()
    small[small.sum(1) > 0] /= small[small.sum(1) > 0].sum(1, keepdims=True)
    x, y = values[few, 0] + np.arange(6), values[few, 1] + np.arange(6)[::-1] ** 2
    every = np.array([global_r(small, x, y[list(order)]) for order in permutations(range(6))])
    out["few"] = {"w": flat(small), "x": flat(x), "y": flat(y), "r": float(global_r(small, x, y)), "mean": float(every.mean()), "deviation": float(every.std()), "share": float((every >= global_r(small, x, y) - 1e-12).mean())}
    return out


def pseudobulk():
    rng = np.random.default_rng(6)
    x = rng.poisson(rng.gamma(1, 2, size=9), size=(80, 9)).astype(float)
    patient = np.array([f"p{i}" for i in rng.integers(0, 7, 80)])
    kind = np.array(["B", "T"])[rng.integers(0, 2, 80)]
    adata = ad.AnnData(sp.csr_matrix(x), obs=pd.DataFrame({"patient": pd.Categorical(patient), "type": pd.Categorical(kind)}, index=[str(i) for i in range(80)]))
    found = sc.get.aggregate(adata, ["patient", "type"], ["sum", "mean"])
    low, high = rng.normal(size=(5, 6)), rng.normal(0.8, 1.5, size=(4, 6))
    low[0, 5] = high[1, 5]
    welch = scipy.stats.ttest_ind(high, low, equal_var=False)
    ranks = [scipy.stats.mannwhitneyu(high[:, j], low[:, j], method="auto") for j in range(6)]
    return {
        "x": flat(x), "genes": 9, "patient": patient.tolist(), "type": kind.tolist(),
        "names": list(found.obs_names), "sum": flat(found.layers["sum"]), "mean": flat(found.layers["mean"]),
        "low": low.tolist(), "high": high.tolist(),
        "welch": {"t": flat(welch.statistic), "p": flat(welch.pvalue), "adjusted": flat(scipy.stats.false_discovery_control(welch.pvalue))},
        "ranks": {"u": [float(r.statistic) for r in ranks], "p": [float(r.pvalue) for r in ranks]},
        "exact": [[a, b, float(u), float(scipy.stats.mannwhitneyu(np.r_[np.arange(a) * 1.0 + 0.5 + u], np.arange(b) * 2.0, method="exact").pvalue)] for a, b, u in [(3, 3, 0), (3, 3, 5), (8, 11, 3), (12, 7, -4), (2, 9, 1)]],
    }


def dendrogram():
    rng = np.random.default_rng(8)
    points = rng.normal(size=(17, 5))
    points[3] = points[9]
    out = {"points": points.tolist(), "linkage": {}}
    for method in ["average", "ward", "complete", "single"]:
        tree = hierarchy.linkage(points, method=method, metric="euclidean")
        out["linkage"][method] = {"merges": tree.tolist(), "leaves": hierarchy.leaves_list(tree).tolist()}
    tree = hierarchy.linkage(points, method="average", metric="correlation")
    out["correlation"] = {"merges": tree.tolist(), "leaves": hierarchy.leaves_list(tree).tolist()}
    return out


def dot_plot():
    x = table(9, 50, 6)
    kind = np.array(["A", "B", "C"])[np.random.default_rng(9).integers(0, 3, 50)]
    names = [f"g{j}" for j in range(6)]
    adata = ad.AnnData(sp.csr_matrix(x), var=pd.DataFrame(index=names), obs=pd.DataFrame({"kind": pd.Categorical(kind)}, index=[str(i) for i in range(50)]))
    out = {"x": flat(x), "kind": kind.tolist(), "cases": []}
    for scale, cutoff in [(None, 0), ("var", 0), (None, 0.9)]:
        found = sc.pl.DotPlot(adata, names, "kind", standard_scale=scale, expression_cutoff=cutoff)
        out["cases"].append({"scale": scale, "cutoff": cutoff, "means": flat(found.dot_color_df.to_numpy()), "shares": flat(found.dot_size_df.to_numpy())})
    return out


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    makers = {"scoreGenes": score_genes, "ripley": ripley, "ligandReceptor": ligand_receptor, "pairsInSpace": pairs_in_space, "pseudobulk": pseudobulk, "dendrogram": dendrogram, "dotPlot": dot_plot}
    made = {"scanpy": sc.__version__, "squidpy": sq.__version__, "scipy": scipy.__version__}
    for name, make in makers.items():
        (folder / f"{name}.json").write_text(json.dumps({**made, **make()}))
