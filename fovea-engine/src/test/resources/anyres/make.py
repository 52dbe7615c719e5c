#!/usr/bin/env python3
"""Makes the expectations in this folder. Run in it:

    python make.py      # torchvision 0.28, torch 2.13, transformers 5.18, numpy 2.4

canvases.tsv     width, height of a picture, image_grid_pinpoints (height x width), the one chosen, the size on it
tokens.tsv       width, height of a picture, tile rows, tile columns, patches along a tile's side, N of anyres_max_N,
                 rows and columns without the padding, rows and columns after shrinking ("-" where nothing is left)
pixels.tsv       class, pictures in the prompt, width, height, pictures that the tower sees, SHA-256 of their float32
                 values (little endian), configuration
"""
import hashlib
import json
import math
import random
import sys
import types

import numpy as np
import torch
from PIL import Image

try:
    import torchvision
except RuntimeError:  # binary operators of another build, not used here: names alone let the rest be imported
    for module in [m for m in sys.modules if m.startswith("torchvision")]:
        del sys.modules[module]
    operators = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        operators.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from transformers import LlavaNextImageProcessor, LlavaOnevisionImageProcessor
from transformers.image_processing_utils import get_patch_output_size, select_best_resolution
from transformers.models.llava_next.modeling_llava_next import unpad_image
from transformers.models.llava_onevision.processing_llava_onevision import LlavaOnevisionProcessor

random.seed(11)
NEXT = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
ONEVISION = [[384 * i, 384 * j] for i in range(1, 7) for j in range(1, 7)]
SMALL = [[24, 24], [48, 48], [24, 72], [72, 24], [48, 72]]


def size():
    kind = random.random()
    if kind < 0.2:
        return random.randint(1, 12), random.randint(1, 3000)
    if kind < 0.4:
        return random.randint(1, 3000), random.randint(1, 12)
    return random.randint(1, 1500), random.randint(1, 1500)


with open("canvases.tsv", "w") as out:
    for count in range(150):
        width, height = size()
        sizes = random.choice([NEXT, ONEVISION, SMALL])
        best = select_best_resolution((height, width), sizes)
        fitted = get_patch_output_size(np.zeros((3, height, width), bool), best, "channels_first")
        print(width, height, " ".join(f"{h}x{w}" for h, w in sizes), "%dx%d" % best, "%dx%d" % fitted, sep="\t", file=out)

with open("tokens.tsv", "w") as out:
    for count in range(300):
        width, height = size()
        rows, columns, side = random.randint(1, 6), random.randint(1, 6), random.choice([1, 3, 4, 24, 27])
        most = random.choice([1, 2, 4, 9])
        grid = unpad_image(torch.zeros(1, rows * side, columns * side), (height, width)).shape[1:]
        processor = types.SimpleNamespace(vision_aspect_ratio=f"anyres_max_{most}")
        features, newlines = LlavaOnevisionProcessor._get_unpadded_features(
            processor, height, width, side, side, rows, columns)
        if math.sqrt(grid[0] * grid[1] / (most * side**2)) <= 1.1:
            assert (features, newlines) == (grid[0] * grid[1], grid[0])
            shrunk = tuple(grid)
        else:
            shrunk = (newlines, features // newlines) if features else None
        print(width, height, rows, columns, side, most, "%dx%d" % tuple(grid), "%dx%d" % shrunk if shrunk else "-",
              sep="\t", file=out)


def noise(width, height):
    """The high bytes of a linear congruential generator, so that the tests can make the same picture."""
    state, out = width * 65536 + height, bytearray()
    for _ in range(3 * width * height):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return np.frombuffer(bytes(out), np.uint8).reshape(height, width, 3)


pinpoints = {"image_grid_pinpoints": SMALL}
with open("pixels.tsv", "w") as out:
    for kind, configuration in (
        (LlavaNextImageProcessor, {"size": {"shortest_edge": 24}, "crop_size": 24}),
        (LlavaNextImageProcessor, {"size": [30, 40], "crop_size": {"height": 24, "width": 24}, "resample": 2}),
        (LlavaNextImageProcessor, {"size": 24, "crop_size": None, "do_center_crop": False, "do_resize": False}),
        (LlavaOnevisionImageProcessor, {"size": {"height": 24, "width": 24}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}),
        (LlavaOnevisionImageProcessor, {"size": {"shortest_edge": 24}, "image_mean": [0.9, 0.1, 0.3], "resample": 1}),
    ):
        for count in (1, 2) if kind is LlavaOnevisionImageProcessor else (1,):
            for width, height in ((97, 61), (41, 83), (24, 24), (1, 1), (500, 3), (2, 700), (1500, 1400)):
                picture = Image.fromarray(noise(width, height))
                pictures = [[picture] * count] if kind is LlavaOnevisionImageProcessor else [picture]
                values = kind(**configuration, **pinpoints)(pictures, return_tensors="np")["pixel_values"][0].astype("<f4")
                print(kind.__name__, count, width, height, len(values), hashlib.sha256(values.tobytes()).hexdigest(),
                      json.dumps(configuration), sep="\t", file=out)
