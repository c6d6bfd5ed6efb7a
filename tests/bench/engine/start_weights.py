"""Writes the start weights of the peers' model of a workload as safetensors, so that both sides begin alike.

    python start_weights.py FOLDER_OF_TORCH_BENCH WORKLOAD CELLS OUTPUT
"""
import json
import sys

folder, workload, cells, output = sys.argv[1:]
sys.path.insert(0, folder)

import torch_bench  # noqa: E402

variants = torch_bench.STEPS[workload](torch_bench.WORKLOADS["training"][workload], int(cells))
state = {name: value.numpy() for name, value in variants["lean"].args[0].state_dict().items() if value.dtype.is_floating_point}
header, offset = {}, 0
for name, value in state.items():
    header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [offset, offset + value.nbytes]}
    offset += value.nbytes
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(output, "wb") as file:
    file.write(len(text).to_bytes(8, "little") + text)
    for value in state.values():
        file.write(value.tobytes())
