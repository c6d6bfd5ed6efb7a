"""Makes tests/fixtures/vitMae/tiny.safetensors: weights of a tiny network in the public layout, and what transformers says of a picture.

python tests/golden/vitMae.py FOLDER, with torch, safetensors and a transformers before 5, whose names in memory are those of the
files on hubs. The weights are random: nothing of a published network is in it.
"""

import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers import ViTMAEConfig, ViTMAEForPreTraining

torch.manual_seed(7)
config = ViTMAEConfig(
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=40,
    image_size=12,
    patch_size=4,
    num_channels=3,
    decoder_hidden_size=16,
    decoder_num_hidden_layers=1,
    decoder_num_attention_heads=2,
    decoder_intermediate_size=20,
    hidden_act="gelu",
)
model = ViTMAEForPreTraining(config).eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        if "position" not in name and "pos_embed" not in name:
            # Start values of zero and one would hide a part that is left out.
            parameter.copy_(0.3 * torch.randn_like(parameter) + (1 if "norm.weight" in name else 0))
    image = torch.rand(2, 3, 12, 12)
    # Rising noise keeps the order of the patches.
    rising = torch.arange(9).float().repeat(2, 1)
    config.mask_ratio = model.config.mask_ratio = 0.0
    tokens = model.vit(image, noise=rising).last_hidden_state
    model.config.mask_ratio = 0.75
    noise = torch.rand(2, 9)
    masked = model(image, noise=noise)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "tiny.safetensors", {"format": "pt"})
save_file(
    {
        "image": image,
        "tokens": tokens.contiguous(),
        "noise": noise,
        "logits": masked.logits.contiguous(),
        "mask": masked.mask,
    },
    folder / "tiny.answers.safetensors",
    {"source": f"transformers {transformers.__version__}, torch {torch.__version__}: tests/golden/vitMae.py"},
)
