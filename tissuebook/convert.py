"""`tissuebook convert`: turns a checkpoint of SQUINT's or CellPLM's authors into a file that `zoo.load` reads.

Their checkpoints (PyTorch, `.ckpt`) are pickles, and a pickle may run any program while it is read. So they are
read once, here, by `torch.load(weights_only=True)`, which builds tensors and plain containers and refuses everything else;
what comes out is safetensors, which holds numbers and a JSON card only. PyTorch and safetensors are needed for this command
alone, and are asked for by name when they are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
from pathlib import Path

from .conversion_error import ConversionError
from .convert_cellplm import GENE_TABLE, LEFT_OUT as CELLPLM_LEFT_OUT, config_beside, describe_cellplm, read_config

# Basis functions of the authors' distances; what remains of the condition is the one-hot of the section.
BASIS_FUNCTIONS = 8
# A class head without a loss, and a flag of the codebook's start: nothing that is computed here asks for them.
LEFT_OUT = ("predictor.", "encoder.vq._codebook.initted")
# The largest sizes that the network may have where it is read (the settings of the card).
MOST = {"hidden": 8192, "dim": 8192, "codes": 65536, "heads": 64, "decoder layers": 16}
# Older releases let a crafted file run code in spite of weights_only (CVE-2025-32434).
LEAST_TORCH = (2, 6)


def convert_squint(
    weights: dict, checkpoint: Path, out: Path, genes: list[str], sections: list[str], column: str = ""
) -> dict:
    """Writes `out` and returns its card. Nothing is written when anything is wrong.

    `column` is the column of obs that tells sections apart; "batch" where sections are named, as in the authors' data.
    """
    kept, left_out = without(weights, LEFT_OUT)
    card = describe(kept, genes, sections)
    card["config"]["section"] = column or ("batch" if sections else "")
    card["converted"] = {"from": checkpoint.name, "left_out": left_out}
    write(out, kept, card)
    return card


def convert_cellplm(weights: dict, checkpoint: Path, out: Path, config: Path | None) -> dict:
    """The same for CellPLM, whose genes are named in PREFIX.config.json."""
    kept, left_out = without(weights, CELLPLM_LEFT_OUT)
    card = describe_cellplm(kept, read_config(config or config_beside(checkpoint)))
    card["converted"] = {"from": checkpoint.name, "left_out": left_out}
    write(out, kept, card)
    return card


def without(weights: dict, prefixes: tuple[str, ...]) -> tuple[dict, list[str]]:
    """The weights whose names do not begin so, and the names of the others."""
    left_out = sorted(name for name in weights if name.startswith(prefixes))
    return {name: value for name, value in weights.items() if name not in left_out}, left_out


def read_weights(path: Path) -> dict:
    """The tensors of a checkpoint, by name: under `state_dict` (Lightning), `model_state_dict` (CellPLM), or at the top."""
    torch = need("torch")
    if tuple(int(part) for part in torch.__version__.split(".")[:2]) < LEAST_TORCH:
        least = ".".join(map(str, LEAST_TORCH))
        raise ConversionError(f'torch {torch.__version__} reads pickles unsafely: pip install "torch>={least}"')
    if not path.is_file():
        raise ConversionError(f'there is no file "{path}"')
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        reason = str(error).splitlines()[0]
        raise ConversionError(
            f'"{path}" holds more than numbers and was not read ({reason}); '
            'whoever trusts the file can save its numbers alone: torch.save(torch.load(FILE, weights_only=False)["state_dict"], NEW)'
        ) from error
    except (RuntimeError, EOFError, ValueError, KeyError) as error:
        raise ConversionError(f'"{path}" is no checkpoint of PyTorch, or is damaged') from error
    weights = content if isinstance(content, dict) else {}
    for key in ("state_dict", "model_state_dict"):
        weights = weights.get(key, weights) if isinstance(weights, dict) else None
    if not isinstance(weights, dict) or not weights or not all(isinstance(value, torch.Tensor) for value in weights.values()):
        raise ConversionError(f'"{path}" holds no state_dict of tensors')
    odd = [name for name, value in weights.items() if not torch.isfinite(value.float()).all()]
    if odd:
        raise ConversionError(f'"{path}" holds values that are no numbers: {some(odd)}')
    return dict(weights)


def describe(weights: dict, genes: list[str], sections: list[str]) -> dict:
    """The card: sizes are read off the tensors; gene names and sections are what the user says."""

    def shape(name: str) -> tuple[int, ...]:
        if name not in weights:
            raise ConversionError(f'the checkpoint lacks "{name}": it is not of the single-codebook model VQNiche')
        return tuple(weights[name].shape)

    def sizes(name: str, count: int) -> tuple[int, ...]:
        found = shape(name)
        if len(found) != count:
            raise ConversionError(f'"{name}" has {len(found)} dimensions, {count} are read')
        return found

    hidden, features = sizes("encoder.mlp_module.lins.0.weight", 2)
    dim = sizes("encoder.gnn_module.convs.0.lin_l.weight", 2)[0]
    codes = sizes("encoder.vq._codebook.embed", 3)[1]
    heads = sizes("encoder.vq.project_in.weight", 2)[0] // dim if "encoder.vq.project_in.weight" in weights else 1
    full = "encoder.conditioning_module.param_generator.weight" in weights
    known = sizes("encoder.conditioning_module.param_generator.weight", 2)[1] - BASIS_FUNCTIONS if full else 0
    decoder = {name: widths_of(weights, place) for name, place in DECODERS.items()}
    found = {"hidden": hidden, "dim": dim, "codes": codes, "heads": heads}
    found["decoder layers"] = max(len(widths) for widths in decoder.values())
    for name, size in found.items():
        if not 1 <= size <= MOST[name]:
            raise ConversionError(f"the checkpoint has {name} {size}, at most {MOST[name]} are read")
    if len(genes) != features:
        raise ConversionError(f"the checkpoint has {features} genes, the list of genes has {len(genes)}")
    if len(set(genes)) != len(genes):
        raise ConversionError("a gene occurs twice in the list of genes")
    if full and known != len(sections):
        raise ConversionError(f"the checkpoint knows {known} sections, {len(sections)} were named (--sections)")
    condition = known + BASIS_FUNCTIONS if full else 0
    compare(weights, layout(features, hidden, dim, codes, heads, condition, decoder))
    config = {
        "layout": "official" if full else "official-plain",
        "likelihood": "negative-binomial",
        **{"hidden": hidden, "dim": dim, "codes": codes, "heads": heads, "rbf": BASIS_FUNCTIONS},
    }
    return {
        **{"model": "squint", "version": 1, "config": config, "features": genes, "sections": sections or [""]},
        # The card of every SQUINT says how X is scaled; the authors take counts as they are, and measure distances anew.
        **{"likelihood": "negative-binomial", "mean": [0] * features, "deviation": [1] * features},
        "distances": {"count": BASIS_FUNCTIONS, "limit": 1},
        # Widths of the decoders' layers, the last of each the width of what it says.
        "decoder": decoder,
    }


DECODERS = {"attributes": "attribute_decoder.mlp_module", "adjacency": "adjacency_decoder"}


def widths_of(weights: dict, place: str) -> list[int]:
    """The widths of a decoder's layers, read off its tensors."""
    widths = []
    while (name := f"{place}.lins.{len(widths)}.weight") in weights:
        widths.append(weights[name].shape[0])
    if not widths:
        raise ConversionError(f'the checkpoint lacks "{place}.lins.0.weight": it is not of the single-codebook model VQNiche')
    return widths


