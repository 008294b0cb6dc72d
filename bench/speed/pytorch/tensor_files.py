"""Numbers in files: weights as safetensors (read here without that package), inputs and outputs as bare float32."""
import json
import struct

import numpy
import torch

SAMPLE_TYPES = {"F32": "<f4", "F64": "<f8"}


def read_safetensors(path):
    """Tensors by name, float32."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(content[start:end], dtype=SAMPLE_TYPES[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.astype(numpy.float32).reshape(entry["shape"]))
    return tensors


def read_floats(path, shape):
    """A tensor from a file of bare little-endian float32."""
    return torch.from_numpy(numpy.fromfile(path, dtype="<f4").reshape(shape))


def write_floats(path, tensor):
    """Writes a tensor's numbers in row-major order."""
    tensor.detach().contiguous().numpy().astype("<f4", copy=False).tofile(path)
