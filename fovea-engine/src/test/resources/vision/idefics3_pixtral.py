#!/usr/bin/env python3
"""Makes the expectations of two image processors. Run in this folder:

    python idefics3_pixtral.py      # torchvision 0.28, torch 2.13, transformers 5.18, numpy 2.4

idefics3.tsv     width, height, tiles down, tiles across, tiles in all, SHA-256 of the float32 pixel_values, configuration
pixtral.tsv      width, height, pixels down, pixels across, unit, SHA-256 of the float32 pixel_values, configuration
"""
import hashlib
import json
import sys
import warnings

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
from transformers import Idefics3ImageProcessor, PixtralImageProcessor

warnings.filterwarnings("ignore")


def noise(width, height):
    """The picture that `Expectations.noise` makes."""
    state, out = width * 65536 + height, bytearray()
    for _ in range(3 * width * height):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return Image.fromarray(np.frombuffer(bytes(out), np.uint8).reshape(height, width, 3))


def sha(values):
    return hashlib.sha256(np.asarray(values, "<f4").tobytes()).hexdigest()


sizes = ((97, 61), (41, 83), (50, 50), (300, 4), (3, 200), (1, 1), (25, 26), (49, 31))
tiles = {"max_image_size": {"longest_edge": 24}}
with open("idefics3.tsv", "w") as out:
    for configuration, pictures in (
        ({}, sizes[:1]),
        ({"size": {"longest_edge": 72}, **tiles}, sizes),
        ({"size": {"longest_edge": 61}, **tiles}, sizes),
        ({"size": {"longest_edge": 24}, **tiles}, sizes[:3]),
        ({"size": {"longest_edge": 20}, **tiles, "resample": 3}, sizes[:3]),
        ({"size": {"longest_edge": 72}, **tiles, "do_image_splitting": False, "image_mean": [0.1, 0.2, 0.3]}, sizes[:3]),
        ({"do_resize": False, **tiles, "do_normalize": False}, sizes),
        ({"size": {"longest_edge": 5000}, "max_image_size": {"longest_edge": 700}}, sizes[3:5]),
    ):
        for width, height in pictures:
            made = Idefics3ImageProcessor(**configuration)(
                [[noise(width, height)]], return_tensors="np", return_row_col_info=True
            )
            values = made["pixel_values"][0]
            grid = [max(1, int(made[key][0][0])) for key in ("rows", "cols")]
            print(width, height, *grid, len(values), sha(values), json.dumps(configuration), sep="\t", file=out)

with open("pixtral.tsv", "w") as out:
    for configuration, unit in (
        ({}, 16),
        ({"size": {"longest_edge": 64}, "patch_size": 5}, 16),
        ({"size": {"longest_edge": 61}}, 28),
        ({"size": {"height": 48, "width": 80}, "resample": 2}, 8),
        ({"size": 40, "image_mean": [0.1, 0.2, 0.3], "image_std": [0.5, 0.6, 0.7]}, 7),
    ):
        for width, height in ((97, 61), (41, 83), (50, 50), (120, 4), (1, 1), (64, 65), (28, 56)):
            made = PixtralImageProcessor(**configuration)(noise(width, height), return_tensors="np", patch_size=unit)
            values = made["pixel_values"][0]
            print(width, height, *values.shape[1:], unit, sha(values), json.dumps(configuration), sep="\t", file=out)