def layout(features: int, hidden: int, dim: int, codes: int, heads: int, condition: int, decoder: dict) -> dict:
    """The tensors that the network reads, by name, with their shapes."""
    shapes: dict[str, tuple[int, ...]] = {}

    def linear(name: str, inputs: int, outputs: int, bias: bool = True) -> None:
        shapes[f"{name}.weight"] = (outputs, inputs)
        if bias:
            shapes[f"{name}.bias"] = (outputs,)

    linear("encoder.mlp_module.lins.0", features, hidden)
    linear("encoder.mlp_module.lins.1", hidden, dim)
    linear("encoder.gnn_module.convs.0.lin_l", dim, dim)
    linear("encoder.gnn_module.convs.0.lin_r", dim, dim, bias=False)
    if heads > 1:
        linear("encoder.vq.project_in", dim, heads * dim)
        linear("encoder.vq.project_out", heads * dim, dim)
    for name in ("embed", "embed_avg"):
        shapes[f"encoder.vq._codebook.{name}"] = (1, codes, dim)
    shapes["encoder.vq._codebook.cluster_size"] = (1, codes)
    for kind, place in DECODERS.items():
        inputs = dim
        for layer, width in enumerate(decoder[kind]):
            linear(f"{place}.lins.{layer}", inputs, width)
            inputs = width
            if layer + 1 < len(decoder[kind]):
                shapes[f"{place}.norms.{layer}.weight"] = shapes[f"{place}.norms.{layer}.bias"] = (width,)
                if condition and kind == "attributes":
                    linear(f"{place}.films.{layer}.param_generator", condition, 2 * width)
    shapes["dispersion"] = (features,)
    if decoder["attributes"][-1] != features:
        raise ConversionError(f"its decoder says {decoder['attributes'][-1]} values of {features} genes")
    if condition:
        linear("encoder.conditioning_module.param_generator", condition, 2 * dim)
        shapes["mask_token"] = (features,)
    return shapes


