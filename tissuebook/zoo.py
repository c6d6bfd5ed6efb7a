"""The models of the zoo: zoo.create("squint", codes=64).fit(adata)."""

# Made by scripts/pythonApi.ts from the cards of models and the signatures of the library. Not to be edited.

from __future__ import annotations

from typing import Any, Literal, overload

from .calls import call
from .objects import Model, Result

ModelName = Literal["squint", "cifm", "spaformer", "cellplm", "scmognn", "scmoformer", "stalign", "spatia"]


@overload
def create(
    name: Literal["squint"],
    *,
    preset: Literal["tiny", "small", "paper", "official"] | None = None,
    seed: int | None = None,
    likelihood: Literal["auto", "negative-binomial", "gaussian"] | None = None,
    section: str | None = None,
    section_covariate: bool | None = None,
    neighbors: int | None = None,
    rbf: int | None = None,
    layout: Literal["paper", "official", "official-plain"] | None = None,
    layer: Literal["sage", "gat", "gin"] | None = None,
    hidden: int | None = None,
    dim: int | None = None,
    heads: int | None = None,
    codes: int | None = None,
    attribute_weight: float | None = None,
    adjacency_weight: float | Literal["auto"] | None = None,
    quantizer_weight: float | None = None,
    mask_weight: float | None = None,
    commitment: float | None = None,
    mask_from: float | None = None,
    mask_to: float | None = None,
    mask_noise: float | None = None,
    masked: Literal["graph", "observed"] | None = None,
    ema_decay: float | None = None,
    dead_threshold: float | None = None,
    kmeans_iterations: int | None = None,
    kmeans_cells: int | None = None,
    epochs: int | Literal["auto"] | None = None,
    steps: int | None = None,
    batch_size: int | None = None,
    tile_size: int | None = None,
    learning_rate: float | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["cifm"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    section: str | None = None,
    input: Literal["auto", "counts", "prepared"] | None = None,
    drop_mitochondrial: bool | None = None,
    radius: float | Literal["auto"] | None = None,
    dim: int | None = None,
    hidden: int | None = None,
    encoder_layers: int | None = None,
    decoder_layers: int | None = None,
    normalize: Literal["none", "rms", "layer"] | None = None,
    intensity_scale: bool | None = None,
    input_rms: bool | None = None,
    skip: bool | None = None,
    near: bool | None = None,
    residual: bool | None = None,
    pool: Literal["sum", "mean degree"] | None = None,
    gate: bool | None = None,
    loss: Literal["auto", "balanced", "plain"] | None = None,
    calibrate: bool | None = None,
    mask: float | None = None,
    validation: float | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    weight_decay: float | None = None,
    warm_up: int | None = None,
    fall: float | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["spaformer"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    section: str | None = None,
    field_size: float | Literal["auto"] | None = None,
    radius: float | Literal["auto"] | None = None,
    width: int | None = None,
    heads: int | None = None,
    layers: int | None = None,
    expansion: int | None = None,
    latent: int | None = None,
    attention: Literal["performer", "softmax", "flow", "gat"] | None = None,
    local: Literal["none", "sage", "gat"] | None = None,
    features: int | None = None,
    position: Literal["conditional", "none", "sinusoid", "learnable", "naive", "randomWalk", "laplacian", "signNet"] | None = None,
    position_heads: int | None = None,
    position_columns: int | None = None,
    grid: int | None = None,
    decoder: Literal["mlp", "zinb"] | None = None,
    variational: bool | None = None,
    beta: float | None = None,
    masked: bool | None = None,
    mask_cells: float | None = None,
    mask_genes: float | None = None,
    observed_only: bool | None = None,
    scale: float | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    weight_decay: float | None = None,
    warm_up: int | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["cellplm"],
    *,
    preset: Literal["tiny", "small", "paper", "official"] | None = None,
    seed: int | None = None,
    layout: Literal["paper", "official"] | None = None,
    section: str | None = None,
    field_size: float | Literal["auto"] | None = None,
    batch: str | None = None,
    positions: bool | None = None,
    vector: Literal["encoder", "latent"] | None = None,
    scale: float | Literal["auto"] | None = None,
    width: int | None = None,
    heads: int | None = None,
    layers: int | None = None,
    expansion: int | None = None,
    attention: Literal["flow", "softmax", "performer"] | None = None,
    competition: Literal["length", "unit"] | None = None,
    features: int | None = None,
    latent_kind: Literal["mixture", "normal", "point"] | None = None,
    latent: int | None = None,
    components: int | None = None,
    decoder_width: int | None = None,
    decoder_layers: int | None = None,
    start: float | None = None,
    dropout: float | None = None,
    mask_cells: float | None = None,
    mask_genes: float | None = None,
    scored: Literal["measured", "nonzero"] | None = None,
    divergence_weight: float | None = None,
    divergence_warm_up: float | None = None,
    head: Literal["latent", "encoder"] | None = None,
    head_layers: int | None = None,
    perturbed_value: float | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    weight_decay: float | None = None,
    warm_up: int | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["scmognn"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    task: Literal["prediction", "matching", "joint"] | None = None,
    from_: str | None = None,
    to: str | None = None,
    width: int | None = None,
    layers: float | Literal["auto"] | None = None,
    residual: Literal["initial", "previous"] | None = None,
    weighting: Literal["raw", "symmetric"] | None = None,
    groups: int | None = None,
    activation: Literal["relu", "gelu"] | None = None,
    prior: str | None = None,
    alpha: float | Literal["auto"] | None = None,
    graph: Literal["training", "joined"] | None = None,
    inputs: Literal["pca", "lsi"] | None = None,
    components: int | None = None,
    hidden: int | None = None,
    embedding: int | None = None,
    temperature: float | Literal["auto"] | None = None,
    auxiliary: float | None = None,
    beta: float | None = None,
    phase: str | None = None,
    phase_weight: float | None = None,
    dropout: float | Literal["auto"] | None = None,
    batch_size: int | None = None,
    features_per_step: int | Literal["auto"] | None = None,
    targets_per_step: int | None = None,
    validation_share: float | None = None,
    epochs: int | None = None,
    learning_rate: float | Literal["auto"] | None = None,
    weight_decay: float | Literal["auto"] | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["scmoformer"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    from_: str | None = None,
    to: str | None = None,
    gene_graph: str | None = None,
    protein_graph: str | None = None,
    prior: Literal["all", "links", "none"] | None = None,
    encoding: Literal["none", "walk", "laplacian"] | None = None,
    encoding_columns: int | None = None,
    attending: Literal["all", "cell", "gene", "protein", "none"] | None = None,
    rank: int | None = None,
    width: int | None = None,
    layers: int | None = None,
    heads: int | None = None,
    attention: Literal["performer", "softmax"] | None = None,
    features: int | None = None,
    company: Literal["training", "data"] | None = None,
    context_cells: int | None = None,
    batch_size: int | None = None,
    cell_dropout: float | None = None,
    edge_dropout: float | None = None,
    validation_share: float | None = None,
    epochs: int | None = None,
    learning_rate: float | None = None,
    schedule: Literal["cosine", "plateau"] | None = None,
    weight_decay: float | None = None,
    clip: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["stalign"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    section: str | None = None,
    spot_width: float | Literal["auto"] | None = None,
    niche_width: float | Literal["auto"] | None = None,
    side: int | None = None,
    neighbors: int | None = None,
    genes: int | None = None,
    standardize: Literal["section", "training"] | None = None,
    image_encoder: Literal["small", "tiny", "resnet50"] | None = None,
    niche_image: str | None = None,
    spot_gene: str | None = None,
    components: int | None = None,
    patch: int | None = None,
    gene_width: int | None = None,
    gene_heads: int | None = None,
    gene_layers: int | None = None,
    gene_norm: Literal["post", "pre"] | None = None,
    tokens: int | None = None,
    channels: int | None = None,
    fusion: Literal["paper", "official", "concatenation"] | None = None,
    spot_share: float | None = None,
    niche_share: float | None = None,
    negatives: Literal["batch", "clusters"] | None = None,
    temperature: float | None = None,
    learn_temperature: bool | None = None,
    positive_in_denominator: bool | None = None,
    jitter: float | None = None,
    orientations: bool | None = None,
    epochs: int | None = None,
    batch: int | None = None,
    learning_rate: float | None = None,
    warm_up: float | None = None,
    weight_decay: float | None = None,
    weight_decay_end: float | None = None,
) -> Model: ...


@overload
def create(
    name: Literal["spatia"],
    *,
    preset: Literal["tiny", "small", "paper"] | None = None,
    seed: int | None = None,
    section: str | None = None,
    parts: Literal["both", "embedding", "flow"] | None = None,
    levels: Literal["cell", "niche", "tissue"] | None = None,
    image_size: int | None = None,
    patch: int | None = None,
    image_width: int | None = None,
    image_layers: int | None = None,
    decoder_width: int | None = None,
    decoder_layers: int | None = None,
    genes: int | None = None,
    gene_width: int | None = None,
    gene_layers: int | None = None,
    width: int | None = None,
    heads: int | None = None,
    expansion: int | None = None,
    crop_width: float | Literal["auto"] | None = None,
    niche_width: float | Literal["auto"] | None = None,
    niche_context: float | None = None,
    blank: Literal["nothing", "neighbors", "outside"] | None = None,
    standardize: bool | None = None,
    augment: bool | None = None,
    mask_image: float | None = None,
    mask_genes: float | None = None,
    normalize_patches: bool | None = None,
    lambda_image: float | None = None,
    lambda_gene: float | None = None,
    lambda_cross: float | None = None,
    pretrain_epochs: int | None = None,
    epochs: int | None = None,
    batch: int | None = None,
    learning_rate: float | None = None,
    weight_decay: float | None = None,
    state: str | None = None,
    space: Literal["features", "latent", "pixels"] | None = None,
    transitions: str | None = None,
    partners: Literal["drawn", "best"] | None = None,
    scale_cost: Literal["median", "none"] | None = None,
    epsilon: float | None = None,
    iterations: int | None = None,
    niche_weight: float | None = None,
    most: int | None = None,
    swap_pairs: float | None = None,
    flow_epochs: int | None = None,
    flow_batch: int | None = None,
    flow_rate: float | None = None,
    flow_width: int | None = None,
    flow_layers: int | None = None,
    average: float | None = None,
    rho: float | None = None,
    hinge: float | None = None,
    weigh_pairs: bool | None = None,
    noise: float | None = None,
    drop_condition: float | None = None,
    guidance: float | None = None,
    autoencoder_epochs: int | None = None,
    autoencoder_width: int | None = None,
    latent_channels: int | None = None,
    unet_width: int | None = None,
    contrast: Literal["minus", "plus"] | None = None,
    solver: Literal["heun", "euler", "midpoint"] | None = None,
    solver_steps: int | None = None,
) -> Model: ...


def create(name: ModelName, **settings: Any) -> Model:
    """Makes an untrained model. Settings that are left out have the defaults of its card.

    squint: SQUINT: discrete tissue tokens.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        likelihood: Negative binomial for counts (paper); Gaussian for protein intensities, with a linear
            decoder (ours). Default "auto".
        section: Column of obs that tells tissue sections apart. Default "".
        section_covariate: Whether a cell is told its section. Off, sections are only kept apart, and a trained
            model reads new ones. Default true.
        neighbors: Nearest neighbors of a cell; the graph is made symmetric. Default 8, 1 to 100.
        rbf: Radial basis functions of the neighbor distances. Default 16, 2 to 256.
        layout: The network: as in the paper, or as in the authors' code, which only reads converted weights
            (tissuebook convert). Default "paper".
        layer: Graph layer: GraphSAGE with mean pooling, graph attention with 4 heads, or graph isomorphism.
            Default "sage".
        hidden: Width of the hidden layers of encoder and decoders. Default 128, 1 to 8192.
        dim: Width of the latent vector of a cell. Default 64, 1 to 8192.
        heads: Parts the latent is cut into, each with a codebook (paper: several). Default 1, 1 to 64.
        codes: Codes of a codebook (paper: 5,000, and 50 for stacks). Default 64, 2 to 65536.
        attribute_weight: Weight of the expression term (equation 5). Default 1, 0 to 1000000.
        adjacency_weight: Weight of the edge term (equation 5; code: 1). auto: 30 for counts, 1 for intensities.
            Default "auto", 0 to 1000000.
        quantizer_weight: Weight of the codebook and commitment terms (equation 3). Default 1, 0 to 1000000.
        mask_weight: Weight of the squared length of the mask token. Default 0.001, 0 to 1000000.
        commitment: Weight of the commitment term beside the codebook term. Default 1, 0 to 1000000.
        mask_from: Share of masked cells at the start. Default 0.2, 0 to 0.95.
        mask_to: Share of masked cells at the end. Default 0.6, 0 to 0.95.
        mask_noise: Standard deviation of the noise on the mask token. Default 0.0001, 0 to 10.
        masked: What a masked cell looks at: its graph neighbors, masked or not, or ('observed', ours) its
            nearest observed cells; then half of the masks are contiguous blocks. Default "graph".
        ema_decay: Decay of the moving averages of the codes. Default 0.8, 0 to 0.9999.
        dead_threshold: A code with a smaller moving count is re-seeded (code: 2). Default 0.1, 0 to 1000000.
        kmeans_iterations: Iterations of the k-means start of the codes. Default 10, 0 to 1000.
        kmeans_cells: Cells that the k-means start looks at, at most. Default 16384, 2 to 1000000.
        epochs: Passes over the cells. auto: 20 (paper), and on small tissues as many as come to `steps`
            training steps. Default "auto", 1 to 100000.
        steps: Training steps that epochs: auto takes at least; 20 epochs of a tissue of 5,000 cells are 400.
            Default 2000, 1 to 1000000.
        batch_size: Cells of a training step. Default 256, 1 to 65536.
        tile_size: Cells of one contiguous tile; a batch has batchSize / tileSize tiles. Default 16, 1 to 65536.
        learning_rate: Of Adam, falling to 0 along a cosine (code: 5e-4, constant). Default 0.001, 1e-8 to 1.
        clip: Largest length of the gradient over all parameters. Default 5, 0.000001 to 1000000.

    cifm: CI-FM: cells inferred from their microenvironment.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        section: Column of obs that tells tissue sections apart. Default "".
        input: Counts are normalized to 10,000 a cell and log1p is taken (paper); prepared values are used as
            they are. auto looks. Default "auto".
        drop_mitochondrial: Leaves out genes whose name starts with MT- or mt-. Default true.
        radius: Reach of a cell, in the unit of the positions (paper: 20 um for cells, 150 um for Visium spots).
            auto: the median distance to the 12th nearest cell. Default "auto", 1e-9 to 1000000000.
        dim: Width of a microenvironment vector. Default 64, 1 to 8192.
        hidden: Width inside of the MLPs, and of a message. Default 64, 1 to 8192.
        encoder_layers: Layers of the encoder: how many steps a receptive field reaches. Default 1, 1 to 12.
        decoder_layers: Layers of the decoder. Default 1, 1 to 12.
        normalize: Between layers: 'none' as printed in the paper (unstable), 'rms' (ours), 'layer' as in the
            authors' code. Default "rms".
        intensity_scale: Divides inner products by sqrt(width), or by the width with layer. Default true.
        input_rms: Divides each row of X by its root mean square before the encoder. Default false.
        skip: Adds a bias-free linear map of a cell's own vector in each layer. Default true.
        near: Adds a bias-free linear map of the mean over the cells of a receptive field, in each layer.
            Default true.
        residual: Adds the mean of the visible cells within reach, scaled by gene, to the output: the network
            learns what differs. The scale starts at the slope of each gene's line over that mean. Default true.
        pool: Sums over neighbors as printed, or divided by the mean number of neighbors in the training data.
            Default "mean degree".
        gate: A second output that says whether a gene is expressed at all (code: yes). Default false.
        loss: Balanced squared error (paper), or plain; auto: plain where fewer than 5% of the values are zero.
            Default "auto".
        calibrate: Rescales the start so that what every layer receives has unit size. Default true.
        mask: Share of cells that are removed and predicted (paper: 0.05). Default 0.15, 0.001 to 0.9.
        validation: Share of cells, in contiguous tiles, kept out of training to validate it. Default 0.1, 0 to
            0.5.
        epochs: Passes over the cells. Default 300, 1 to 100000.
        batch_size: Cells of a training step: whole sections, or one tile of a large one. Default 4096, 16 to
            1000000.
        learning_rate: Of AdamW. At 1e-2 training stays long on its plateau. Default 0.002, 1e-8 to 1.
        weight_decay: Decoupled weight decay. Default 0.01, 0 to 1.
        warm_up: Epochs in which the learning rate rises. Default 3, 0 to 100000.
        fall: Last share of the steps, in which the learning rate falls to 0. Default 0.3, 0 to 1.
        clip: Largest length of the gradient over all parameters. Default 5, 0.000001 to 1000000.

    spaformer: SpaFormer: imputation with cells as tokens.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        section: Column of obs that tells fields of view apart. Default "".
        field_size: Most cells of a sequence; larger fields are cut into tiles. auto: 1,000 without a column of
            fields, else 4,096. Default "auto", 2 to 65536.
        radius: Reach of the spatial graph in the unit of the positions. auto: five neighbors a cell on average
            (paper: 4 to 6). Default "auto", 0 to 1000000000.
        width: Channels of a token. Default 128, 1 to 4096.
        heads: Heads of the attention; they divide the width. Default 8, 1 to 64.
        layers: Transformer layers. Default 2, 1 to 64.
        expansion: Hidden channels of a layer's MLP, as a multiple of the width. Default 4, 1 to 16.
        latent: Width of the vector of a cell. Default 20, 1 to 4096.
        attention: How the cells of a field look at each other; gat: over the spatial graph only, the paper's
            SpaGAT. Default "performer".
        local: Beside the attention, what a cell hears of its neighbors in the spatial graph (GPS layers):
            nothing, GraphSAGE, or graph attention. Default "none".
        features: Random directions of performer (code: 266). Default 32, 1 to 1024.
        position: What tells a cell where it lies: graph attention of what is shown (conditional), or another
            encoding of table 4.1. Default "conditional".
        position_heads: Heads of conditional; they divide the width. Default 4, 1 to 64.
        position_columns: Columns of the encodings randomWalk, laplacian and signNet. Default 10, 1 to 64.
        grid: Patches along each side of the encoding learnable. Default 100, 2 to 1000.
        decoder: Expression by squared errors, or counts by their likelihood. Default "mlp".
        variational: Whether the latent is a normal distribution (VAE, MVAE). Default false.
        beta: Weight of the divergence of a variational latent. Default 0.01, 0 to 1000.
        masked: Whether entries are hidden from the encoder and only those are scored (MAE). Default true.
        mask_cells: Share of cells that are drawn for masking (theta). Default 0.5, 0 to 1.
        mask_genes: Share of the entries that are masked in a drawn cell (gamma). Default 0.5, 0 to 1.
        observed_only: Whether entries that are not known stay out of the loss; the paper's equation 4.12 scores
            them as 0. Default true.
        scale: What the counts of a cell add up to before the logarithm. Default 250, 0.000001 to 1000000000.
        epochs: Passes over the fields, one step each (code: up to 3,000). Default 500, 1 to 100000.
        learning_rate: Of AdamW, falling to 0 along a cosine (ours). Default 0.001, 1e-8 to 1.
        weight_decay: Of AdamW. Default 0.0005, 0 to 1.
        warm_up: Steps over which the learning rate rises. Default 20, 0 to 1000000.
        clip: Largest length of the gradient over all parameters. Default 2, 0.000001 to 1000000.

    cellplm: CellPLM: a pre-trained language model of cells.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        layout: The network: as in the paper, or as in the authors' code, whose weights load (tissuebook
            convert). Default "paper".
        section: Column of obs that tells samples or fields of view apart; each is a sequence. Default "".
        field_size: Most cells of a sequence; larger ones are cut. auto: 1,000 without a column of samples, else
            4,096 (code: 4,000). Default "auto", 2 to 65536.
        batch: Column of obs with the batch of each cell, which the decoder is told. Default "".
        positions: Whether cells with positions are told their place in the field of view. Default true.
        vector: What embed gives: the output of the encoder, or the mean of the latent (paper). Default
            "encoder".
        scale: What the counts of a cell add up to before the logarithm. auto: their median over the cells
            trained on. Default "auto", 0.000001 to 1000000000.
        width: Channels of a token (paper: 1,024). Default 256, 4 to 4096.
        heads: Heads of the attention; they divide the width. Default 8, 1 to 64.
        layers: Transformer layers. Default 4, 1 to 64.
        expansion: Hidden channels of a layer's MLP, as a multiple of the width (code: 2). Default 4, 1 to 16.
        attention: How the cells of a sequence look at each other. Default "flow".
        competition: Of flow: whether the competition of the values is multiplied by the number of cells.
            Default "length".
        features: Random directions of performer. Default 32, 1 to 1024.
        latent_kind: Prior of the latent: a mixture of learned components, N(0, 1), or none. Default "mixture".
        latent: Width of the latent (paper: 512). Default 128, 1 to 4096.
        components: Components of the mixture. Default 16, 1 to 1024.
        decoder_width: Hidden channels of the decoder (paper: 1,024). Default 256, 1 to 8192.
        decoder_layers: Linear maps of the decoder, the one to the genes included. Default 2, 1 to 16.
        start: Standard deviation at which rows of genes, places and batches start. Default 0.1, 0.000001 to 10.
        dropout: Share of numbers that training drops in each layer (paper: .2). Default 0, 0 to 0.9.
        mask_cells: Share of cells that are drawn for masking. Default 0.75, 0.01 to 1.
        mask_genes: Share of the measured genes that are masked in a drawn cell. Default 0.25, 0.01 to 1.
        scored: Which masked entries count: all of measured genes, or (ours) those that are not zero. Default
            "measured".
        divergence_weight: Weight of the terms of the latent (paper: 1, at which a small latent collapses).
            Default 0.01, 0 to 1000.
        divergence_warm_up: Share of the steps over which that weight rises (paper: 0). Default 0.5, 0 to 1.
        head: What a head for classes or perturbations is put on: the mean of the latent, or the output of the
            encoder. Default "latent".
        head_layers: Linear maps of a head; one of perturbations has at least two. Default 1, 1 to 8.
        perturbed_value: What a perturbed gene is set to after the logarithm. Default -100, -1000000 to 1000000.
        epochs: Passes over the cells (code: 200). Default 100, 1 to 100000.
        learning_rate: Of AdamW, falling to 0 along a cosine (paper: 2e-4). Default 0.001, 1e-8 to 1.
        weight_decay: Of AdamW. Default 1e-8, 0 to 1.
        warm_up: Steps over which the learning rate rises, at most a tenth of all. Default 20, 0 to 1000000.
        clip: Largest length of the gradient over all parameters. Default 2, 0.000001 to 1000000.

    scmognn: scMoGNN: two modalities on a graph of cells and features.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        task: What it is trained for: one modality from another, pairs of cells, or one embedding of both. Tasks
            choose it themselves. Default "prediction".
        from_: The modality that is given; the first of the data unless named. Default "".
        to: The other modality; the second of the data unless named. Default "".
        width: Channels of a node. Default 48, 1 to 4096.
        layers: Levels of the graph, the input included. auto: 4 for prediction, 3 for matching, 2 for joint.
            Default "auto", 1 to 16.
        residual: What messages are added to: the first layer, which helped, or the one before. Default
            "initial".
        weighting: Edges weigh what is expressed, normed by groups afterwards, or divided by the degrees of both
            ends. Default "raw".
        groups: Groups that messages are normed in; they divide the width, 0 for none. Default 4, 0 to 64.
        activation: Of messages; gelu in the authors' code. Default "relu".
        prior: Key of varp of the given modality with a prior graph of features. Default "".
        alpha: Share of the prior in what features hear (paper: .5). auto: learned, from .5 on. Default "auto",
            0 to 1.
        graph: What features heard when a cell is asked about: from the training cells alone, or, as published,
            from all cells of the data at hand. Default "training".
        inputs: What a modality with many features is reduced by for matching and joint: components of X, or, as
            published, of its term frequencies. Default "pca".
        components: Components of such a modality (code: 256). Default 50, 2 to 1024.
        hidden: Hidden channels for matching and joint (code: 512 and 150). Default 128, 1 to 4096.
        embedding: Width of the vectors for matching and joint, at least the types and 16. Default 64, 1 to
            1024.
        temperature: What cosines are divided by (paper: 1, which hardly trains). auto: learned, from exp(-2.74)
            on, the fixed number of the code. Default "auto", 0.0001 to 100.
        auxiliary: Weight of the losses that decode one modality from the other in matching. Default 1, 0 to
            100.
        beta: Weight of the length of the columns of a joint embedding that are neither types nor phases, which
            leaves batches no room. Default 0.001, 0 to 100.
        phase: Column of obs with the phase of the cell cycle, by name, or a score of it, which columns of a
            joint embedding learn. Default "".
        phase_weight: Weight of the squared error of those columns. Default 0.07, 0 to 100.
        dropout: Share of edges or hidden channels that a step leaves out. auto: .2 for prediction, .5 for
            matching, .3 for joint. Default "auto", 0 to 0.95.
        batch_size: Most cells of a step. Default 2000, 2 to 65536.
        features_per_step: Features of the given modality that a step of a prediction takes, drawn anew each
            time, those that are expressed more being likelier. auto: all of up to 20,000, else 70 % of them, as for
            peaks of chromatin. Default "auto", 1 to 1000000.
        targets_per_step: Most features of the other modality that a step of a prediction is scored on, drawn
            anew each time. Default 10000, 1 to 1000000.
        validation_share: Share of the cells that the best epoch is chosen by. Default 0.15, 0 to 0.5.
        epochs: Passes over the cells; twice as many for matching when a task chooses it. Default 150, 1 to
            100000.
        learning_rate: Of AdamW, falling to 0 along a cosine. auto: .01 for prediction (code), .002 for the
            others. Default "auto", 1e-8 to 1.
        weight_decay: Of AdamW. auto: .1 for matching, else .0001. Default "auto", 0 to 10.
        clip: Largest length of the gradient over all parameters. Default 5, 0.000001 to 1000000.

    scmoformer: scMoFormer: surface proteins from RNA, with a transformer for each kind of node.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        from_: The modality that is given; the first of the data unless named. Default "".
        to: The modality that is predicted; the other one unless named. Default "".
        gene_graph: Key of varp of the genes with a prior graph. Default "".
        protein_graph: Key of varp of the proteins with a prior graph. Default "".
        prior: Which prior knowledge is used: graphs and links of genes with their proteins, the links alone, or
            none. Default "all".
        encoding: What tells a gene where it lies in its prior graph: returns of random walks, or eigenvectors
            of the Laplacian. Default "none".
        encoding_columns: Columns of the encoding. Default 10, 1 to 64.
        attending: Which nodes attend to each other; fewer are the ablations of the paper. Default "all".
        rank: Components of the decomposition that cells and genes start from (code: 128). Default 64, 1 to 512.
        width: Channels of a node (code: 512). Default 128, 1 to 4096.
        layers: Rounds of messages and attention. Default 3, 1 to 32.
        heads: Heads of the attention; they divide the width. Default 8, 1 to 64.
        attention: Performer grows with the nodes, softmax with their square. Default "performer".
        features: Random directions of performer (code: 266). Default 32, 1 to 1024.
        company: Whom a cell is answered among: training cells that the model keeps, each cell for itself, or,
            as published, all cells of the data at hand. Default "training".
        context_cells: Most training cells that the model keeps as company. Default 2048, 1 to 65536.
        batch_size: Most cells of a step; the batches are drawn anew in every epoch (code: 3,000 to 10,000).
            Default 2048, 2 to 65536.
        cell_dropout: Share of the start values of cells that a step leaves out (code: .5). Default 0.2, 0 to
            0.99.
        edge_dropout: Share of the edges of cells and genes that a step leaves out (code: .5). Default 0.2, 0 to
            0.99.
        validation_share: Share of the cells that training is validated on, drawn at random (paper: .15 to .2).
            Default 0, 0 to 0.5.
        epochs: Passes over the cells. Default 300, 1 to 100000.
        learning_rate: Of AdamW. Default 0.001, 1e-8 to 1.
        schedule: The rate falls to 0 along a cosine, or by a tenth when validation has not improved for 20
            epochs (code). Default "cosine".
        weight_decay: Of AdamW. Default 0.00001, 0 to 1.
        clip: Largest length of the gradient over all parameters. Default 2, 0.000001 to 1000000.

    stalign: ST-Align: pictures and genes of spots and niches, aligned.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        section: Column of obs that tells sections apart. Default "".
        spot_width: Width of the picture of a spot, in the unit of the positions. auto: 0.6 of the distance
            between spots. Default "auto", 1e-9 to 1000000000.
        niche_width: Width of the picture of a niche, in the unit of the positions. auto: three times the
            distance between spots. Default "auto", 1e-9 to 1000000000.
        side: Pixels along each side of a picture as the network sees it. Default 28, 8 to 256.
        neighbors: Nearest other spots that make up the niche of a spot. Default 3, 1 to 100.
        genes: Genes of the largest variance that are used, at most. Default 1000, 1 to 100000.
        standardize: By what colors and expression are brought to a common scale: by the section itself, which
            takes its stain out, or by the training data. Default "section".
        image_encoder: The residual network of pictures (AE-Img); resnet50 is the published one. Default
            "small".
        niche_image: Key of obsm with vectors of niche pictures by an encoder of your own; trained here unless
            given. Default "".
        spot_gene: Key of obsm with vectors of spot expression by an encoder of your own; principal components
            unless given. Default "".
        components: Principal components of spot expression, where no vectors are given. Default 50, 1 to 1000.
        patch: Genes of a token of the niche gene encoder (AE-Gene). Default 50, 1 to 10000.
        gene_width: Channels of its tokens. Default 256, 1 to 4096.
        gene_heads: Heads of its attention; they divide its width. Default 8, 1 to 64.
        gene_layers: Its transformer layers. Default 6, 1 to 64.
        gene_norm: Where its layers norm: after (paper) or before (code). Default "post".
        tokens: Rows that fusion reads a vector as (s). Default 16, 1 to 512.
        channels: Channels of such a row (l), an even number. Default 32, 2 to 4096.
        fusion: How picture and genes are fused: by the attention of the paper (ABFN), by that of the code, or
            side by side. Default "paper".
        spot_share: Share of the loss between pictures and genes of spots. Default 0.3, 0 to 1.
        niche_share: Share of the loss of niches; the rest goes to that between fused spots and fused niches.
            Default 0.3, 0 to 1.
        negatives: What a spot is told apart from: all others of its step, or one of each other cluster of its
            section in the step (code: of the slide). Default "batch".
        temperature: What similarities are divided by, at the start. Default 0.1, 0.001 to 100.
        learn_temperature: Whether the temperature is learned. Default true.
        positive_in_denominator: Whether the right partner counts in the denominator, as usual; equations 10 and
            11 leave it out. Default true.
        jitter: How far training changes the colors of a picture, in deviations; it also turns and flips it.
            Default 0.2, 0 to 1.
        orientations: Whether the vector of a picture is the mean over its eight orientations, so that turning
            it changes nothing. Default true.
        epochs: Passes over the spots. Default 100, 1 to 100000.
        batch: Spots of a step; the others of a step are what a spot is told apart from. Default 64, 2 to 65536.
        learning_rate: Of AdamW, after a linear rise falling along a cosine. Default 0.0005, 1e-8 to 1.
        warm_up: Share of the steps over which the learning rate rises. Default 0.02, 0 to 1.
        weight_decay: Of AdamW at the start, none on vectors. Default 0.04, 0 to 10.
        weight_decay_end: Of AdamW at the end, along a cosine. Default 0.4, 0 to 10.

    spatia: SPATIA: pictures, genes and space at three levels, and shapes under a transition.
        seed: Seed of everything random. Default 0, 0 to 4294967295.
        section: Column of obs that tells sections apart; niches never join two. Default "".
        parts: What is trained: vectors, the flow between states, or both where transitions are given. Default
            "both".
        levels: How far around a cell its vector looks. Default "tissue".
        image_size: Pixels along each side of a crop (paper: 256, code: 224). Default 64, 8 to 512.
        patch: Pixels along each side of a patch (paper: 16). Default 8, 2 to 64.
        image_width: Channels of an image token (paper: 768). Default 256, 8 to 4096.
        image_layers: Layers of the image encoder (paper: 12). Default 6, 1 to 64.
        decoder_width: Channels of the image decoder (paper: 512). Default 128, 8 to 4096.
        decoder_layers: Layers of the image decoder (paper: 8). Default 2, 1 to 64.
        genes: Most variable genes that enter (code: 1,000 at random). Default 200, 1 to 100000.
        gene_width: Channels of a gene token (paper: 256). Default 128, 8 to 4096.
        gene_layers: Layers of the gene encoder (paper: 8). Default 4, 1 to 64.
        width: Channels of the vectors (paper: 256). Default 128, 8 to 4096.
        heads: Heads of all attention; divides every width. Default 8, 1 to 64.
        expansion: Hidden channels of a layer's MLP, as a multiple of its width. Default 4, 1 to 16.
        crop_width: What a crop covers, in the unit of the positions. auto: the median distance of nearest
            cells. Default "auto", 0.000001 to 1000000000.
        niche_width: Side of a niche in the unit of the positions (paper: 54.4 micrometers). auto: 20 cells on
            average. Default "auto", 0.000001 to 1000000000.
        niche_context: Side of a niche's picture, as a multiple of the niche. Default 1, 1 to 16.
        blank: What is black in a crop (paper: all outside of the cell; needs outlines). Default "nothing".
        standardize: Whether pixels are standardized by section: stains differ. Default true.
        augment: Whether crops are turned and mirrored at random in training. Default true.
        mask_image: Share of the patches that are hidden (He et al. 2022). Default 0.75, 0.05 to 0.95.
        mask_genes: Share of the genes that are hidden. Default 0.25, 0.01 to 0.99.
        normalize_patches: Whether each patch is standardized before it is scored. Default false.
        lambda_image: Weight of the image loss in joint training; 0 leaves it out. Default 1, 0 to 1000.
        lambda_gene: Weight of the loss of hidden genes; 0 leaves the genes out: vectors are then of pictures
            alone. Default 1, 0 to 1000.
        lambda_cross: Weight of the loss of genes read off the picture alone, which the paper does not have; 0
            leaves it out. Default 1, 0 to 1000.
        pretrain_epochs: Passes over the cells for pictures and for genes by themselves, before joint training.
            Default 25, 1 to 100000.
        epochs: Passes over the cells of joint training (code: 3); of the flow where it alone is trained.
            Default 40, 1 to 100000.
        batch: Cells of a step. Default 64, 2 to 4096.
        learning_rate: Of AdamW, falling to 0 along a cosine (ours). Default 0.001, 1e-8 to 1.
        weight_decay: Of AdamW (code: .01). Default 0.1, 0 to 1.
        state: Column of obs with the states of cells, for the flow. Default "".
        space: What flows: features of shape; pictures as latents of an autoencoder of crops, which is trained
            first; or as pixels (code). Default "features".
        transitions: Which states lead where: 'ECAD+ -> SMA+', several parted by semicolons. Default "".
        partners: A control's partner: drawn from its row of the plan, or the row's largest entry (paper).
            Default "drawn".
        scale_cost: Distances over their median, or as they are (paper), which 200 rounds often leave
            unfinished. Default "median".
        epsilon: Weight of the entropy of the plan. Default 0.05, 0.000001 to 1000000.
        iterations: Rounds of Sinkhorn's algorithm. Default 200, 1 to 100000.
        niche_weight: What niches apart cost in a plan; left out where there are no positions. Default 0.5, 0 to
            1000000.
        most: Cells of a state that enter a plan. Default 1500, 10 to 20000.
        swap_pairs: Share of the pairs whose partner is any target cell: an ablation. Default 0, 0 to 1.
        flow_epochs: Passes over the pairs. Default 60, 1 to 100000.
        flow_batch: Pairs of each transition in a step. Default 128, 2 to 65536.
        flow_rate: Learning rate of the flow. Default 0.002, 1e-8 to 1.
        flow_width: Channels of the flow. Default 128, 8 to 4096.
        flow_layers: Layers of the flow. Default 3, 1 to 32.
        average: Decay of the average of the weights that generates; 0 for none. Default 0.99, 0 to 0.99999.
        rho: Weight of the contrast with other transitions; above 0 shifts overshoot. Default 0, 0 to 0.95.
        hinge: Weight of a hinge: a pair fits its own condition better than that of another pair (code: .1 on
            pictures). Default 0, 0 to 1000.
        weigh_pairs: Whether pairs are weighed by their entry of the plan (code); for partners 'best'. Default
            false.
        noise: Standard deviation of the noise on half of the starts in training (code: .2). Default 0, 0 to 10.
        drop_condition: Share of the pairs whose condition is hidden, for guidance (code: .1). Default 0, 0 to
            0.9.
        guidance: How far generation moves away from what is said without a condition (code: .2). Default 0, 0
            to 10.
        autoencoder_epochs: Passes over the crops for the autoencoder of latents. Default 40, 1 to 100000.
        autoencoder_width: Channels of the autoencoder at half the size; a multiple of 8. Default 16, 8 to 512.
        latent_channels: Channels of a latent, whose side is an eighth of the crop. Default 4, 1 to 64.
        unet_width: Channels of the U-Net by which pictures flow (code: 64); a multiple of 8. Default 32, 8 to
            512.
        contrast: Whether the contrast is taken off (text and cited paper) or added (equation 7 as printed).
            Default "minus".
        solver: How the flow is integrated (code: midpoint). Default "heun".
        solver_steps: Equal steps from control to target. Default 20, 1 to 10000.
    """
    return call("zoo.create", name, options=settings)


def load(name: ModelName, source: Any) -> Model:
    """A trained model from a file that `save` wrote, or an address with the hash of what lies there (https://...#sha256=...)."""
    return call("zoo.load", name, str(source))


def names() -> list[str]:
    """Names of all models."""
    return call("zoo.list")


def card(name: ModelName) -> Result:
    """What a model is for, what it needs, what it can and cannot do, and every setting with the source of its default."""
    return call("zoo.card", name)
