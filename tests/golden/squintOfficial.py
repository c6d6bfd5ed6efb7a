"""Makes tests/fixtures/squintOfficial: random weights in the layout of SQUINT's authors, and what they compute.

    python tests/golden/squintOfficial.py        (torch >= 2.6, safetensors, numpy)

The modules below follow the published description of the authors' network with plain PyTorch, in float64, cell by cell where
that is clearer. Each variant is written as a Lightning checkpoint, converted by `tissuebook convert`, and kept beside the
numbers that it must give.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).parents[2]
OUT = ROOT / "tests/fixtures/squintOfficial"
GENES, HIDDEN, DIM, CODES, CELLS, NEIGHBORS = 12, 10, 8, 20, 40, 8
# Cells of one section that are imputed together.
ASKED = [4, 10, 30]
# Cells of a batch of `predict`, all of them masked: 256 in the authors' code.
TOGETHER = 12


class Film(nn.Module):
    def __init__(self, condition, width):
        super().__init__()
        self.param_generator = nn.Linear(condition, 2 * width)

    def forward(self, h, c):
        gamma, beta = self.param_generator(c).chunk(2, -1)
        return gamma * h + beta


class Norm(nn.Module):
    """Layer norm over all rows and channels together."""

    def __init__(self, width):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.rand(width) + 0.5), nn.Parameter(torch.randn(width))

    def forward(self, x):
        x = x - x.mean()
        return x / (x.std(unbiased=False) + 1e-5) * self.weight + self.bias


class Mlp(nn.Module):
    def __init__(self, widths, activation, norms=False, condition=None):
        super().__init__()
        self.lins = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.activation = activation
        if norms:
            self.norms = nn.ModuleList(Norm(width) for width in widths[1:-1])
        if condition:
            self.films = nn.ModuleList(Film(condition, width) for width in widths[1:-1])

    def forward(self, x, c=None):
        for i, lin in enumerate(self.lins[:-1]):
            x = lin(x)
            if hasattr(self, "norms"):
                x = self.norms[i](x)
            if hasattr(self, "films"):
                x = self.films[i](x, c)
            x = self.activation(x)
        return self.lins[-1](x)


class Sage(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin_l, self.lin_r = nn.Linear(DIM, DIM), nn.Linear(DIM, DIM, bias=False)

    def forward(self, h, edges):
        mean = torch.zeros_like(h)
        for i in set(edges[1].tolist()):
            mean[i] = h[edges[0][edges[1] == i]].mean(0)
        return self.lin_l(mean) + self.lin_r(h)


class Codebook(nn.Module):
    def __init__(self):
        super().__init__()
        embed = F.normalize(torch.randn(1, CODES, DIM), dim=-1)
        for name, value in (("initted", torch.ones(1)), ("cluster_size", torch.rand(1, CODES)), ("embed_avg", embed * 3)):
            self.register_buffer(name, value)
        self.register_buffer("embed", embed)


class Quantizer(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads, self._codebook = heads, Codebook()
        if heads > 1:
            self.project_in, self.project_out = nn.Linear(DIM, heads * DIM), nn.Linear(heads * DIM, DIM)

    def forward(self, h):
        h = self.project_in(h) if self.heads > 1 else h
        parts = F.normalize(h.view(len(h), self.heads, DIM), dim=-1)
        tokens = (parts @ self._codebook.embed[0].T).argmax(-1)
        codes = self._codebook.embed[0][tokens].flatten(1)
        return (self.project_out(codes) if self.heads > 1 else codes), tokens


class Encoder(nn.Module):
    def __init__(self, heads, condition):
        super().__init__()
        self.mlp_module = Mlp([GENES, HIDDEN, DIM], F.relu)
        self.gnn_module = nn.Module()
        self.gnn_module.convs = nn.ModuleList([Sage()])
        if condition:
            self.conditioning_module = Film(condition, DIM)
        self.vq = Quantizer(heads)

    def forward(self, x, edges, c):
        h = self.gnn_module.convs[0](self.mlp_module(x), edges)
        return self.conditioning_module(h, c) if hasattr(self, "conditioning_module") else h


class Network(nn.Module):
    def __init__(self, heads, condition, decoder, edges):
        super().__init__()
        self.encoder = Encoder(heads, condition)
        self.attribute_decoder = nn.Module()
        self.attribute_decoder.mlp_module = Mlp([DIM, *decoder, GENES], F.gelu, norms=True, condition=condition)
        self.adjacency_decoder = Mlp([DIM, *edges, 128], F.relu, norms=True)
        self.predictor = nn.Linear(DIM, 3)
        self.dispersion = nn.Parameter(torch.randn(GENES))
        if condition:
            self.mask_token = nn.Parameter(torch.randn(GENES) + 2)

    def forward(self, x, edges, c, depth, masked):
        if hasattr(self, "mask_token"):
            x = torch.where(masked[:, None], self.mask_token, x)
        latent = self.encoder(x, edges, c)
        z, tokens = self.encoder.vq(latent)
        counts = F.softmax(self.attribute_decoder.mlp_module(z, c), -1) * depth[:, None]
        return latent, tokens, z, counts, self.adjacency_decoder(z)


def neighbors_of(position, section):
    """Symmetric nearest neighbors inside of a section, without the cell itself."""
    distance = torch.cdist(position, position)
    distance[section[:, None] != section[None]] = torch.inf
    distance.fill_diagonal_(torch.inf)
    near = torch.zeros(CELLS, CELLS, dtype=torch.bool)
    near.scatter_(1, distance.topk(NEIGHBORS, largest=False).indices, True)
    near |= near.T.clone()
    return [row.nonzero().flatten() for row in near], distance


def conditions(position, section):
    parts = []
    for s in section.unique():
        p = position[section == s]
        d = (p - p.mean(0)).norm(dim=1)
        parts.append(torch.exp(-10 * (d[:, None] - torch.linspace(d.min(), d.max(), 8, dtype=d.dtype)) ** 2))
    rbf = torch.zeros(CELLS, 8, dtype=position.dtype)
    for s, part in zip(section.unique(), parts):
        rbf[section == s] = part
    return torch.cat([rbf, F.one_hot(section).to(rbf.dtype)], 1)


def batch_of(seeds, near):
    """Nodes with the seeds first, and edges into the seeds: from their neighbors and from themselves."""
    nodes = list(dict.fromkeys([*seeds, *(j for i in seeds for j in near[i].tolist())]))
    place = {cell: at for at, cell in enumerate(nodes)}
    edges = [(place[j], place[i]) for i in seeds for j in [i, *near[i].tolist()]]
    return torch.tensor(nodes), torch.tensor(edges).T


def over_neighbors(counts, edges, seeds):
    return torch.stack([counts[edges[0][edges[1] == i]].mean(0) for i in range(seeds)])


def imputed(network, counts, near, c, section, distance):
    """Means over the asked cells and their neighbors; the total of a hidden cell is that of the 16 nearest others."""
    nodes, edges = batch_of(ASKED, near)
    total = counts.sum(1)
    for i in ASKED:
        order = [j for j in distance[i].argsort().tolist() if j not in ASKED and section[j] == section[i]]
        total[i] = counts[order[:16]].sum(1).mean()
    hidden = torch.tensor([cell in ASKED for cell in nodes.tolist()])
    decoded = network(counts[nodes], edges, c[nodes], total[nodes], hidden)[3]
    return over_neighbors(decoded, edges, len(ASKED))


def fixture(name, heads, full, decoder=(HIDDEN, HIDDEN), edges=(64,)):
    torch.manual_seed(7)
    position, section = torch.rand(CELLS, 2, dtype=torch.float64) * 3, torch.arange(CELLS) % 2
    counts = torch.poisson(torch.rand(CELLS, GENES, dtype=torch.float64) * 8)
    near, distance = neighbors_of(position, section)
    c = conditions(position, section)
    network = Network(heads, c.shape[1] if full else None, decoder, edges)
    lightning = {"epoch": 3, "global_step": 40, "pytorch-lightning_version": "2.5.0", "callbacks": {}, "loops": {}}
    convert({**lightning, "state_dict": network.state_dict(), "hyper_parameters": {"lr": 5e-4}}, name, full)
    network = network.double().eval()

    seeds = list(range(12))
    nodes, edges = batch_of(seeds, near)
    masked = torch.zeros(len(nodes), dtype=torch.bool)
    masked[:5] = full
    names = ("latent", "tokens", "z", "counts", "adjacency")
    found = dict(zip(names, network(counts[nodes], edges, c[nodes], counts[nodes].sum(1), masked)))
    out = {f"out.batch.{key}": value for key, value in found.items()}
    out["out.batch.mean"] = over_neighbors(found["counts"], edges, len(seeds))

    # A cell at a time: with a mask token, its own counts are hidden from it.
    alone = []
    for i in range(CELLS):
        n, e = batch_of([i], near)
        hidden = torch.zeros(len(n), dtype=torch.bool)
        hidden[0] = full
        alone.append(network(counts[n], e, c[n], counts[n].sum(1), hidden)[:2])
    out["out.latents"] = torch.stack([latent[0] for latent, _ in alone])
    out["out.tokens"] = torch.stack([tokens[0] for _, tokens in alone])

    if full:
        batches = []
        for first in range(0, CELLS, TOGETHER):
            cells = list(range(first, min(first + TOGETHER, CELLS)))
            n, e = batch_of(cells, near)
            hidden = torch.arange(len(n)) < len(cells)
            batches.append([part[: len(cells)] for part in network(counts[n], e, c[n], counts[n].sum(1), hidden)[:2]])
        out["out.together.latents"], out["out.together.tokens"] = (torch.cat(parts) for parts in zip(*batches))
        out["out.imputed"] = imputed(network, counts, near, c, section, distance)

    inputs = {"counts": counts, "position": position, "section": section, "conditions": c, "asked": torch.tensor(ASKED)}
    inputs |= {"batch.nodes": nodes, "batch.src": edges[0], "batch.dst": edges[1], "batch.masked": masked}
    tensors = {**{f"in.{key}": value for key, value in inputs.items()}, **out}
    small = {k: (v.float() if v.is_floating_point() else v.int()).contiguous().clone() for k, v in tensors.items()}
    # Positions decide who is near whom: they are kept as they are.
    small["in.position"] = position
    save_file(small, OUT / f"{name}.expected.safetensors")


def convert(checkpoint, name, full):
    with tempfile.TemporaryDirectory() as folder:
        path, genes = Path(folder) / f"{name}.ckpt", Path(folder) / "genes.txt"
        torch.save(checkpoint, path)
        genes.write_text("\n".join(f"gene{i}" for i in range(GENES)))
        sections = ["--sections", "s0,s1"] if full else ["--column", "batch"]
        command = [sys.executable, "-m", "tissuebook", "convert", path, OUT / f"{name}.safetensors", "--genes", genes]
        subprocess.run([*map(str, command), *sections], cwd=ROOT, check=True)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        fixture("full", heads=3, full=True)
        fixture("plain", heads=1, full=False)
        fixture("widths", heads=2, full=True, decoder=(6, 14, 5), edges=(9, 7))
