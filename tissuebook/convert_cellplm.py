"""What `tissuebook convert` knows of CellPLM: its checkpoints hold tensors, and a JSON file beside them names the genes."""

from __future__ import annotations

import json
from pathlib import Path

from .conversion_error import ConversionError

# A tensor that only CellPLM's checkpoints hold.
GENE_TABLE = "embedder.feat_enc.emb"
# A table of places that no step reads, and heads of the authors' own fine-tuning.
LEFT_OUT = ("embedder.pe_enc.pe_enc.", "head.")
# The class's own default: the released configurations do not name it.
HEADS = 8
LATENT_KINDS = {
    "latent.layers.1.inference.inference_qyx.0.logits.weight": "mixture",
    "latent.layers.1.hid_2mu.weight": "normal",
    "latent.layers.1.lat_2lat.0.weight": "point",
}


def config_beside(checkpoint: Path) -> Path:
    """PREFIX.config.json of PREFIX.best.ckpt, as the authors name them."""
    return checkpoint.with_name(checkpoint.name.removesuffix(".ckpt").removesuffix(".best") + ".config.json")


def read_config(path: Path) -> dict:
    """The authors' configuration: plain JSON."""
    if not path.is_file():
        raise ConversionError(f'there is no configuration "{path}" with the names of the genes (--config)')
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConversionError(f'"{path}" is not JSON') from error
    if not isinstance(config, dict):
        raise ConversionError(f'"{path}" holds no configuration')
    return config


def describe_cellplm(weights: dict, config: dict) -> dict:
    """The card: sizes are read off the tensors, genes and heads off the configuration."""

    def shape(name: str) -> tuple[int, ...]:
        if name not in weights:
            raise ConversionError(f'the checkpoint lacks "{name}": it is not of CellPLM, or only a part')
        return tuple(weights[name].shape)

    def rows(kind: str) -> int:
        name = f"decoder.covariate_layers.0.{kind}.0.weight"
        return shape(name)[0] if name in weights else 0

    genes, width = shape(GENE_TABLE)
    kind = next((found for name, found in LATENT_KINDS.items() if name in weights), None)
    if kind is None:
        raise ConversionError("the checkpoint's latent is none of gmvae, vae and ae")
    layers = len({name.split(".")[2] for name in weights if name.startswith("encoder.layers.")})
    blocks = len({name.split(".")[2] for name in weights if name.startswith("decoder.layers.")})
    latent_name = {
        "mixture": "latent.layers.1.inference.inference_qzyx.2.mu.weight",
        "normal": "latent.layers.1.hid_2mu.weight",
        "point": "latent.layers.1.lat_2lat.0.weight",
    }[kind]
    logits = "latent.layers.1.inference.inference_qyx.0.logits.weight"
    heads = config.get("enc_head", HEADS)
    if not isinstance(heads, int) or heads < 1 or width % heads:
        raise ConversionError(f"the configuration has {heads} heads (enc_head), which do not divide the width {width}")
    return {
        **{"model": "cellplm", "version": 1, "features": gene_names(config, genes), "task": "expression"},
        **{"values": "counts", "scale": 0, "batches": [""], "classes": [], "untrained": []},
        "covariates": {"batches": rows("batch"), "datasets": rows("dataset")},
        "config": {
            **{"preset": "official", "width": width, "heads": heads, "layers": layers},
            **{"latentKind": kind, "latent": shape(latent_name)[0], "decoderLayers": blocks + 1},
            **({"components": shape(logits)[0]} if kind == "mixture" else {}),
            "decoderWidth": shape("decoder.out_layer.dec_1.weight")[1],
        },
    }


def gene_names(config: dict, count: int) -> list[str]:
    """The list of genes in the configuration, as many as the table has rows, each once."""
    genes = config.get("gene_list")
    if not isinstance(genes, list) or not all(isinstance(gene, str) for gene in genes):
        raise ConversionError("the configuration has no list of gene names (gene_list)")
    if len(genes) != count:
        raise ConversionError(f"the checkpoint has {count} genes, the configuration names {len(genes)}")
    if len(set(genes)) != count:
        raise ConversionError("a gene occurs twice in the configuration")
    return genes
