"""Makes tests/fixtures/cellplmOfficial: random weights in the layout of CellPLM's authors, and what they compute.

    python tests/golden/cellplmOfficial.py        (torch >= 2.6, safetensors)

The modules below follow the published description of the authors' network with plain PyTorch, in float64. Each variant is
written as their checkpoint with its configuration, converted by `tissuebook convert`, and kept beside the numbers that it must
give.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).parents[2]
OUT = ROOT / "tests/fixtures/cellplmOfficial"
GENES, WIDTH, HEADS, LAYERS, LATENT, CLUSTERS, CELLS = 15, 16, 2, 2, 6, 3, 9
BATCHES, DATASETS = 5, 2
# Hidden channels that do not follow the width.
QZYX, OUTPUT = 512, 128
EPS = 1e-6


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        for name in ("query", "key", "value", "out"):
            setattr(self, f"{name}_projection", nn.Linear(WIDTH, WIDTH))

    def forward(self, x):
        q, k, v = (
            getattr(self, f"{name}_projection")(x).view(len(x), HEADS, -1).transpose(0, 1)
            for name in ("query", "key", "value")
        )
        q, k = q.sigmoid(), k.sigmoid()
        heads = []
        for qh, kh, vh in zip(q, k, v):
            inflow = 1 / ((qh + EPS) * (kh.sum(0) + EPS)).sum(1)
            outflow = 1 / ((kh + EPS) * (qh.sum(0) + EPS)).sum(1)
            gate = ((qh + EPS) * ((kh * outflow[:, None]).sum(0) + EPS)).sum(1).sigmoid()
            competing = ((kh + EPS) * ((qh * inflow[:, None]).sum(0) + EPS)).sum(1).clamp(-1, 1)
            values = vh * (len(x) * competing.softmax(0))[:, None]
            heads.append(gate[:, None] * ((qh * inflow[:, None]) @ (kh.T @ values)))
        return self.out_projection(torch.cat(heads, 1))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = Attention()
        self._ff_block = nn.Sequential(
            nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Dropout(0), nn.Linear(2 * WIDTH, WIDTH), nn.Dropout(0)
        )
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, h):
        h = h + self.self_attn(self.norm1(h))
        return h + self._ff_block(self.norm2(h))


def group_norm():
    return nn.GroupNorm(4, WIDTH)


def module(**parts):
    found = nn.Module()
    for name, part in parts.items():
        if isinstance(part, nn.Parameter):
            found.register_parameter(name, part)
        else:
            found.add_module(name, part)
    return found


class Latent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        if kind == "vae":
            self.layers = nn.ModuleList([nn.Module(), module(hid_2mu=nn.Linear(WIDTH, LATENT), hid_2sigma=nn.Linear(WIDTH, LATENT))])
            return
        inference = module(
            inference_qyx=nn.ModuleList([module(logits=nn.Linear(WIDTH, CLUSTERS))]),
            inference_qzyx=nn.ModuleList(
                [nn.Linear(WIDTH + CLUSTERS, QZYX), nn.ReLU(), module(mu=nn.Linear(QZYX, LATENT), var=nn.Linear(QZYX, LATENT))]
            ),
            y_mu=nn.Linear(CLUSTERS, LATENT),
            y_var=nn.Linear(CLUSTERS, LATENT),
        )
        self.layers = nn.ModuleList([nn.Module(), module(inference=inference)])

    def forward(self, h):
        if self.kind == "vae":
            return self.layers[1].hid_2mu(h)
        net = self.layers[1].inference
        y = F.one_hot(net.inference_qyx[0].logits(h).argmax(1), CLUSTERS).to(h.dtype)
        return net.inference_qzyx[2].mu(F.relu(net.inference_qzyx[0](torch.cat([h, y], 1))))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Sequential(nn.Linear(LATENT, WIDTH), nn.PReLU(), nn.Dropout(0), group_norm())])
        covariates = {
            name: nn.Sequential(nn.Embedding(rows, WIDTH), nn.PReLU(), group_norm())
            for name, rows in (("batch", BATCHES), ("dataset", DATASETS))
        }
        self.covariate_layers = nn.ModuleList([nn.ModuleDict(covariates)])
        self.out_layer = module(
            dec_1=nn.Linear(WIDTH, OUTPUT),
            dec_mean=nn.Sequential(nn.Linear(OUTPUT, GENES)),
            dec_disp=nn.Parameter(torch.randn(GENES)),
        )

    def forward(self, z):
        x = self.layers[0](z)
        for name in ("batch", "dataset"):
            table, slope, norm = self.covariate_layers[0][name]
            x = x + norm(slope(table.weight.sum(0, keepdim=True)))
        return self.out_layer.dec_mean(F.relu(self.out_layer.dec_1(x))).exp().clamp(1e-5, 1e6)


class Network(nn.Module):
    def __init__(self, kind):
        super().__init__()
        extra = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Dropout(0), group_norm())
        self.embedder = module(
            feat_enc=module(emb=nn.Parameter(torch.randn(GENES, WIDTH) / 3)),
            norm0=group_norm(),
            extra_linear=extra,
            pe_enc=module(missing_pe=nn.Parameter(torch.randn(WIDTH)), pe_enc=nn.Embedding(20, WIDTH)),
        )
        self.encoder = module(layers=nn.ModuleList(Layer() for _ in range(LAYERS)))
        self.pre_latent_norm = module(norm=nn.LayerNorm(WIDTH))
        self.latent = Latent(kind)
        self.decoder = Decoder()

    def forward(self, counts):
        h = self.embedder.extra_linear(torch.log1p(counts) @ self.embedder.feat_enc.emb)
        for layer in self.encoder.layers:
            h = layer(h)
        h = self.pre_latent_norm.norm(h)
        z = self.latent(h)
        return h, z, self.decoder(z)


def fixture(name, kind):
    torch.manual_seed(11)
    network = Network(kind)
    for parameter in network.parameters():
        # Norms and slopes that differ from their start, so that a wrong name shows.
        if parameter.ndim == 1:
            parameter.add_(torch.rand_like(parameter) / 2)
    counts = torch.poisson(torch.rand(CELLS, GENES) * 4)
    convert(network, name, kind)
    h, z, mean = network.double().eval()(counts.double())
    # Means are brought to the known counts of a cell.
    expected = mean * counts.sum(1, keepdim=True) / mean.sum(1, keepdim=True)
    tensors = {"in.counts": counts, "out.h": h, "out.z": z, "out.expected": expected}
    save_file({k: v.float().contiguous().clone() for k, v in tensors.items()}, OUT / f"{name}.expected.safetensors")


def convert(network, name, kind):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.best.ckpt"
        torch.save({"model_state_dict": network.state_dict(), "epoch": 7}, path)
        genes = [f"ENSG{i:011d}" for i in range(GENES)]
        config = {"gene_list": genes, "enc_head": HEADS, "latent_mod": kind, "enc_mod": "flowformer", "lr": 2e-4}
        (Path(folder) / f"{name}.config.json").write_text(json.dumps(config))
        command = [sys.executable, "-m", "tissuebook", "convert", path, OUT / f"{name}.safetensors"]
        subprocess.run([*map(str, command)], cwd=ROOT, check=True)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        fixture("gmvae", "gmvae")
        fixture("vae", "vae")
