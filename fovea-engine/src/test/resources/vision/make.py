#!/usr/bin/env python3
"""Makes the pictures and the expectations in this folder. Run in it:

    python make.py      # Pillow 12.3, torchvision 0.28, torch 2.13, transformers 5.18, numpy 2.4

pictures/        small files of every kind, most of them written by Pillow, some by hand
pictures.tsv     file, width, height, SHA-256 of the bytes of ImageOps.exif_transpose(open(file)).convert("RGB")
resize.tsv       filter, backend, width, height, new width, new height, SHA-256 of the resized noise(width, height)
clip.tsv         width, height, rows, columns, SHA-256 of the float32 pixel_values (little endian), configuration
"""
import hashlib
import io
import json
import struct
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageCms, ImageOps

try:
    import torchvision
except RuntimeError:  # binary operators of another build, not used here: names alone let the rest be imported
    for module in [m for m in sys.modules if m.startswith("torchvision")]:
        del sys.modules[module]
    operators = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        operators.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchvision.transforms.v2 import functional
from transformers import CLIPImageProcessor
from transformers.image_utils import pil_torch_interpolation_mapping

warnings.filterwarnings("ignore")
random = np.random.default_rng(5)
folder = Path("pictures")
folder.mkdir(exist_ok=True)
WIDTH, HEIGHT = 27, 21


def photo(width=WIDTH, height=HEIGHT, channels=3):
    y, x = np.mgrid[0:height, 0:width]
    waves = [128 + 90 * np.sin(x / 7 + y / 11 + k * 1.3) + 30 * np.cos(x * y / 97 + k) for k in range(channels)]
    return np.clip(np.stack(waves, -1) + random.normal(0, 12, (height, width, channels)), 0, 255).astype(np.uint8)


def noise(width, height):
    """The high bytes of a linear congruential generator, so that the tests can make the same picture."""
    state, out = width * 65536 + height, bytearray()
    for _ in range(3 * width * height):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return np.frombuffer(bytes(out), np.uint8).reshape(height, width, 3)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def write(name, data):
    (folder / name).write_bytes(data)


def read(name):
    return (folder / name).read_bytes()


def save(image, name, **options):
    image.save(folder / name, **options)


rgb, rgba, cmyk = Image.fromarray(photo()), Image.fromarray(photo(channels=4), "RGBA"), Image.fromarray(photo(channels=4), "CMYK")
gray = rgb.convert("L")


# --- JPEG ---------------------------------------------------------------------------------------------------------
def segments(data, dropped=(), added=b""):
    """The file without some marker segments and with others right behind the start."""
    out, at = data[:2] + added, 2
    while data[at + 1] != 0xDA:
        length = 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if data[at + 1] not in dropped:
            out += data[at : at + length]
        at += length
    return out + data[at:]


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


for name, sampling in (("444", 0), ("422", 1), ("420", 2)):
    save(rgb, f"{name}.jpg", subsampling=sampling, quality=85)
    save(rgb, f"{name}-progressive.jpg", subsampling=sampling, quality=85, progressive=True)
for name, standard, sampling, options in (
    ("440.jpg", 1, 0x12, {}),
    ("440-progressive.jpg", 1, 0x12, {"progressive": True}),
    ("411.jpg", 2, 0x41, {}),
    ("four-rows.jpg", 2, 0x14, {}),
):
    # 4:4:0 has as many blocks as 4:2:2, the others as many as 4:2:0: the blocks get other places, that is all.
    data = io.BytesIO()
    Image.fromarray(photo(32, 32)).save(data, "JPEG", subsampling=standard, quality=85, **options)
    data = bytearray(data.getvalue())
    frame = max(data.find(b"\xff\xc0\0\x11"), data.find(b"\xff\xc2\0\x11"))
    data[frame + 11] = sampling
    write(name, data)
    data[frame + 6], data[frame + 8] = 27, 29  # as many blocks, and an odd height
    write(f"odd-{name}", data)
