"""Weights of PyTorch as a safetensors file, which PyTorch itself does not write: https://github.com/huggingface/safetensors#format"""

import json


def write_safetensors(state, output):
    """Writes the tensors of floating point of a state dict, as float32."""
    header, offset = {}, 0
    kept = {name: value.cpu().numpy() for name, value in state.items() if value.dtype.is_floating_point}
    for name, value in kept.items():
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(output, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for value in kept.values():
            file.write(value.tobytes())
