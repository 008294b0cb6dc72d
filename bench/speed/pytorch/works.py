"""What serve.py times: one inference, or one training step, plain or tuned. Preparation is not timed."""
import torch

import plain
import tuned
from tensor_files import read_floats, read_safetensors, write_floats

TUNED = "tuned"


def read_inputs(job):
    """Input tensors by name; the tuned way keeps images channels-last."""
    inputs = {name: read_floats(entry["path"], entry["shape"]) for name, entry in job["inputs"].items()}
    if job["way"] == TUNED:
        return {name: tuned.channels_last(x) if x.dim() == 4 else x for name, x in inputs.items()}
    return inputs


class Inference:
    """A network on one picture, under no_grad."""

    def __init__(self, job):
        weights = read_safetensors(job["weights"])
        self.inputs = read_inputs(job)
        network, stages = job["network"], job["stages"]
        if job["way"] == TUNED:
            with torch.no_grad():
                self.network = tuned.network_function(network, stages, weights)
        else:
            self.network = plain.build(network, stages, weights).eval()
        self.cube = None

    def run(self):
        self.cube = None  # or two outputs would live at once
        with torch.no_grad():
            self.cube = self.network(self.inputs["rgb"], self.inputs.get("srf"))
        return {}

    def save(self, path):
        write_floats(path, self.cube)


class Training:
    """Steps of Adam on one batch: mean absolute error, forward, backward, update."""

    def __init__(self, job):
        self.job = job
        self.inputs = read_inputs(job)
        self.module = plain.build(job["network"], job["stages"], read_safetensors(job["weights"]))
        self.parameters = self.module.official_names()
        self.tuned = job["way"] == TUNED
        options = {"foreach": True} if self.tuned else {}
        self.adam = torch.optim.Adam(self.module.parameters(), lr=job["rate"], **options)

    def run(self):
        network = self.module
        if self.tuned:
            network = tuned.network_function(self.job["network"], self.job["stages"], self.parameters)
        self.adam.zero_grad(set_to_none=self.tuned)
        cube = network(self.inputs["rgb"], self.inputs.get("srf"))
        loss = (cube - self.inputs["truth"]).abs().mean()
        loss.backward()
        self.adam.step()
        return {"loss": loss.item()}

    def save(self, path):
        write_floats(path, torch.cat([self.parameters[name].flatten() for name in self.job["order"]]))


WORKS = {"inference": Inference, "training": Training}
