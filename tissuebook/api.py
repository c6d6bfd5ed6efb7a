"""Views and tasks of the library, as functions of Python."""

# Made by scripts/pythonApi.ts from the cards of models and the signatures of the library. Not to be edited.

from __future__ import annotations

from typing import Any, Literal, Sequence

from .calls import call
from .figure import View
from .objects import Model, Result

# Tasks that a model is asked as methods of it: model.embed(adata).
MODEL_TASKS = (
    "cross_modal",
    "denoise",
    "embed",
    "generate",
    "image_to_gene",
    "impute_entries",
    "impute_genes",
    "impute_patch",
    "impute_stack",
    "infer_expression",
    "joint_embed",
    "match",
    "open_cell_perturber",
    "perturb",
    "perturb_cells",
    "predict_modality",
    "predict_perturbation",
    "retrieve",
    "search",
    "similar_cells",
    "stratify",
)


def activation_markers(
    adata: Any,
) -> Any:
    """The features that are customary markers of activated T cells, as the data name them; case and separators do not
    count."""
    return call("activationMarkers", adata)


def annotate(
    adata: Any,
    *,
    labels: str,
    use: str | None = None,
    model: Any = None,
    by: Literal["probe", "knn"] | None = None,
    k: float | None = None,
    split: Literal["groups", "tiles", "stratified"] | None = None,
    test: float | None = None,
    folds: float | None = None,
    groups: str | None = None,
    section: str | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """Labels for cells, learned from those that have one, and how well it works on cells that were held out: whole
    tiles of tissue or whole groups, because neighbors share much of what a model sees of them; cells at random, by
    label, where there are no positions. Labels are read off vectors (`use`), or a model learns them (`model`).
    Beside it logistic regressions on the cells' own values (log1p, where X holds counts), on their principal
    components, and on the mean of the cell and its 6 nearest neighbors (what any smoothing gives), the nearest
    cells, and the most frequent label for all. Data and model stay as they are.

    labels: Column of obs with the labels that are known; cells without one are annotated.
    use: The entry of obsm that is read: 'X_squint', 'X_cifm'; 'X' for the values themselves. This, or `model`.
    model: A model that can classify: an untrained copy is trained on the labels, from the model's weights where
        it is trained, with the cells that are judged as company without labels. This, or `use`.
    by: How vectors are read. 'probe': multinomial logistic regression. 'knn': the most frequent label of the
        nearest cells. 'probe'.
    k: Nearest cells that are asked. 15 (ours).
    split: Which cells judge. 'groups': whole groups of `groups`. 'tiles': square tiles of tissue. 'stratified':
        of each label its share, at random, which is fair where cells are not each other's neighbors. 'groups' where
        they are given, 'tiles' where cells have positions, else 'stratified'.
    test: Share of the labeled cells that judge. 0.25 (ours).
    folds: Of 'stratified': every cell judges once, in one of so many rounds, each with a training of its own.
        `test` unless given.
    groups: Column of obs whose groups are held out whole: patients, sections.
    section: Column of obs that tells sections apart: neighbors are looked for within them. `groups` unless
        given.
    seed: Fixes which cells judge; 0.
    epochs: Of `model`: epochs of training; its own unless given.
    progress: Of `model`: whether a notebook shows the curves of the training. Default true.
    """
    return call("annotate", adata, options={
        "labels": labels,
        "use": use,
        "model": model,
        "by": by,
        "k": k,
        "split": split,
        "test": test,
        "folds": folds,
        "groups": groups,
        "section": section,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def attention_matrix_view(
    adata: Any,
    attention: Result | dict,
    *,
    labels: str,
    measure: Literal["ratio", "share"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Attention from label to label as a heat map: rows look, columns are looked at, means over the cells of a row.
    What a cell takes from itself is left out. `attentionMatrixView(tissue, await cellplm.attend(tissue), { labels:
    'phenotype' })`.

    labels: An obs column of labels, for example the cells' types.
    measure: 'ratio': what a cell of the row's label gives to those of the column's, in multiples of what it
        would give if it looked at all other cells alike; 1 is no preference. 'share': the share itself, which is
        large for a frequent label. Default 'ratio' (ours).
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("attentionMatrixView", adata, attention, options={
        "labels": labels,
        "measure": measure,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def attention_view(
    adata: Any,
    attention: Result | dict,
    *,
    from_: float | Sequence[float] | None = None,
    top: float | None = None,
    labels: str | None = None,
    basis: Literal["spatial"] | str | None = None,
    unit: Literal["um", "px", "units"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Whom a cell attends to, in the tissue: each cell colored by what it gets of the attention, in multiples of what
    it would get if all got the same; arrows to the strongest, the thicker the stronger. The table has them with
    their share, and the others in a sum.

    from_: The cells that look, by their number in the data, a panel each; at most six. Default: the one that
        looks at few cells most.
    top: Arrows of a panel, to the cells that it looks at most; all others are summed in the table. 10 (ours),
        100 at most.
    labels: An obs column for tooltip and table, for example the cells' types.
    basis: Where cells lie: 'spatial', or a key of obsm for cells without places ('umap'). Default: 'spatial'.
    unit: Unit of the positions, as in spatialView.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("attentionView", adata, attention, options={
        "from_": from_,
        "top": top,
        "labels": labels,
        "basis": basis,
        "unit": unit,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def bars_view(
    data: Result | dict,
    *,
    group_title: str | None = None,
    value_title: str | None = None,
    stacked: bool | None = None,
    cells: Any = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Values by group as bars with intervals: `barsView({ groups: ['T cell', 'B cell'], series: { share: [0.4, 0.1] }
    })`.

    stacked: On each other, as parts of a whole. Default: side by side.
    cells: What the groups are in the data, so that the bars are linked to pictures of the same cells. Default:
        nothing.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("barsView", data, options={
        "group_title": group_title,
        "value_title": value_title,
        "stacked": stacked,
        "cells": cells,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def cluster(
    adata: Any,
    *,
    use: str,
    k: float | None = None,
    resolution: float | None = None,
    key: str | None = None,
    seed: float | None = None,
) -> Any:
    """Clusters of cells by their vectors: nearest neighbors and the Leiden algorithm, as scanpy's neighbors and
    leiden. What is near depends on the vectors: microenvironments with a model's, kinds of cells with expression.

    use: The entry of obsm in which cells are near each other: 'X_squint', 'X_cifm', 'X_pca'; 'X' for the values
        themselves.
    k: Neighbors of each cell. 14, as scanpy (whose 15 count the cell).
    resolution: Higher values give more and smaller clusters. 1, as scanpy.
    key: The obs column that takes the clusters. 'cluster'.
    seed: Order in which cells are looked at; 0.
    """
    return call("cluster", adata, options={
        "use": use,
        "k": k,
        "resolution": resolution,
        "key": key,
        "seed": seed,
    })


def cluster_sweep(
    adata: Any,
    *,
    use: str,
    labels: str,
    resolutions: Sequence[float] | None = None,
    fixed: float | None = None,
    k: float | None = None,
    components: float | None = None,
    seed: float | None = None,
) -> Result:
    """How well clusters of vectors agree with labels: the Leiden algorithm at several resolutions, adjusted Rand index
    and normalized mutual information at each. The best agreement is chosen by the labels themselves, so it bounds
    what clusters could show; a fixed resolution stands beside it. The baseline is the same of principal components
    of the values (log1p, where X holds counts).

    use: The entry of obsm in which cells are near each other: 'X_cellplm', 'X_squint'.
    labels: Column of obs with the labels that clusters are compared with; cells without one are clustered and
        not compared.
    resolutions: Resolutions of the Leiden algorithm. 0.1, 0.2, ... 1.4, as CellPLM's evaluation has it.
    fixed: The resolution whose clusters are shown beside the best; it looks at no label. 1, as scanpy.
    k: Neighbors of each cell. 14, as scanpy (whose 15 count the cell).
    components: Principal components of the baseline. 50, as scanpy; one less than cells or genes where there
        are fewer.
    seed: Order in which cells are looked at; 0.
    """
    return call("clusterSweep", adata, options={
        "use": use,
        "labels": labels,
        "resolutions": resolutions,
        "fixed": fixed,
        "k": k,
        "components": components,
        "seed": seed,
    })


def clustergram_view(
    adata: Any,
    *,
    genes: Sequence[str],
    by: str,
    layer: str | None = None,
    scale: Literal["none", "gene"] | None = None,
    cluster: Literal["rows", "columns", "both"] | None = None,
    method: Literal["average", "ward", "complete", "single"] | None = None,
    metric: Literal["euclidean", "correlation"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """What labels express, with like labels and like genes together: means as colored fields, and the trees that put
    them in order (scipy's linkage), as seaborn's clustermap. A click on a field selects the cells of its label in
    the tissue; cells selected elsewhere are marked at their rows.

    genes: Features.
    by: The obs column whose labels are the rows.
    layer: Where the values come from. Default: X.
    scale: 'gene': each gene in standard deviations over the labels; 'none': means as they are. Default 'gene'.
    cluster: What is put in order by a tree. Default 'both'.
    method: How far two clusters are apart. Default 'average'.
    metric: Between labels, and between genes. Default 'euclidean'.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("clustergramView", adata, options={
        "genes": genes,
        "by": by,
        "layer": layer,
        "scale": scale,
        "cluster": cluster,
        "method": method,
        "metric": metric,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def compare(
    models: Sequence[Model],
    data: Any,
    *,
    task: Literal["impute", "infer", "annotate", "classify", "cluster", "impute-entries", "denoise", "impute-genes", "perturbation", "image-to-gene", "generate", "retrieve", "predict-modality", "match", "spatial-domains", "few-shot"],
    seeds: Sequence[float] | None = None,
    epochs: Any = None,
    labels: str | None = None,
    reference: Any = None,
    perturbations: Any = None,
    held_out: Sequence[str] | None = None,
    groups: str | None = None,
    section: str | None = None,
    control: str | None = None,
    target: str | None = None,
    genes: Sequence[str] | None = None,
    from_: str | None = None,
    to: str | None = None,
) -> Result:
    """Trains untrained copies of models with several seeds and compares them by one task, with its baselines beside
    them: mean and spread over seeds. What is held out depends on the seed alone. The given models and the data stay
    as they are. The trainings draw no curves into a notebook: onProgress tells how far they are.

    task: 'impute': the neighborhoods of three held-out patches (imputePatch). 'infer': cells of held-out tiles
        from those around them (inferExpression). 'annotate': labels read off the embedding in held-out tiles
        (annotate). 'classify': labels learned by the model itself (annotate with `model`). 'cluster': clusters of
        the vectors against labels (clusterSweep). 'impute-entries': counts that were hidden among all entries
        (imputeEntries). 'denoise': counts above 0 that were hidden (denoise). 'impute-genes': genes measured in a
        reference only (imputeGenes). 'perturbation': held-out perturbations of a screen whose effects repeat
        (predictPerturbation). 'image-to-gene': genes of whole sections from their picture (imageToGene).
        'generate': shapes of held-out cells in another state (generate). 'retrieve': profiles for pictures and the
        reverse within sections (retrieve). 'predict-modality': one modality from another (predictModality).
        'match': partners of cells in another modality (match). 'spatial-domains': clusters of the vectors against
        annotated regions, section by section (spatialDomains). 'few-shot': labels read off the vectors of held-out
        cells after a few of each were shown (fewShot).
    seeds: Each gives every model another start, other batches and other held-out cells; the same ones to all
        models. [0, 1, 2].
    epochs: Epochs of training, by model: { squint: 20, cifm: 150 }. The model's own unless given.
    labels: Column of obs with the labels; for 'annotate', 'classify', 'cluster', 'spatial-domains' and
        'few-shot'. Of 'generate' the states.
    reference: Cells in which all genes were measured; for 'impute-genes'.
    perturbations: What is perturbed in each cell; for 'perturbation'.
    held_out: Perturbations that no model sees; for 'perturbation', drawn by the seed unless given.
    groups: Column of obs whose groups are held out whole; for 'annotate', 'classify', 'generate' and
        'few-shot'.
    section: Column of obs that tells sections apart; for tasks that ask section by section, the model's own
        option unless given.
    control: The states from which and to which shapes are carried; for 'generate'.
    genes: Genes that are read off the picture, or hidden; for 'image-to-gene' and 'impute-genes'.
    from_: Keys of the modality that is given and of the other; for 'predict-modality' and 'match'.
    """
    return call("compare", models, data, options={
        "task": task,
        "seeds": seeds,
        "epochs": epochs,
        "labels": labels,
        "reference": reference,
        "perturbations": perturbations,
        "held_out": held_out,
        "groups": groups,
        "section": section,
        "control": control,
        "target": target,
        "genes": genes,
        "from_": from_,
        "to": to,
    })


def compare_patients(
    bulk: Any,
    *,
    group: str,
    contrast: Any = None,
    by: str | None = None,
    method: Literal["wilcoxon", "t-test"] | None = None,
    scale: Literal["log-cpm", "as-is"] | None = None,
    min_patients: float | None = None,
) -> Result:
    """Which genes differ between two groups of patients, in rows of pseudobulk: a test for each gene over patients,
    corrected by Benjamini and Hochberg over the genes that vary. Tests over cells instead take the cells of a
    patient for independent ones, and find differences where patients differ by chance (Squair et al. 2021). What
    few patients cannot say is said: three against three reach no p below 0.1 by ranks.

    group: The obs column of the two groups of patients.
    contrast: Which two labels, the first against the second. The labels of the column, where it has two.
    by: The obs column whose labels are tested apart, as types of cells. None: one table.
    method: 'wilcoxon': the rank-sum test, exact for few patients; 't-test': Welch's. 'wilcoxon'.
    scale: 'log-cpm': log2 of 1 + counts per million of each row; 'as-is'. 'log-cpm' for sums, 'as-is' for
        means.
    min_patients: A label with fewer patients in one of both groups is not tested, and said. 2.
    """
    return call("comparePatients", bulk, options={
        "group": group,
        "contrast": contrast,
        "by": by,
        "method": method,
        "scale": scale,
        "min_patients": min_patients,
    })


def compare_survival(
    patients: Result | dict,
    *,
    time: str,
    event: str,
    groups: Any,
) -> Result:
    """Survival of groups of patients: Kaplan-Meier curves with 95% intervals, and the log-rank test of their
    difference.

    time: Column with the time until the event or the end of observation.
    event: Column with 1 where the event happened, 0 where observation ended before.
    groups: The group of a patient, by row name of the table; patients without one are left out.
    """
    return call("compareSurvival", patients, options={
        "time": time,
        "event": event,
        "groups": groups,
    })


def composition_view(
    adata: Any,
    *,
    rows: str,
    columns: str,
    normalize: Literal["rows", "columns", "none"] | None = None,
    order: Literal["similar", "given"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """How often two labels meet in a cell, as a heat map: which phenotypes a token consists of. Rows without a cell
    are left out. Linked to pictures of the same cells: a selection is framed in it, and a click on a field selects
    its cells.

    rows: The column whose labels are the rows, for example tokens.
    columns: The column whose labels are the columns, for example phenotypes.
    normalize: 'rows' makes each row sum to 1, 'columns' each column; 'none' shows counts. Default 'rows'.
    order: 'similar' puts rows together that consist mostly of the same label, the purest first, so that blocks
        are seen; 'given' keeps the order of the categories. Default 'similar' (ours).
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("compositionView", adata, options={
        "rows": rows,
        "columns": columns,
        "normalize": normalize,
        "order": order,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def cross_modal(
    model: Model,
    data: Any,
    *,
    probe: Literal["mlp", "ridge"] | None = None,
    pictures: bool | None = None,
    seed: float | None = None,
    section: str | None = None,
    held_out: Sequence[str] | None = None,
    test: float | None = None,
    margin: float | None = None,
    retrain: bool | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How much of a cell's vector of one side, picture or genes, can be told from the other: a fresh model learns from
    the cells of other sections (or tiles), gives vectors of pictures alone and of genes alone, and a network maps
    each side to the other. Of every held-out cell the correlation over the entries of its vector is taken (SPATIA's
    cross-modal prediction), in deviations over the cells learned from. Beside it color and texture in the picture's
    place, principal components in the genes' place, and the vector of a random cell. With `pictures` the pictures
    themselves are told from genes, against the mean picture.

    probe: What maps vectors of one side to those of the other: an 'mlp' with one hidden layer of 512 (SPATIA),
        or 'ridge' regression. 'mlp'.
    pictures: Whether pictures of cells are told from their genes as well, as principal components of crops
        (ours). True.
    seed: Of the tiles and of the network. 0.
    section: Column of obs that tells sections apart: each in turn is asked about, by a model that learned from
        the others. The model's own option unless given. With one section, square tiles of it, by a model that
        learned from the rest.
    held_out: Only these sections are asked about. All.
    test: Of one section: the share of its tiles that is asked about. 0.25.
    margin: Of one section: cells this near to one that is asked about are not learned from, in the unit of the
        positions. Three times the pitch.
    retrain: False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells
        that are learned from. True.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("crossModal", model, data, options={
        "probe": probe,
        "pictures": pictures,
        "seed": seed,
        "section": section,
        "held_out": held_out,
        "test": test,
        "margin": margin,
        "retrain": retrain,
        "epochs": epochs,
        "progress": progress,
    })


def curve_view(
    lines: dict,
    *,
    x_title: str | None = None,
    y_title: str | None = None,
    y_scale: Literal["linear", "log"] | None = None,
    step: bool | None = None,
    progress: Any = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Lines by name, for example losses by epoch: `curveView({ training: [3, 2, 1], validation: { x, y } })`.

    y_scale: Default 'linear'.
    step: Drawn as steps. Default false.
    progress: Shown as a progress bar under the title.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("curveView", lines, options={
        "x_title": x_title,
        "y_title": y_title,
        "y_scale": y_scale,
        "step": step,
        "progress": progress,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def denoise(
    model: Model,
    adata: Any,
    *,
    share: float | None = None,
    scale: Literal["median"] | float | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model restores counts that dropped out: `imputeEntries` with mask 'exponential', CellPLM's test of
    denoising. All hidden entries are counts above 0, and a method that knows this is ahead: means of all entries
    and of those above 0 stand beside it, and the error at true zeros.

    share: Share that is hidden. 0.3 of all entries, as in SpaFormer's paper; 0.1 of a cell's values, as in
        CellPLM's.
    scale: What the counts of a cell add up to before the logarithm, in all scores; 'median': the median of what
        is visible of a cell. 250, as in SpaFormer's code; 10,000 for 'exponential', as in CellPLM's paper.
    seed: Fixes which entries are hidden; 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("denoise", model, adata, options={
        "share": share,
        "scale": scale,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def dot_plot_view(
    adata: Any,
    *,
    genes: Sequence[str],
    by: str,
    layer: str | None = None,
    cutoff: float | None = None,
    scale: Literal["none", "gene"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """What labels express: a dot for each label and gene, its color the mean over all cells of the label, its area the
    share of cells that express the gene. As scanpy.pl.dotplot. A click on a dot selects the cells of its label in
    the tissue; cells selected elsewhere are marked at their rows.

    genes: Features, from left to right.
    by: The obs column whose labels are the rows: scanpy's groupby.
    layer: Where the values come from. Default: X.
    cutoff: A cell above it expresses a gene. Default 0, as scanpy.
    scale: 'gene': colors of each gene from its lowest label to its highest, as scanpy's standard_scale 'var'.
        Default 'none'.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("dotPlotView", adata, options={
        "genes": genes,
        "by": by,
        "layer": layer,
        "cutoff": cutoff,
        "scale": scale,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def embed(
    model: Model,
    data: Any,
    *,
    key: str | None = None,
) -> Any:
    """One vector for each cell, from any trained model: for cluster, annotate, umap and all that takes an entry of
    obsm. The data may be others than those of training; a model of pictures takes `{ cells, image }`. The vectors
    of a cohort in files are written beside the data, an .h5ad for each part with obsm[key], and a list of them
    last.

    key: The entry of obsm that takes the vectors. 'X_' and the model's name, as fit() writes them: 'X_squint'.
    """
    return call("embed", model, data, options={
        "key": key,
    })


def embedding_view(
    adata: Any,
    *,
    color: Any,
    basis: str | None = None,
    dimensions: Any = None,
    layer: str | None = None,
    hover: Sequence[Any] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
    palette: Sequence[str] | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    scale: Literal["sequential", "diverging"] | None = None,
) -> View:
    """Cells at their places in an embedding: `embeddingView(tumour, { color: 'phenotype' })`. A selection made here is
    shown in the tissue of the same cells, and the reverse.

    color: An obs column, a feature, or { name, values }; several make panels side by side, zoomed together.
    basis: A key of obsm, with or without its "X_": 'umap', 'X_pca', 'X_squint'. Default: 'X_umap'.
    dimensions: Which two columns of the basis, from 0. Default [0, 1].
    layer: Where the values of features come from. Default: X.
    hover: More fields for the tooltip: obs columns or features. Default: none.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    palette: Colors #rrggbb for the labels, by turns. Default: those that the data keep
        (uns['<column>_colors']), else color-blind safe ones in the order of the column's categories, so that a
        label keeps its color in subsets, other sections and other views.
    vmin: Ends of the color scale. Default: lowest value and 99.5th percentile (ours); the same on both sides of
        0 when diverging.
    scale: Default 'sequential'.
    """
    return call("embeddingView", adata, options={
        "color": color,
        "basis": basis,
        "dimensions": dimensions,
        "layer": layer,
        "hover": hover,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
        "palette": palette,
        "vmin": vmin,
        "vmax": vmax,
        "scale": scale,
    })


def few_shot(
    adata: Any,
    *,
    use: str,
    labels: str,
    shots: Sequence[float] | None = None,
    groups: str | None = None,
    section: str | None = None,
    test: float | None = None,
    seeds: Sequence[float] | None = None,
    components: float | None = None,
) -> Result:
    """How well a linear probe names held-out cells when it was shown a few of each label (ours; the paper of ST-Align
    speaks of few labels and shows no such experiment). Beside the vectors: principal components of expression, and
    of its mean around each cell. All are shown the same cells.

    use: The entry of obsm that labels are read off: 'X_stalign'.
    labels: Column of obs with the labels.
    shots: How many cells of each label are shown. [1, 5, 10, 20] (ours).
    groups: Column of obs whose groups are held out whole; square tiles of tissue unless given.
    section: Column of obs that tells sections apart, for means around cells. `groups` unless given.
    test: The share that is held out. 0.25.
    seeds: Each draws other cells to be shown, and other tiles. [0, 1, 2, 3, 4].
    components: Principal components of the baselines, at most. 50.
    """
    return call("fewShot", adata, options={
        "use": use,
        "labels": labels,
        "shots": shots,
        "groups": groups,
        "section": section,
        "test": test,
        "seeds": seeds,
        "components": components,
    })


def generate(
    model: Model,
    data: Any,
    *,
    state: str,
    control: str,
    target: str,
    others: Sequence[Any] | None = None,
    features: Sequence[str] | None = None,
    space: Literal["pixels", "features", "latent"] | None = None,
    encoder: Any = None,
    most: float | None = None,
    groups: str | None = None,
    section: str | None = None,
    tiles: float | None = None,
    test: float | None = None,
    force: bool | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model says what shape cells would have in another state: a fresh model like the given one learns from
    whole tiles or groups, carries the held-out control cells to the target state, and their shapes are held against
    those of the held-out target cells. Beside it the control cells as they are, moved by the mean, brought to mean
    and standard deviation, a random target cell, the partner by optimal transport, which sees the answer, and one
    half of the target cells against the other. The given model and the data stay as they are.

    state: The obs column with the states of cells.
    control: The state of the cells that are carried along, and the one where they are to arrive.
    others: Further transitions that the model learns beside it, its negatives: [['Immune', 'Treg']]. None.
    features: Columns with the shapes of cells. Those that morphologyFeatures finds.
    space: What the model carries: the measured 'features' of shape, or pictures as 'latent' or 'pixels', which
        take { cells, image }. What the model's setting of that name says, else 'features'.
    encoder: The network in whose features pictures are compared: an ONNX file of yours (readOnnxEncoder).
        randomConvolutions, untrained, unless given.
    most: Cells of a state whose pictures are compared, and whose average picture is taken; more are drawn from.
        500 (ours).
    groups: The obs column whose groups are held out whole, as patients. Tiles of tissue unless given.
    section: The obs column of sections, which are tiled apart. The model's unless given.
    tiles: Tiles along the longer side of a section. 8 (ours).
    test: Share of the cells that is held out. 0.35 (ours).
    force: Goes on where the states differ no more than chance, with a warning. False: refuses, as there is
        nothing to generate.
    seed: Fixes what is held out and all draws. 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("generate", model, data, options={
        "state": state,
        "control": control,
        "target": target,
        "others": others,
        "features": features,
        "space": space,
        "encoder": encoder,
        "most": most,
        "groups": groups,
        "section": section,
        "tiles": tiles,
        "test": test,
        "force": force,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def heatmap_view(
    data: Result | dict,
    *,
    row_title: str | None = None,
    column_title: str | None = None,
    value_title: str | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    scale: Literal["sequential", "diverging"] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """A matrix as colored fields, rows from top to bottom.

    value_title: What the numbers are, at the color bar. Default 'value'.
    vmin: Ends of the color scale. Default: the range of the values; for a diverging scale the same on both
        sides of 0.
    scale: Default 'diverging' when there are values on both sides of 0 (ours).
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("heatmapView", data, options={
        "row_title": row_title,
        "column_title": column_title,
        "value_title": value_title,
        "vmin": vmin,
        "vmax": vmax,
        "scale": scale,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def image_to_gene(
    model: Model,
    data: Any,
    *,
    genes: Sequence[str] | None = None,
    probe: Literal["mlp", "ridge"] | None = None,
    normalize: bool | None = None,
    seed: float | None = None,
    section: str | None = None,
    held_out: Sequence[str] | None = None,
    test: float | None = None,
    margin: float | None = None,
    retrain: bool | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How much of what cells express can be read off their picture: a fresh model like the given one is trained on the
    cells that are learned from, gives every cell a vector of its picture alone, and a probe reads the genes off the
    vectors. Whole sections are predicted, or tiles with a margin around them, never cells among their neighbors.
    Genes are in deviations over the cells that are learned from. Beside the model: their mean, 24 features of color
    and texture, and the same in deviations within each section. The given model and the data stay as they are.

    genes: Which genes. The 50 of the largest variance among the cells that are learned from (ours).
    probe: What reads genes off the vectors: 'ridge' regression, or an 'mlp' with one hidden layer of 512.
        'ridge'.
    normalize: Whether the counts of a cell are brought to 10,000 before the logarithm. False: how much a spot
        holds is part of the question. True.
    seed: Of the tiles and of the model. 0.
    section: Column of obs that tells sections apart: each in turn is asked about, by a model that learned from
        the others. The model's own option unless given. With one section, square tiles of it, by a model that
        learned from the rest.
    held_out: Only these sections are asked about. All.
    test: Of one section: the share of its tiles that is asked about. 0.25.
    margin: Of one section: cells this near to one that is asked about are not learned from, in the unit of the
        positions. Three times the pitch.
    retrain: False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells
        that are learned from. True.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("imageToGene", model, data, options={
        "genes": genes,
        "probe": probe,
        "normalize": normalize,
        "seed": seed,
        "section": section,
        "held_out": held_out,
        "test": test,
        "margin": margin,
        "retrain": retrain,
        "epochs": epochs,
        "progress": progress,
    })


def impute_entries(
    model: Model,
    adata: Any,
    *,
    mask: Literal["entries", "exponential"] | None = None,
    share: float | None = None,
    scale: Literal["median"] | float | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model restores counts that were hidden from it (Wen 2024, section 4.4, and 5.3.2 for mask
    'exponential'): some entries become 0, an untrained model like the given one is trained on what is left and says
    what it expects. Beside it the gene's mean, the means of the nearest cells in space and in expression, a
    low-rank answer and ridge regressions, over known entries only. The given model and the data stay as they are.

    mask: Which entries are hidden. 'entries': a share of all, zeros included; they are marked in
        layers['observed'] (SpaFormer). 'exponential': of each cell a share of the values that are not 0, low ones
        more often; nothing says which (CellPLM's denoising, see denoise). 'entries'.
    share: Share that is hidden. 0.3 of all entries, as in SpaFormer's paper; 0.1 of a cell's values, as in
        CellPLM's.
    scale: What the counts of a cell add up to before the logarithm, in all scores; 'median': the median of what
        is visible of a cell. 250, as in SpaFormer's code; 10,000 for 'exponential', as in CellPLM's paper.
    seed: Fixes which entries are hidden; 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("imputeEntries", model, adata, options={
        "mask": mask,
        "share": share,
        "scale": scale,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def impute_genes(
    model: Model,
    adata: Any,
    *,
    reference: Any,
    genes: Sequence[str] | None = None,
    share: float | None = None,
    per_bin: float | None = None,
    k: float | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """Genes that a panel lacks, predicted from a reference that has them: some genes are hidden in the data, an
    untrained model like the given one is trained on the cells of both, and says what it expects of the hidden genes
    (CellPLM, section 5.3.3). The two are one table, with 0 in layers['observed'] where a gene of the data is
    hidden. Beside the model the reference's gene means, the mean of the reference cells nearest in the shown genes,
    and a ridge regression on these. Values are log1p of counts divided by the total of the shown genes, the only
    total that data and reference share. Scores are by gene, over all cells of the data. Model, data and reference
    stay as they are.

    reference: Cells, of a tissue or dissociated, in which the genes were measured; counts, as in the data.
    genes: Genes that are predicted; the reference must have them. Those that the data have too are hidden and
        scored. Unless given, `share` of the genes that both have are drawn.
    share: Share of the shared genes that is hidden. 0.1 (ours).
    per_bin: So many genes of each bin of sparsity in place of a share: below 75%, to 90%, to 95%, and above 95%
        of zeros (CellPLM: 25).
    k: Nearest cells of the reference that are averaged by the baseline. 50 (ours).
    seed: Fixes which genes are hidden; 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("imputeGenes", model, adata, options={
        "reference": reference,
        "genes": genes,
        "share": share,
        "per_bin": per_bin,
        "k": k,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def impute_patch(
    model: Model,
    adata: Any,
    *,
    patches: float | None = None,
    cells: float | None = None,
    nearest: Sequence[float] | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model predicts the expression of neighborhoods in patches of tissue it has not seen (SQUINT, section
    5.1): contiguous patches are held out, in no input and no target; an untrained model like the given one is
    trained on the rest and asked for the mean of every held-out cell and its neighbors (8, or as many as the model
    has). Beside it the mean of the nearest observed cells, the mean of the neighbors filled in from the rim of the
    gap inwards, and the mean over all observed cells. The given model and the data stay as they are.

    patches: Patches to hold out. 3, as in SQUINT's paper.
    cells: Cells of a patch. 100, or a tenth of the cells of a middling section where that is less (ours).
    nearest: Baselines: the mean of so many nearest observed cells. 8 and 30 (ours).
    seed: Fixes where the patches lie; 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("imputePatch", model, adata, options={
        "patches": patches,
        "cells": cells,
        "nearest": nearest,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def impute_stack(
    model: Model,
    adata: Any,
    *,
    level: str,
    share: float | None = None,
    top: Sequence[float] | None = None,
    nearest: float | None = None,
    seed: float | None = None,
    epochs: float | None = None,
) -> Result:
    """How well a model predicts held-out cells in a block of sections (SQUINT, section 5.2): a share of each section's
    cells is held out, in no input and no target; an untrained model like the given one learns from the rest, across
    sections, and is asked for the held-out places. The given model and the data stay as they are.

    level: Column of obs with the section of a cell.
    share: Share of the cells of each section that are held out: 0.1, as in SQUINT's paper.
    top: Sizes of the groups of best predicted features: 10, 50 and 100 (ours).
    nearest: Baseline: the mean of so many nearest observed cells: 8 (ours).
    """
    return call("imputeStack", model, adata, options={
        "level": level,
        "share": share,
        "top": top,
        "nearest": nearest,
        "seed": seed,
        "epochs": epochs,
    })


def infer_expression(
    model: Model,
    adata: Any,
    *,
    cells: Sequence[float] | None = None,
    share: float | None = None,
    genes: Sequence[str] | None = None,
    labels: str | None = None,
    reference: Any = None,
    seed: float | None = None,
) -> Result:
    """How well a model infers cells from their surroundings (CI-FM, section on benchmarking and appendix C.1): cells
    are hidden in rounds and inferred from the others. Beside it the paper's baselines: the mean of the visible
    cells within reach, and random expression drawn uniformly or by how often and how strongly a gene is expressed;
    and the mean over all cells.

    cells: Cells to infer, by number; all unless given.
    share: Share of them that is hidden at once; what the model was trained with unless given.
    genes: Only these genes count in the scores: the most differentially expressed ones, as in the paper. All
        unless given.
    labels: Column of obs with cell types: also scores how often true and inferred expression are called alike.
    reference: Data from which the random baselines, the mean and the classifier are learned: those of training.
        `adata` unless given.
    seed: Fixes which cells are hidden together; 0.
    """
    return call("inferExpression", model, adata, options={
        "cells": cells,
        "share": share,
        "genes": genes,
        "labels": labels,
        "reference": reference,
        "seed": seed,
    })


def joint_embed(
    model: Model,
    mdata: Any,
    *,
    labels: str,
    modalities: Sequence[str] | None = None,
    supervised: bool | None = None,
    batch: str | None = None,
    cell_cycle: Sequence[str] | None = None,
    pseudotime: str | None = None,
    min_cells: float | None = None,
    parts: float | None = None,
    split: str | None = None,
    epochs: float | None = None,
    seed: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model puts two modalities of cells into one embedding (Wen 2024, section 2.3.3 and appendix A.1): an
    untrained model like the given one learns from most cells, then embeds all; the held-out ones are scored by
    clusters, silhouettes, connectivity, cell cycle and trajectory. What each modality contributes is shown by
    setting it to its mean. Beside it, unasked: components of both modalities side by side, of each alone, and
    linear discriminants where the model learned from labels. A score that the data do not define is said to be so,
    never 1.

    labels: Column of obs with cell types, by which embeddings are scored.
    modalities: The two modalities, by key; the first two of the data unless given.
    supervised: Whether the model may learn from the labels and the cell cycle of the training cells. Default
        false.
    batch: Column of obs with batches; without it, or with one batch, batch scores are not defined.
    cell_cycle: Columns of obs with scores of S and G2M phases, or one with the phase by name.
    pseudotime: Column of obs with a pseudotime; cells without a number are left out of that score.
    min_cells: Types with fewer cells are scored with nobody and taught to nobody. 5 (ours).
    parts: One of so many parts of the cells is held out and scored. 5; 1 holds out nothing and scores all
        cells.
    split: Column of obs with 'train' and 'test' in place of parts.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("jointEmbed", model, mdata, options={
        "labels": labels,
        "modalities": modalities,
        "supervised": supervised,
        "batch": batch,
        "cell_cycle": cell_cycle,
        "pseudotime": pseudotime,
        "min_cells": min_cells,
        "parts": parts,
        "split": split,
        "epochs": epochs,
        "seed": seed,
        "progress": progress,
    })


def ligand_receptor(
    adata: Any,
    *,
    by: str,
    pairs: Any,
    complexes: Literal["min", "all"] | None = None,
    threshold: float | None = None,
    permutations: float | None = None,
    within: str | None = None,
    layer: str | None = None,
    seed: float | None = None,
) -> Result:
    """Ligands and receptors that two cell types express more than exchanged labels would have it: the mean of the
    ligand's mean in the first type and the receptor's in the second, and the share of permutations in which it is
    larger (CellPhoneDB, Efremova et al. 2020; as squidpy.gr.ligrec). It does not look at places: types that never
    meet can score; `spatialLigandReceptor` does. A million cells take the memory of the genes in pairs.

    by: The obs column of cell types: squidpy's cluster_key.
    pairs: Ligands and receptors: what readLigandReceptor gives, a table of such columns, or [['CXCL12',
        'CXCR4'], ...].
    complexes: What stands for a complex, 'A_B': 'min', the part with the lowest mean, as CellPhoneDB; 'all',
        each part by itself. 'min'.
    threshold: The share of a type's cells that must express a gene for a test. 0.01, as squidpy.
    permutations: How often labels are exchanged. 1,000, as squidpy.
    within: An obs column of sections or patients: labels are exchanged within them only. None.
    layer: A layer in place of X: log1p values.
    seed: uint32. 0.
    """
    return call("ligandReceptor", adata, options={
        "by": by,
        "pairs": pairs,
        "complexes": complexes,
        "threshold": threshold,
        "permutations": permutations,
        "within": within,
        "layer": layer,
        "seed": seed,
    })


def match(
    model: Model,
    mdata: Any,
    *,
    from_: str,
    to: str,
    batch: str | None = None,
    folds: float | None = None,
    groups: str | None = None,
    split: str | None = None,
    k: float | None = None,
    at_once: float | None = None,
    percentile: float | None = None,
    epochs: float | None = None,
    seed: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model finds which cell of one modality is which of another (Wen 2024, section 2.3.2): in every fold
    an untrained model like the given one learns from known pairs; then it is given cells of both modalities under
    new names, those of the second in random order. Scores of the model alone come first, those with blocks of
    batches and with assignment apart, since these help any method. Beside it, unasked: ridge regression and
    canonical correlation, both with the cosine, and chance.

    from_: The modality whose cells look for partners: 'rna'.
    to: The modality of the partners: 'prot'.
    batch: Column of obs with batches; partners are then also sought within a batch only, and said apart.
    folds: Parts of the cells, each matched by a model that learned from the others. 5.
    groups: Column of obs whose groups (donors, batches) are held out whole.
    split: Column of obs with 'train' and 'test' in place of folds.
    k: Recall is the share of partners among so many likeliest ones. 5.
    at_once: Cells that are matched with each other, at most (ours); more are parted at random, since pairs grow
        with their square. 2,000.
    percentile: Similarities below this percentile of a block are dropped before a second assignment. 80 (ours).
    epochs: Epochs of training; the model's own unless given.
    seed: Draws the folds and the shuffling, and is the model's seed; 0.
    progress: Whether a notebook shows the curves of the trainings. Default true.
    """
    return call("match", model, mdata, options={
        "from_": from_,
        "to": to,
        "batch": batch,
        "folds": folds,
        "groups": groups,
        "split": split,
        "k": k,
        "at_once": at_once,
        "percentile": percentile,
        "epochs": epochs,
        "seed": seed,
        "progress": progress,
    })


def match_view(
    result: Result | dict,
    *,
    method: str | None = None,
    fold: float | None = None,
    cells: float | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Probabilities of matches as colored fields, cells of the first modality from top to bottom, their partners in
    the same order from left to right: right pairs lie on the diagonal. `matchView(await match(model, mdata, { from:
    'rna', to: 'prot' }))`.

    method: Whose probabilities. Default: the first method's.
    fold: Which part of the cells, from 0. Default 0.
    cells: Most cells that are shown. Default 60 (ours): fields that can be told apart.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("matchView", result, options={
        "method": method,
        "fold": fold,
        "cells": cells,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def neighbor_sharing(
    adata: Any,
    *,
    sample: str,
    use: str | None = None,
    k: float | None = None,
) -> Result:
    """Which samples share microenvironments (CI-FM, section on heterogeneity): of the nearest vectors of each cell,
    the fraction from each sample. Writes that profile of each cell into obsm['X_sharing'] [cells, samples], for
    cluster(), which then finds groups of cells by the samples that they are shared with.

    sample: Column of obs with the sample (patient, slide) of a cell.
    use: The entry of obsm whose vectors are compared. 'X_cifm'.
    k: Nearest other cells that are looked at: 100 (paper).
    """
    return call("neighborSharing", adata, options={
        "sample": sample,
        "use": use,
        "k": k,
    })


def open_cell_perturber(
    models: Model | Sequence[Model],
    adata: Any,
    *,
    seed: float | None = None,
    labels: str | None = None,
    sets: Sequence[Any] | None = None,
) -> Result:
    """Opens a tissue for changes: what `perturbCells` does once and `perturbationBrush` before the first stroke. The
    models are asked again and again then, each time about a few cells.

    seed: Draws control genes, places and donors of cells that are put in. 0.
    labels: Column of obs with the cell types. Needed where types are named.
    sets: Gene sets, as readGmt reads them: to change all genes of one, and to read the answer by. None.
    """
    return call("openCellPerturber", models, adata, options={
        "seed": seed,
        "labels": labels,
        "sets": sets,
    })


def pairs_view(
    data: Result | dict,
    *,
    use: str,
    query: str | None = None,
    color: Any = None,
    panel_by: str | None = None,
    layer: str | None = None,
    cells: float | None = None,
    nearest: float | None = None,
    genes: float | Sequence[str] | None = None,
    overview: bool | None = None,
    seed: float | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
    side: float | None = None,
    width: float | None = None,
    unit: Literal["pixels", "micrometers", "positions"] | None = None,
    channels: Sequence[str] | None = None,
    range: Any = None,
) -> View:
    """The tissue with a picture of each cell, the genes that stand out in it and the pictures that are most like it: a
    click on a cell, or the list and the buttons beside the map, show one after the other, and mark the nearest ones
    on the map. All of it travels with the view, so that it works in a saved notebook and on a web page, without a
    kernel.

    use: Key of obsm with vectors of pictures, by which they are near each other: 'X_stalign_image'.
    query: Key of obsm with the vectors that are searched with: with 'X_stalign_gene' the pictures that are
        nearest to the genes of a cell, and the place of its own among them. `use`, which finds pictures like its
        own.
    color: What the map is colored by: an obs column or a feature. The gene that varies most among the cells
        shown.
    panel_by: An obs column of groups (sections): one panel a group.
    layer: Where the values of genes come from. X.
    cells: Cells with a picture, at most; of more so many are drawn at random, and a click on another shows the
        nearest. 500 (ours).
    nearest: Nearest pictures of each cell. 6.
    genes: Genes of each cell: so many that stand out most above the mean, or these by name. 8.
    overview: Whether the slides of `image` are read to lie under the cells; else what the data keep in
        uns['spatial'] does. false.
    seed: Of the draw of cells. 0.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    side: Pixels along each side. 32 (ours): a notebook carries hundreds.
    width: What a picture covers, in `unit`. `side` pixels of the finest level.
    unit: What `width` counts: 'pixels' of the finest level, 'micrometers', or the unit of the 'positions'.
        'pixels'.
    channels: Names of the channels that are kept, in this order. All.
    range: The values that are black and white. Those of the image's type: 0 and 255, or 65535; for float32 0
        and 1.
    """
    return call("pairsView", data, options={
        "use": use,
        "query": query,
        "color": color,
        "panel_by": panel_by,
        "layer": layer,
        "cells": cells,
        "nearest": nearest,
        "genes": genes,
        "overview": overview,
        "seed": seed,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
        "side": side,
        "width": width,
        "unit": unit,
        "channels": channels,
        "range": range,
    })


def perturb(
    models: Model | Sequence[Model],
    adata: Any,
    *,
    what: Any,
    where: Any = None,
    labels: str | None = None,
    seeds: Sequence[float] | None = None,
    field_cells: float | None = None,
) -> Result:
    """What a change in a tissue does to the cells beside it, as a model sees it. A change is `replace`, `inject`,
    `remove`, `knockOut` or `overExpress`. Every run has three conditions: the tissue before, after the change, and
    after a control change that is like it in everything but its subject. Models of tokens (SQUINT, section 5.4)
    read the tokens again; models that infer expression (CI-FM's perturbation) infer all other cells anew, in all
    conditions, and types are called by a linear classifier; what plain averages of the cells within reach would
    have answered stands beside it. What the models' trainings warned of stands in the result, and so does a tissue
    that a model draws otherwise before anything changed. Models and data stay as they are.

    where: Everywhere unless given; cells are then put into a microenvironment that is drawn anew for each seed.
    labels: Column of obs with the cell types. Needed where types are named, and by models that infer
        expression.
    seeds: One run for each: [0, 1, 2] (ours). A change that draws nothing runs once.
    field_cells: Cells of a drawn microenvironment. 400 (ours).
    """
    return call("perturb", models, adata, options={
        "what": what,
        "where": where,
        "labels": labels,
        "seeds": seeds,
        "field_cells": field_cells,
    })


def perturb_cells(
    models: Model | Sequence[Model],
    adata: Any,
    *,
    changes: Sequence[Any],
    labels: str | None = None,
    sets: Sequence[Any] | None = None,
    seed: float | None = None,
) -> Result:
    """What changing some cells does to those around them, as a model that infers cells from their neighbors has it: a
    dose of genes or gene sets in the cells of a place, or cells that are put in there. Every cell within reach is
    inferred once from the cells around it, before the change, after it, and after a control that is like it in
    everything but its subject; plain averages of the same neighbors stand beside it. Only what is within reach of
    the changed cells is computed. It is what `perturbationBrush` asks at every stroke.

    labels: Column of obs with the cell types. Needed where types are named.
    sets: Gene sets, as readGmt reads them: to change all genes of one, and to read the answer by. None.
    seed: Draws control genes, places and donors of cells that are put in. 0.
    """
    return call("perturbCells", models, adata, options={
        "changes": changes,
        "labels": labels,
        "sets": sets,
        "seed": seed,
    })


def predict_modality(
    model: Model,
    mdata: Any,
    *,
    from_: str,
    to: str,
    folds: float | None = None,
    groups: str | None = None,
    split: str | None = None,
    genes: Any = None,
    transductive: bool | None = None,
    epochs: float | None = None,
    seed: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model predicts one modality from another (Wen 2024, section 2.3.1): in every fold an untrained model
    like the given one learns from cells that have both and predicts the second for cells of which it is given the
    first. Beside it, unasked: the mean, truncated SVD with ridge, partial least squares, the nearest cells, and the
    protein's own gene. The given model and the data stay as they are. Values are taken as they stand in X of each
    modality: normalize counts first.

    from_: The modality that is given: 'rna'.
    to: The modality that is predicted: 'prot'.
    folds: Parts of the cells, each predicted by a model that learned from the others. 5.
    groups: Column of obs whose groups (donors, batches) are held out whole.
    split: Column of obs with 'train' and 'test' in place of folds, as randomSplit writes it.
    genes: Genes of features of `to`, by name: { CD3: 'CD3E' }; those with a gene's name need none. For the
        baseline of a protein's own gene.
    transductive: Whether training may see the given modality of the cells that are asked about, never what is
        predicted. Default false.
    epochs: Epochs of training; the model's own unless given.
    seed: Draws the folds and is the model's seed; 0.
    progress: Whether a notebook shows the curves of the trainings. Default true.
    """
    return call("predictModality", model, mdata, options={
        "from_": from_,
        "to": to,
        "folds": folds,
        "groups": groups,
        "split": split,
        "genes": genes,
        "transductive": transductive,
        "epochs": epochs,
        "seed": seed,
        "progress": progress,
    })


def predict_perturbation(
    model: Model,
    adata: Any,
    *,
    perturbations: Any,
    held_out: Sequence[str] | None = None,
    share: float | None = None,
    least: float | None = None,
    seed: float | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """How well a model predicts perturbations that it has not seen, in a screen of cells without positions. An
    untrained model like the given one learns from the other perturbations and from one half of the unperturbed
    cells, and predicts from these; the truth is compared with the other half, since a control shared by truth and
    prediction correlates by its noise. Scores are of the change against control, the perturbed gene left out.
    Beside it: no change, and the mean change of the training perturbations. How far each effect repeats between
    halves of its own cells says whether there is anything to predict. The measures of the Virtual Cell Challenge
    (2026) are scaled so that 0 is the mean response and 1 a repeat of the experiment. Data and model stay as they
    are.

    perturbations: Which column of obs says what is perturbed in a cell, genes joined by +, and what it says of
        unperturbed cells.
    held_out: Perturbations that training does not see, as the column names them; drawn by the seed unless
        given.
    share: Share of the perturbations that is drawn. 0.25, as CellPLM's evaluation on Adamson's screen.
    least: Perturbations of fewer cells are left out. 10 (ours).
    seed: Fixes the halves of the controls, the halves of cells, and what is held out; 0.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("predictPerturbation", model, adata, options={
        "perturbations": perturbations,
        "held_out": held_out,
        "share": share,
        "least": least,
        "seed": seed,
        "epochs": epochs,
        "progress": progress,
    })


def predicted_view(
    result: Result | dict,
    *,
    features: Sequence[str] | None = None,
    method: str | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Predicted against measured values, a panel for each feature, with the line on which both are equal:
    `predictedView(await predictModality(model, mdata, { from: 'rna', to: 'prot' }), { features: ['CD4'] })`.

    features: One panel each. Default: the four that vary most.
    method: Whose predictions. Default: the first method's.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("predictedView", result, options={
        "features": features,
        "method": method,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def pseudobulk(
    adata: Any,
    *,
    by: str | Sequence[str],
    values: Literal["sum", "mean"] | None = None,
    min_cells: float | None = None,
    layer: str | None = None,
) -> Any:
    """Cells added up, or averaged, by patient, by patient and type: what tests across patients take, whose number is
    that of patients and not of cells. As scanpy.get.aggregate, with its names ('p1_T cell') and order. Columns of
    obs whose value is the same for all cells of a row come along, so that what is known of a patient stays known.
    Cells without one of the labels take no part.

    by: Columns of obs: a row for each combination of their labels that has cells: ['patient', 'type'].
    values: 'sum' of counts, or 'mean', of log values for one. 'sum'.
    min_cells: Combinations of fewer cells are left out, and said. 1.
    layer: A layer in place of X.
    """
    return call("pseudobulk", adata, options={
        "by": by,
        "values": values,
        "min_cells": min_cells,
        "layer": layer,
    })


def rank_genes(
    adata: Any,
    *,
    by: str,
    tie_correct: bool | None = None,
    layer: str | None = None,
) -> Result:
    """The genes that set each group of cells apart from all others: Wilcoxon's rank-sum test of each gene, each group
    against the rest, with Benjamini and Hochberg's correction for the number of genes. As
    scanpy.tl.rank_genes_groups with method 'wilcoxon'. Fold changes take the values as log1p of something. Cells
    whose label is missing take no part.

    by: The obs column whose labels are the groups: scanpy's groupby.
    tie_correct: Correct the variance of the rank sums for equal values. false, as scanpy.
    layer: A layer in place of X: log1p values.
    """
    return call("rankGenes", adata, options={
        "by": by,
        "tie_correct": tie_correct,
        "layer": layer,
    })


def region_column(
    adata: Any,
) -> Result:
    """Which region each cell lies in, as a column for obs: the first of those that hold it, in the order in which they
    are kept; missing outside."""
    return call("regionColumn", adata)


def region_table(
    adata: Any,
    *,
    labels: str | None = None,
) -> Result:
    """What the regions that are kept with the data hold: the number of cells, the area in squares of the positions'
    unit, the density, and the shares of labels. A cell that lies in two regions counts in both.

    labels: A column of obs with labels: adds the share of each in each region.
    """
    return call("regionTable", adata, options={
        "labels": labels,
    })


def regional_split(
    adata: Any,
) -> Result:
    """CI-FM's split of one slide into regions: the first 60% along x to train on; of the rest the upper half along y
    to validate, the lower half to test."""
    return call("regionalSplit", adata)


def retrieve(
    model: Model,
    data: Any,
    *,
    k: Sequence[float] | None = None,
    seed: float | None = None,
    section: str | None = None,
    held_out: Sequence[str] | None = None,
    test: float | None = None,
    margin: float | None = None,
    retrain: bool | None = None,
    epochs: float | None = None,
    progress: bool | None = None,
) -> Result:
    """Whether a model finds the profile of a cell by its picture, and the picture by its profile, among all cells of a
    section that it has not seen: recall at several k and the median rank (ours; the paper of ST-Align shows no
    retrieval). Beside it canonical correlations of color and texture with expression, ridge regression of
    expression from them with cosine similarity, and chance. The given model and the data stay as they are.

    k: How many items count as found among the most similar, all of the same section. [1, 5, 10] (ours).
    seed: Of the tiles. 0.
    section: Column of obs that tells sections apart: each in turn is asked about, by a model that learned from
        the others. The model's own option unless given. With one section, square tiles of it, by a model that
        learned from the rest.
    held_out: Only these sections are asked about. All.
    test: Of one section: the share of its tiles that is asked about. 0.25.
    margin: Of one section: cells this near to one that is asked about are not learned from, in the unit of the
        positions. Three times the pitch.
    retrain: False asks the given model as it is, trained elsewhere; else a fresh one is trained on the cells
        that are learned from. True.
    epochs: Epochs of training; the model's own unless given.
    progress: Whether a notebook shows the curves of the training. Default true.
    """
    return call("retrieve", model, data, options={
        "k": k,
        "seed": seed,
        "section": section,
        "held_out": held_out,
        "test": test,
        "margin": margin,
        "retrain": retrain,
        "epochs": epochs,
        "progress": progress,
    })


def ripley(
    adata: Any,
    *,
    by: str,
    mode: Literal["K", "L", "F", "G"] | None = None,
    max_distance: float | None = None,
    steps: float | None = None,
    simulations: float | None = None,
    observations: float | None = None,
    neighbors: float | None = None,
    density: Literal["all", "label"] | None = None,
    seed: float | None = None,
) -> Result:
    """Ripley's functions of each label: whether its cells lie together, evenly or as chance has it, by distance
    (Ripley 1976; as squidpy.gr.ripley, its estimators and distances). Without correction for the edge of the
    tissue, as there: at long distances all curves fall below theory, those of the random patterns too. One section
    at a time: the window is the convex hull of all cells. Memory grows with the number of cells.

    by: The obs column whose labels are looked at, each by itself: squidpy's cluster_key.
    mode: 'K': pairs within a distance, over what is expected of one cell; 'L': its root over pi, a straight
        line for cells without order; 'F': how far the nearest cells of the label are from places drawn at random;
        'G': how far they are from all other cells. 'F', as squidpy.
    max_distance: The longest distance, in the unit of the positions. The root of half the area, as squidpy.
    steps: Distances from 0 on. 50, as squidpy.
    simulations: Random point patterns in the convex hull that the curves are held against. 100, as squidpy.
    observations: Points of each of them. 1,000, as squidpy; with density 'label' as many as the label has
        cells.
    neighbors: 'F', 'G': how many of the nearest cells count. 2, as squidpy.
    density: 'K', 'L': what the number of pairs is divided by. 'all': all cells, as squidpy, whose curves of
        rare labels lie low for that alone; 'label': the cells of the label (n (n - 1), Ripley 1976), beside random
        patterns of as many points: what tells order from chance. 'all'.
    seed: uint32: the random patterns. 0.
    """
    return call("ripley", adata, options={
        "by": by,
        "mode": mode,
        "max_distance": max_distance,
        "steps": steps,
        "simulations": simulations,
        "observations": observations,
        "neighbors": neighbors,
        "density": density,
        "seed": seed,
    })


def scatter_view(
    adata: Any,
    *,
    x: str,
    y: str,
    color: Any,
    layer: str | None = None,
    hover: Sequence[Any] | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
    palette: Sequence[str] | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    scale: Literal["sequential", "diverging"] | None = None,
) -> View:
    """Cells by two measures, as a gate in cytometry: `scatterView(tumor, { x: 'CD3', y: 'CD8', color: 'phenotype' })`,
    as scanpy.pl.scatter. An outline here selects the same cells in the tissue and in every other picture of them,
    and the code of the selection finds them again with selectCells.

    x: A feature or an obs column of numbers along the x axis.
    y: The same along the y axis.
    color: An obs column, a feature, or { name, values }; several make panels side by side.
    layer: Where the values of features come from. Default: X.
    hover: More fields for the tooltip. Default: none.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    palette: Colors #rrggbb for the labels, by turns. Default: those that the data keep
        (uns['<column>_colors']), else color-blind safe ones in the order of the column's categories, so that a
        label keeps its color in subsets, other sections and other views.
    vmin: Ends of the color scale. Default: lowest value and 99.5th percentile (ours); the same on both sides of
        0 when diverging.
    scale: Default 'sequential'.
    """
    return call("scatterView", adata, options={
        "x": x,
        "y": y,
        "color": color,
        "layer": layer,
        "hover": hover,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
        "palette": palette,
        "vmin": vmin,
        "vmax": vmax,
        "scale": scale,
    })


def search(
    model: Model,
    data: Any,
    *,
    over: Any,
    task: Literal["impute", "infer", "annotate", "classify", "cluster", "impute-entries", "denoise", "impute-genes", "perturbation", "image-to-gene", "generate", "retrieve", "predict-modality", "match", "spatial-domains", "few-shot"],
    epochs: float | None = None,
    genes: Sequence[str] | None = None,
    groups: str | None = None,
    labels: str | None = None,
    seeds: Sequence[float] | None = None,
    reference: Any = None,
    perturbations: Any = None,
    held_out: Sequence[str] | None = None,
    section: str | None = None,
    control: str | None = None,
    target: str | None = None,
    from_: str | None = None,
    to: str | None = None,
) -> Result:
    """Trains a model with several settings and orders them by one task of compare, with its baselines beside them:
    mean and spread over seeds. What is held out depends on the seed alone, so it is the same for all settings. The
    best of many is also the luckiest: judge it again with seeds that the search did not see, as `compare` does. The
    given model and the data stay as they are.

    over: Values of settings to try, all with all: `{ learningRate: [1e-3, 3e-3], dim: [16, 32] }`.
    task: 'impute': the neighborhoods of three held-out patches (imputePatch). 'infer': cells of held-out tiles
        from those around them (inferExpression). 'annotate': labels read off the embedding in held-out tiles
        (annotate). 'classify': labels learned by the model itself (annotate with `model`). 'cluster': clusters of
        the vectors against labels (clusterSweep). 'impute-entries': counts that were hidden among all entries
        (imputeEntries). 'denoise': counts above 0 that were hidden (denoise). 'impute-genes': genes measured in a
        reference only (imputeGenes). 'perturbation': held-out perturbations of a screen whose effects repeat
        (predictPerturbation). 'image-to-gene': genes of whole sections from their picture (imageToGene).
        'generate': shapes of held-out cells in another state (generate). 'retrieve': profiles for pictures and the
        reverse within sections (retrieve). 'predict-modality': one modality from another (predictModality).
        'match': partners of cells in another modality (match). 'spatial-domains': clusters of the vectors against
        annotated regions, section by section (spatialDomains). 'few-shot': labels read off the vectors of held-out
        cells after a few of each were shown (fewShot).
    epochs: Epochs of each training; the model's own unless given.
    genes: Genes that are read off the picture, or hidden; for 'image-to-gene' and 'impute-genes'.
    groups: Column of obs whose groups are held out whole; for 'annotate', 'classify', 'generate' and
        'few-shot'.
    labels: Column of obs with the labels; for 'annotate', 'classify', 'cluster', 'spatial-domains' and
        'few-shot'. Of 'generate' the states.
    seeds: Each gives every model another start, other batches and other held-out cells; the same ones to all
        models. [0, 1, 2].
    reference: Cells in which all genes were measured; for 'impute-genes'.
    perturbations: What is perturbed in each cell; for 'perturbation'.
    held_out: Perturbations that no model sees; for 'perturbation', drawn by the seed unless given.
    section: Column of obs that tells sections apart; for tasks that ask section by section, the model's own
        option unless given.
    control: The states from which and to which shapes are carried; for 'generate'.
    from_: Keys of the modality that is given and of the other; for 'predict-modality' and 'match'.
    """
    return call("search", model, data, options={
        "over": over,
        "task": task,
        "epochs": epochs,
        "genes": genes,
        "groups": groups,
        "labels": labels,
        "seeds": seeds,
        "reference": reference,
        "perturbations": perturbations,
        "held_out": held_out,
        "section": section,
        "control": control,
        "target": target,
        "from_": from_,
        "to": to,
    })


def shape_grid_view(
    data: Result | dict,
    *,
    cells: float | None = None,
    apart: Sequence[str] | None = None,
    seed: float | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """Cells drawn as ellipses from their measured or generated shapes, a row for each set and a column for each cell;
    of sets that hold other cells each column is a cell of its own. These are drawings, not pictures: of a shape
    they show area and axes and nothing else. Where pictures were carried (`generate` with space 'latent' or
    'pixels'), these are shown: control, generated and target. Cells can be walked through and read in a table as
    those of a tissue, with what was measured of each.

    cells: Cells of each set. 10.
    apart: Sets whose rows are not those of the first: their cells are drawn at random. ['target'].
    seed: Fixes which cells are shown. 0.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("shapeGridView", data, options={
        "cells": cells,
        "apart": apart,
        "seed": seed,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })


def similar_cells(
    model: Model,
    data: Any,
    *,
    cell: float,
    query: Literal["gene", "image"] | None = None,
    key: str | None = None,
) -> Any:
    """How near the profile of every cell of a section is to the picture of one cell, or every picture to its profile:
    cosine similarities, for a map on the picture of the section. Cells of other sections are left out.

    cell: The cell that is asked about, by number.
    query: What of it is taken: its 'image', compared with profiles, or its 'gene' profile, compared with
        pictures. 'image'.
    key: The obs column that takes the similarities. 'similarity'.
    """
    return call("similarCells", model, data, options={
        "cell": cell,
        "query": query,
        "key": key,
    })


def spatial_domains(
    adata: Any,
    *,
    use: str,
    labels: str,
    section: str | None = None,
    seeds: Sequence[float] | None = None,
    k: float | None = None,
    components: float | None = None,
) -> Result:
    """How well clusters of vectors agree with annotated regions, without any label being learned: k-means with as many
    clusters as there are regions, and Leiden at the resolution that gives as many, section by section, over seeds.
    The number of regions is known to both, as in published comparisons. Beside them the same for principal
    components of expression, and of its mean around each cell: smoothing alone makes clusters agree better.

    use: The entry of obsm that is clustered: 'X_stalign'.
    labels: Column of obs with the regions that clusters are compared with; cells without one are clustered and
        not compared.
    section: Column of obs that tells sections apart: each is clustered by itself. One section unless given.
    seeds: Each draws other starts of k-means and another order of Leiden. [0, 1, 2, 3, 4].
    k: Neighbors of each cell for Leiden. 14, as scanpy (whose 15 count the cell).
    components: Principal components of the baselines, at most. 50.
    """
    return call("spatialDomains", adata, options={
        "use": use,
        "labels": labels,
        "section": section,
        "seeds": seeds,
        "k": k,
        "components": components,
    })


def spatial_ligand_receptor(
    adata: Any,
    *,
    pairs: Any,
    graph: Any = None,
    section: str | None = None,
    weights: Literal["connectivities", "graph"] | None = None,
    complexes: Literal["min", "all"] | None = None,
    permutations: float | None = None,
    layer: str | None = None,
    seed: float | None = None,
) -> Result:
    """Ligands whose neighbors express the receptor: Moran's R of both genes over a sparse graph of neighbors, in
    standardized values, R = sum_ij w_ij x_i y_j / sum_ij w_ij (Wartenberg 1985; SpatialDM, Li et al. 2023), the
    weights of each cell's neighbors adding up to 1. A pair at a time: a million cells take the memory of the graph,
    of the genes in pairs, and some numbers a cell. `local` of the result maps a pair.

    pairs: Ligands and receptors: what readLigandReceptor gives, a table of such columns, or [['CXCL12',
        'CXCR4'], ...].
    graph: Who can hear whom. `knnGraph(adata, { k: 6, groups: section })`.
    section: The obs column of sections, which the default graph does not connect. None.
    weights: 'connectivities': all neighbors count the same; 'graph': by the weights of the graph, as weighEdges
        makes them. 'connectivities'.
    complexes: What stands for a complex, 'A_B': 'min', the part with the lowest mean; 'all', each part by
        itself. 'min'.
    permutations: Exchanges of places that p is counted from. 0: p by the exact mean and deviation over all
        exchanges, as normal.
    layer: A layer in place of X: log1p values.
    seed: uint32: the exchanges. 0.
    """
    return call("spatialLigandReceptor", adata, options={
        "pairs": pairs,
        "graph": graph,
        "section": section,
        "weights": weights,
        "complexes": complexes,
        "permutations": permutations,
        "layer": layer,
        "seed": seed,
    })


def spatial_view(
    adata: Any,
    *,
    color: Any,
    image: Any = None,
    layer: str | None = None,
    panel_by: str | None = None,
    hover: Sequence[Any] | None = None,
    regions: Sequence[Any] | None = None,
    outlines: Any = None,
    transcripts: Any = None,
    genes: Sequence[str] | None = None,
    z: Literal["spatial"] | str | None = None,
    z_step: float | None = None,
    unit: Literal["um", "px", "units"] | None = None,
    pixel_size: float | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
    palette: Sequence[str] | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    scale: Literal["sequential", "diverging"] | None = None,
) -> View:
    """Cells or spots at their places in the tissue, y downwards as in images.

    color: An obs column, a feature, or { name, values }; several make panels side by side, zoomed together.
    image: The path of an image (OME-TIFF, TIFF, JPEG 2000, PNG, JPEG), an image of readImage or
        readSpatialData, one with how positions fall on it ({ image, scale }, { image, toPixels }), or an
        ImageSource. Positions in micrometers fall on it by the size of a pixel that its file says; others are taken
        for pixels of its finest level. Channels beside red, green and blue are shown in colors, from the first
        percentile to the 99.8th. The notebook keeps a small version; while the kernel has the image open one zooms
        down to its pixels.
    layer: Where the values of features come from. Default: X.
    panel_by: An obs column of groups (sections, patients): one panel a group. Only with one color.
    hover: More fields for the tooltip: obs columns or features. Default: none.
    regions: Outlines in every panel.
    outlines: Outlines of the cells, drawn instead of points from where cells are about five pixels wide: those
        of `readOutlines`, by the cells' names, or true for those that the data keep (`keepOutlines`). Up to 500,000
        corners are kept in the notebook; more stay with the kernel, which the page asks for those in sight.
        Default: none.
    transcripts: Transcripts of the section (`readTranscripts`), drawn as dots over cells and image. The figure
        lists the genes that are on show; others are added there while the kernel has the table. Of each gene a
        sample of some 4,000 dots is kept in the notebook; the others come in tiles as one zooms. Not with panelBy.
        Default: none.
    genes: Genes, or control probes, whose transcripts are shown at first; 12 at most. Default: none.
    z: Shows the cells in three dimensions: an obs column of numbers with their heights, or 'spatial' for the
        third column of the positions. Dragging turns the picture; panelBy puts sections side by side. Images and
        regions are not shown.
    z_step: What heights are multiplied by, for example micrometres between sections that are numbered. Default
        1.
    unit: Unit of the positions. Default: what uns['spatial_unit'] says, else 'units': it is not known.
    pixel_size: Micrometres in a pixel: positions are converted, and shown in micrometres. Default: what is kept
        with the data (`keepPixelSize`, or the figure's own question).
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    palette: Colors #rrggbb for the labels, by turns. Default: those that the data keep
        (uns['<column>_colors']), else color-blind safe ones in the order of the column's categories, so that a
        label keeps its color in subsets, other sections and other views.
    vmin: Ends of the color scale. Default: lowest value and 99.5th percentile (ours); the same on both sides of
        0 when diverging.
    scale: Default 'sequential'.
    """
    return call("spatialView", adata, options={
        "color": color,
        "image": image,
        "layer": layer,
        "panel_by": panel_by,
        "hover": hover,
        "regions": regions,
        "outlines": outlines,
        "transcripts": transcripts,
        "genes": genes,
        "z": z,
        "z_step": z_step,
        "unit": unit,
        "pixel_size": pixel_size,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
        "palette": palette,
        "vmin": vmin,
        "vmax": vmax,
        "scale": scale,
    })


def stack_sections(
    adata: Any,
    *,
    level: str,
    spacing: float,
) -> Any:
    """Sections as one block of tissue: obsm['spatial'] gets a third coordinate, the height of the cell's section.
    Positions must be aligned over the sections before. A model that is told of no sections then takes neighbors
    across them.

    level: Column of obs with the section of a cell: numbers, or names in their order from the lowest section
        up.
    spacing: Distance between neighboring sections (of numbers: one unit), in the unit of the positions.
    """
    return call("stackSections", adata, options={
        "level": level,
        "spacing": spacing,
    })


def stratify(
    tokens: Model | str | Sequence[Model | str],
    adata: Any,
    *,
    patient: str,
    by: str,
    high: str,
    low: str,
    section: str | None = None,
    neighbors: float | None = None,
    min_cells: float | None = None,
    shuffles: float | None = None,
    seed: float | None = None,
) -> Result:
    """Tells two classes of patients apart by the tokens of their cells (SQUINT, section 5.3), judged on patients that
    were not looked at: each patient in turn is held out, codes are chosen among the others, and the score of the
    patient is the mean over its cells of how much a cell and its neighbors carry these codes. Which rule chooses
    the codes (the paper's, the most frequent ones of a class, or those most enriched in it), how many (5 or 20) and
    of which class is itself decided among the other patients alone, by holding them out one by one. The same is
    done with shuffled labels: what comes out there is chance.

    patient: Column of obs with the patient (or tumour) of a cell.
    by: Column of obs with the class of the patient.
    high: The class whose tokens are sought, and the one that it is set against; patients of other classes are
        left out.
    section: Column of obs that tells sections apart, where patients have several: their cells are no neighbors.
        The patient.
    neighbors: Neighbors of a cell: 8, as in SQUINT.
    min_cells: Patients with fewer cells are left out: 50 (ours).
    shuffles: How often the labels are shuffled to see what chance gives: 40 (ours).
    """
    return call("stratify", tokens, adata, options={
        "patient": patient,
        "by": by,
        "high": high,
        "low": low,
        "section": section,
        "neighbors": neighbors,
        "min_cells": min_cells,
        "shuffles": shuffles,
        "seed": seed,
    })


def token_dictionary(
    adata: Any,
    *,
    tokens: str | None = None,
    labels: str | None = None,
    section: str | None = None,
    neighbors: float | None = None,
) -> Result:
    """What each token stands for: how many cells carry it, of which types, which features are higher in them than in
    all cells, where they lie and how much together. Features are compared by the difference of means in standard
    deviations over all cells, counts after scaling to the median total and log1p (ours; SQUINT shows marker plots,
    section 5.4).

    tokens: Column of obs with the tokens. 'squint_token'.
    labels: Column of obs with cell types, for what a token consists of. None unless given.
    section: Column of obs that tells sections apart. One section unless given.
    neighbors: Neighbors of a cell, for how much a token's cells lie together: 8, as in SQUINT.
    """
    return call("tokenDictionary", adata, options={
        "tokens": tokens,
        "labels": labels,
        "section": section,
        "neighbors": neighbors,
    })


def violin_view(
    adata: Any,
    *,
    value: Any,
    by: str,
    layer: str | None = None,
    title: str | None = None,
    caption: str | None = None,
    description: str | None = None,
    id: str | None = None,
) -> View:
    """How a value is spread over the cells of each group: `violinView(tumour, { value: 'CD45', by: 'phenotype' })`.
    Cells selected in a tissue or an embedding of the same data show as violins of their own; a click on a violin
    selects its cells.

    value: A feature, an obs column of numbers, or { name, values }.
    by: The obs column whose labels are the groups. Groups without a cell are left out.
    layer: Where the values of features come from. Default: X.
    title: Default: made from the data's names.
    caption: One or two plain sentences under the title. Default: none.
    description: The text alternative. Default: counts and ranges of what is shown.
    id: Two views with one id are one view that is drawn again. Default: new.
    """
    return call("violinView", adata, options={
        "value": value,
        "by": by,
        "layer": layer,
        "title": title,
        "caption": caption,
        "description": description,
        "id": id,
    })
