"""Writes the start weights of the peers' model of a workload as safetensors, so that both sides begin alike.

    python start_weights.py FOLDER_OF_TORCH_BENCH WORKLOAD CELLS OUTPUT
"""
import sys
from pathlib import Path

folder, workload, cells, output = sys.argv[1:]
sys.path[:0] = [folder, str(Path(__file__).parents[1])]

import torch_bench  # noqa: E402
from write_safetensors import write_safetensors  # noqa: E402

variants = torch_bench.STEPS[workload](torch_bench.WORKLOADS["training"][workload], int(cells))
write_safetensors(variants["lean"].args[0].state_dict(), output)
