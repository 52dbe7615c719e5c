#!/usr/bin/env python3
"""Makes the files of this folder. Run in it:

    python make.py      # torch 2.13, transformers 5.18, safetensors

model.safetensors   a SigLIP tower with random weights (hidden 16, 2 layers, 4 x 4 patches of 3 x 3 pixels)
record.safetensors  pixel_values of 2 pictures; state0 to state2: what enters layer 0, leaves layer 0, leaves
                    layer 1; normalised: state2 behind the norm; wide_pixel_values, wide_normalised: the same
                    network as the tower of Idefics3, for a picture of 2 x 3 patches
positions.tsv       learned positions along a side, patches, bucket of each patch along that side
"""
import sys

import torch

try:
    import torchvision
except RuntimeError:  # binary operators of another build, not used here: names alone let the rest be imported
    for module in [m for m in sys.modules if m.startswith("torchvision")]:
        del sys.modules[module]
    operators = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        operators.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from safetensors.torch import save_file
from transformers import SiglipVisionConfig, SiglipVisionModel
from transformers.models.idefics3.modeling_idefics3 import Idefics3VisionConfig, Idefics3VisionTransformer

torch.manual_seed(7)
shape = dict(
    hidden_size=16, intermediate_size=20, num_hidden_layers=2, num_attention_heads=2, image_size=12, patch_size=3
)
model = SiglipVisionModel(SiglipVisionConfig(vision_use_head=False, **shape)).eval()
model.set_attn_implementation("eager")
for parameter in model.parameters():
    parameter.data = torch.randn(parameter.shape) * 0.3
weights = {name.removeprefix("vision_model."): value for name, value in model.state_dict().items()}
save_file(weights, "model.safetensors")
pixels = torch.randn(2, 3, 12, 12)
wide = torch.randn(1, 3, 6, 9)
idefics = Idefics3VisionTransformer(Idefics3VisionConfig(**shape)).eval()
idefics.load_state_dict(weights)
with torch.no_grad():
    output = model(pixels, output_hidden_states=True)
    record = {f"state{i}": state for i, state in enumerate(output.hidden_states)}
    record |= {"pixel_values": pixels, "normalised": output.last_hidden_state, "wide_pixel_values": wide}
    record["wide_normalised"] = idefics(wide).last_hidden_state
save_file({name: value.contiguous() for name, value in record.items()}, "record.safetensors")

with open("positions.tsv", "w") as out:
    for side, patches in ((4, 4), (4, 3), (4, 1), (26, 26), (26, 17), (26, 9), (32, 32), (32, 20), (70, 43), (70, 70)):
        embeddings = Idefics3VisionTransformer(
            Idefics3VisionConfig(hidden_size=2, num_attention_heads=1, intermediate_size=2, num_hidden_layers=0,
                                 image_size=side, patch_size=1)).embeddings
        embeddings.patch_embedding.weight.data[:] = embeddings.patch_embedding.bias.data[:] = 0
        embeddings.position_embedding.weight.data[:] = torch.arange(side * side)[:, None].float()
        grid = torch.ones(1, 1, patches, dtype=torch.bool)
        row = embeddings(torch.zeros(1, 3, 1, patches), grid)[0, :, 0]
        print(side, patches, ",".join(str(int(v)) for v in row), sep="\t", file=out)
