"""The peers' training steps on a device: the program of TISSUEBOOK_BENCH with its tensors made there.

    python torch_device.py FOLDER_OF_TORCH_BENCH WORKLOAD CELLS REPEAT DEVICE [WEIGHTS_OUTPUT]

Prints a JSON line: milliseconds of a step (median), the loss of the second step, the device. With WEIGHTS_OUTPUT it writes the weights
that the model starts with, too.
"""
import json
import statistics
import sys
import time
from pathlib import Path

folder, workload, cells, repeat, device = sys.argv[1:6]
sys.path[:0] = [folder, str(Path(__file__).parents[1])]

import torch  # noqa: E402
import torch_bench  # noqa: E402
from write_safetensors import write_safetensors  # noqa: E402

SETTINGS = torch_bench.WORKLOADS["training"][workload]


def on_device(array):
    return torch.from_numpy(array).to(device)


def start_weights():
    """The weights of the model as it is made on the CPU, so that all sides begin alike."""
    return torch_bench.STEPS[workload](SETTINGS, int(cells))["lean"].args[0].state_dict()


state = start_weights()
if len(sys.argv) > 6:
    write_safetensors(state, sys.argv[6])
torch_bench.tensor = on_device
if device != "cpu":
    torch.set_default_device(device)
variant = torch_bench.STEPS[workload](SETTINGS, int(cells))["lean"]
model = variant.args[0].to(device)
model.load_state_dict(state)
step = variant()
values = [step(), step()]
times = []
for _ in range(int(repeat)):
    started = time.perf_counter()
    step()                                                            # reads the loss, so that all of the step is waited for
    times.append(time.perf_counter() - started)
name = torch.cuda.get_device_name() if device != "cpu" else "CPU"
print(json.dumps({"workload": workload, "ms": round(1000 * statistics.median(times), 2), "value": values[1], "device": name}))