def compare(weights: dict, wanted: dict) -> None:
    """Refuses a checkpoint whose network is another one than is read here, with what differs."""
    missing = sorted(wanted.keys() - weights.keys())
    unknown = sorted(weights.keys() - wanted.keys())
    shapes = sorted(
        f"{name} {tuple(weights[name].shape)} instead of {wanted[name]}"
        for name in wanted.keys() & weights.keys()
        if tuple(weights[name].shape) != wanted[name]
    )
    said = [f"{words} {some(names)}" for words, names in (("lacks", missing), ("has besides", unknown), ("has", shapes)) if names]
    if said:
        raise ConversionError(f"this is another network than the single-codebook VQNiche that is read here: it {'; it '.join(said)}")


def some(names: list[str]) -> str:
    """The first names, and how many more."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def write(out: Path, weights: dict, card: dict) -> None:
    """Writes the whole file under another name first, so that `out` is never a part of one."""
    safetensors = need("safetensors.torch", "safetensors")
    tensors = {f"network.{name}": value.detach().float().contiguous().clone() for name, value in weights.items()}
    partial = out.with_name(f"{out.name}.{os.getpid()}.partial")
    try:
        safetensors.save_file(tensors, partial, metadata={"card": json.dumps(card)})
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)


def need(module: str, package: str | None = None):
    """Imports what only this command needs."""
    try:
        return __import__(module, fromlist=["_"])
    except ImportError as error:
        name = package or module
        raise ConversionError(f'this command needs {name}: pip install "torch>=2.6" safetensors') from error


def names_in(path: Path) -> list[str]:
    """One name a line."""
    if not path.is_file():
        raise ConversionError(f'there is no list of genes "{path}"')
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(arguments: list[str]) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="tissuebook convert", description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, help="the authors' .ckpt")
    parser.add_argument("out", type=Path, help="the .safetensors file to write")
    parser.add_argument("--config", type=Path, help="CellPLM: the configuration (PREFIX.config.json beside it)")
    parser.add_argument("--genes", type=Path, help="SQUINT: gene names in the order of training, one a line")
    parser.add_argument("--sections", default="", help="SQUINT: names of the batches in the order of training, by commas")
    parser.add_argument("--column", default="", help="SQUINT: column of obs that tells batches apart (batch, when named)")
    given = parser.parse_args(arguments)
    try:
        weights = read_weights(given.checkpoint)
        if GENE_TABLE in weights:
            card = convert_cellplm(weights, given.checkpoint, given.out, given.config)
        else:
            if given.genes is None:
                raise ConversionError("name the list of genes: --genes FILE, one a line in the order of training")
            sections = [name.strip() for name in given.sections.split(",") if name.strip()]
            card = convert_squint(
                weights, given.checkpoint, given.out, names_in(given.genes), sections, given.column
            )
    except ConversionError as error:
        print(f"tissuebook convert: {error}.", file=sys.stderr)
        return 1
    config = card["config"]
    sizes = f"{config['codes']} codes" if "codes" in config else f"{config['layers']} layers of width {config['width']}"
    print(f"{given.out}: {card['model']}, {len(card['features'])} genes, {config['heads']} heads, {sizes}.")
    if card["converted"]["left_out"]:
        print(f"Left out: {', '.join(card['converted']['left_out'])}.")
    return 0