save(gray, "gray.jpg")
save(rgb, "rgb.jpg", keep_rgb=True)
save(rgb, "restart.jpg", restart_marker_blocks=1)
save(cmyk, "cmyk.jpg", quality=90)
save(cmyk, "cmyk-420.jpg", quality=90, subsampling=2)
data = read("cmyk-420.jpg")
transform = data.find(b"Adobe") + 11
write("ycck.jpg", data[:transform] + b"\x02" + data[transform + 1 :])
write("cmyk-without-adobe.jpg", segments(data, {0xEE}))
for name in ("444", "420"):
    write(f"{name}-without-jfif.jpg", segments(read(f"{name}.jpg"), {0xE0}))
for name, ids in (("zero-ids", b"\0\1\2"), ("letters", b"RGB")):
    data = bytearray(read("444-without-jfif.jpg"))
    frame, scan = data.find(b"\xff\xc0\0\x11"), data.find(b"\xff\xda\0\x0c")
    for i in range(3):
        data[frame + 10 + 3 * i] = data[scan + 5 + 2 * i] = ids[i]
    write(f"{name}.jpg", data)
data = read("444.jpg")
write("adobe-rgb.jpg", segments(data, {0xE0}, segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")))
write("adobe-ycc.jpg", segments(data, {0xE0}, segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")))
write("adobe-and-jfif.jpg", segments(data, (), segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")))
write("stray-bytes.jpg", data[:-2] + b"\1\2\3" + data[-2:] + b"appended")
for name in ("sRGB", "XYZ"):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()
    save(rgb, f"profile-{name}.jpg", icc_profile=profile)
write("profile-broken.jpg", segments(data, (), segment(0xE2, b"ICC_PROFILE\0\1\3" + bytes(40))))
save(gray, "gray-profile.jpg", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())

# --- PNG ----------------------------------------------------------------------------------------------------------
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, height, bits, kind, rows, extra=b"", interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced)
    write(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


save(rgb, "rgb.png")
save(rgba, "rgba.png")
save(gray, "gray.png")
save(rgba.convert("LA"), "gray-alpha.png")
save(rgb.convert("1"), "one-bit.png")
save(rgb, "rgb-transparent.png", transparency=tuple(int(v) for v in np.array(rgb)[0, 0]))
save(gray, "gray-transparent.png", transparency=77)
for bits in (1, 2, 4, 8):
    save(rgb.quantize(2**bits), f"palette{bits}.png", bits=bits)
palette = rgb.quantize(60)
save(palette, "palette-alpha.png", transparency=bytes(range(0, 240, 4)))
save(palette, "palette-transparent.png", transparency=3)
data = read("rgb.png")
write("gamma.png", data[:33] + chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"sBIT", b"\5\5\5") + data[33:])
for kind, channels in ((0, 1), (2, 3), (4, 2), (6, 4)):
    values = random.integers(0, 65536, (13, 19, channels)).astype(">u2")
    values[0, :5] = np.array([0, 255, 256, 65535, 300])[:, None]
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    png(f"sixteen-bits-{kind}.png", 19, 13, 16, kind, rows)
    if kind in (0, 2):
        png(f"sixteen-bits-{kind}-transparent.png", 19, 13, 16, kind, rows, chunk(b"tRNS", b"\x01\x00" * channels))
for bits in (1, 2, 4):
    rows = b"".join(b"\0" + random.bytes((19 * bits + 7) // 8) for _ in range(13))
    png(f"gray{bits}.png", 19, 13, bits, 0, rows)
    png(f"gray{bits}-transparent.png", 19, 13, bits, 0, rows, chunk(b"tRNS", b"\0\1"))
png("palette-too-short.png", 19, 13, 4, 3, rows, chunk(b"PLTE", bytes(range(10, 40))))
passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
parts = [np.array(rgb)[y::down, x::right] for x, y, right, down in passes]
rows = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in part)
png("interlaced.png", WIDTH, HEIGHT, 8, 2, rows, interlaced=1)

# --- WebP ---------------------------------------------------------------------------------------------------------
save(rgb, "lossy.webp", quality=80)
save(rgb, "lossless.webp", lossless=True)
save(rgba, "alpha.webp", quality=80)
save(rgba, "alpha-lossless.webp", lossless=True)
save(rgba, "alpha-exact.webp", lossless=True, exact=True)
clear = np.array(rgba)
clear[:12, :, 3] = 0
save(Image.fromarray(clear), "alpha-clear.webp", quality=75)
more = dict(save_all=True, append_images=[Image.fromarray(photo())], duration=100)
save(rgb, "animated.webp", quality=80, **more)
save(Image.fromarray(clear), "animated-alpha.webp", quality=80, **more)
save(Image.fromarray(clear), "animated-lossless.webp", lossless=True, **more)
clear[:] = 0
clear[6:15, 8:20] = np.array(rgba)[6:15, 8:20]
save(Image.fromarray(clear), "animated-part.webp", lossless=True, exact=True, **more)

# --- GIF, BMP -----------------------------------------------------------------------------------------------------
save(rgb.quantize(40), "palette.gif")
save(rgb.quantize(40), "interlaced.gif", interlace=True)
save(rgb.quantize(40), "transparent.gif", transparency=3)
save(rgb.quantize(40), "animated.gif", save_all=True, append_images=[Image.fromarray(photo()).quantize(33)])
save(gray, "gray.gif")
data = read("palette.gif")
size = 3 * (2 << (data[10] & 7))
start = 13 + size
assert data[start] == 0x2C
table, frame = data[13:start], data[start:]


def gif(name, screen, global_table, extension, x, y, local_table):
    flags = 0x80 | data[10] & 7
    head = b"GIF89a" + struct.pack("<HH", *screen) + bytes([flags if global_table else 0, 0, 0]) + global_table
    part = b"," + struct.pack("<HHHH", x, y, WIDTH, HEIGHT) + bytes([flags if local_table else 0]) + local_table
    write(name, head + extension + part + frame[10:])


control = b"\x21\xf9\x04\x01\0\0\x05\0"
gif("smaller-frame.gif", (40, 30), table, b"", 7, 4, b"")
gif("smaller-frame-transparent.gif", (40, 30), table, control, 7, 4, b"")
gif("larger-frame.gif", (10, 10), table, b"", 2, 3, b"")
gif("local-palette.gif", (WIDTH, HEIGHT), table[::-1], b"", 0, 0, table)
gif("only-local-palette.gif", (WIDTH, HEIGHT), b"", b"\x21\xfe\x03abc\0", 0, 0, table)
gif("no-palette.gif", (40, 30), b"", control, 7, 4, b"")
for name, image in (("24.bmp", rgb), ("8.bmp", rgb.quantize(200)), ("1.bmp", rgb.convert("1")), ("32.bmp", rgba), ("gray.bmp", gray)):
    save(image, name)
write("top-down.bmp", read("24.bmp")[:22] + struct.pack("<i", -HEIGHT) + read("24.bmp")[26:])
header = struct.pack("<IiiHHIIiiII", 40, 19, 13, 1, 16, 0, 0, 0, 0, 0, 0)
rows = random.integers(0, 32768, (13, 20)).astype("<u2").tobytes()
write("16.bmp", b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + header + rows)


# --- orientation --------------------------------------------------------------------------------------------------
def exif(orientation, order=">", kind=3, count=1):
    value = struct.pack(order + ("HH" if kind == 3 else "I"), *((orientation, 0) if kind == 3 else (orientation,)))
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    make = struct.pack(order + "HHI4s", 0x010F, 2, 4, b"abc\0")
    return head + struct.pack(order + "H", 2) + make + struct.pack(order + "HHI", 0x0112, kind, count) + value + b"\0\0\0\0"


def xmp(text):
    return b"http://ns.adobe.com/xap/1.0/\0" + text


for orientation in range(1, 9):
    save(rgb, f"turned{orientation}.jpg", exif=b"Exif\0\0" + exif(orientation), quality=90)
data = read("444.jpg")
for name, note in (
    ("little-endian", exif(6, "<")),
    ("long", exif(6, "<", 4)),
    ("two-values", exif(6, ">", 3, 2)),
    ("zero", exif(0)),
    ("nine", exif(9)),
):
    write(f"turned-{name}.jpg", segments(data, (), segment(0xE1, b"Exif\0\0" + note)))
write("turned-xmp.jpg", segments(data, (), segment(0xE1, xmp(b'<x tiff:Orientation="8"/>'))))
write("turned-both.jpg", segments(data, (), segment(0xE1, xmp(b'<x tiff:Orientation="8"/>')) + segment(0xE1, b"Exif\0\0" + exif(3))))
save(rgba, "turned5.png", exif=exif(5))
packet = b"XML:com.adobe.xmp\0\0\0\0\0<tiff:Orientation>7</tiff:Orientation>"
data = read("rgb.png")
write("turned-xmp.png", data[:33] + chunk(b"iTXt", packet) + data[33:])
save(rgb, "turned6.webp", exif=exif(6, "<"))
save(rgba, "turned7.webp", lossless=True, exif=b"Exif\0\0" + exif(7))
save(rgb, "turned-xmp.webp", xmp=b'<x tiff:Orientation="3"/>')

with open("pictures.tsv", "w") as out:
    for file in sorted(folder.iterdir()):
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        print(file.name, *image.size, sha(image.tobytes()), sep="\t", file=out)

# --- resizing -----------------------------------------------------------------------------------------------------
sizes = [(1, 1, 7, 5), (7, 5, 1, 1), (33, 20, 33, 11), (33, 20, 12, 20), (64, 48, 32, 24), (10, 10, 30, 30), (300, 7, 4, 90), (5, 260, 160, 3), (20, 8, 470, 164)]
sizes += [tuple(int(v) for v in random.integers(5, 140, 4)) for _ in range(12)]
with open("resize.tsv", "w") as out:
    for width, height, new_width, new_height in sizes:
        picture = noise(width, height)
        tensor = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None]
        for name in ("NEAREST", "BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS"):
            mode = pil_torch_interpolation_mapping[Image.Resampling[name]]
            results = {"PIL": np.asarray(Image.fromarray(picture).resize((new_width, new_height), Image.Resampling[name]))}
            if name not in ("BOX", "HAMMING"):  # torchvision has none
                fast = functional.resize(tensor, [new_height, new_width], mode, antialias=True)
                results["TORCHVISION"] = fast[0].permute(1, 2, 0).numpy()
            for backend, result in results.items():
                print(name, backend, width, height, new_width, new_height, sha(result.tobytes()), sep="\t", file=out)

# --- CLIP ---------------------------------------------------------------------------------------------------------
configurations = [
    {},
    {"size": 30, "crop_size": 30},
    {"size": {"shortest_edge": 30}, "crop_size": {"height": 40, "width": 40}},
    {"size": {"shortest_edge": 30}, "crop_size": {"height": 41, "width": 25}},
    {"size": {"height": 33, "width": 47}, "crop_size": {"height": 24, "width": 20}},
    {"size": {"height": 33, "width": 47}, "do_center_crop": False, "resample": 2},
    {"size": {"shortest_edge": 29}, "do_center_crop": False, "resample": 1},
    {"do_resize": False, "crop_size": {"height": 51, "width": 52}},
    {"size": 30, "crop_size": 30, "do_rescale": False},
    {"size": 30, "crop_size": 30, "do_normalize": False},
    {"size": 30, "crop_size": 30, "do_normalize": False, "do_rescale": False},
    {"size": 30, "crop_size": 30, "rescale_factor": 0.0125, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.6, 0.7]},
    {"size": 30, "crop_size": 30, "rescale_factor": 0.0125, "do_normalize": False, "do_convert_rgb": None, "do_center_crop": None},
    {"size": 30, "crop_size": 30, "resample": 0},
    {"size": {"shortest_edge": 30, "longest_edge": 45}, "do_center_crop": False},
    {"size": {"shortest_edge": 25, "longest_edge": 37}, "do_center_crop": False},
    {"size": {"shortest_edge": 61, "longest_edge": 400}, "do_center_crop": False},
    {"size": {"max_height": 30, "max_width": 41}, "do_center_crop": False},
    {"size": {"max_height": 130, "max_width": 50}, "crop_size": [40, 50]},
    {"size": [33, 47], "do_center_crop": False, "image_mean": 0.5, "image_std": [0.25]},
]
with open("clip.tsv", "w") as out:
    for configuration in configurations:
        for width, height in ((97, 61), (41, 83), (25, 26), (50, 50)):
            processor = CLIPImageProcessor(**configuration)
            values = processor(Image.fromarray(noise(width, height)), return_tensors="np")["pixel_values"][0].astype("<f4")
            print(width, height, *values.shape[1:], sha(values.tobytes()), json.dumps(configuration), sep="\t", file=out)
