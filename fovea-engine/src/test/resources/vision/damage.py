#!/usr/bin/env python3
"""Makes notes/ with notes.tsv and damaged.tsv. Run in this folder:

    python damage.py      # Pillow 12.3

notes/           a picture of 7 x 5 pixels with orientations noted in every way, sound and malformed
notes.tsv        file, width, height, SHA-256 of the bytes of ImageOps.exif_transpose(open(file)).convert("RGB"); "upright" for
                 the sum where Pillow fails over the note, not over the picture: there the picture stays as it is stored
damaged.tsv      a file of pictures/, what is done to it ("cut 12" keeps 12 bytes, "set 7=255 9=1" sets bytes), and what Pillow
                 makes of it: "refused", or the first 16 digits of that sum; for JPEG "accepted", because of damaged samples the
                 libjpeg of the JDK makes other pixels than libjpeg-turbo
"""
import hashlib
import io
import random
import struct
import warnings
import zlib
from pathlib import Path

from PIL import Image, ImageOps

warnings.filterwarnings("ignore")
Image.init()
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP"]
folder = Path("notes")
folder.mkdir(exist_ok=True)
pixels = random.Random(1)
picture = Image.frombytes("RGB", (7, 5), pixels.randbytes(105))


def encoded(kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def write(name, data):
    (folder / name).write_bytes(data)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG, JPEG, WEBP = encoded("PNG"), encoded("JPEG"), encoded("WEBP", lossless=True)


def png(name, before=b"", after=b""):
    end = PNG.rfind(b"IEND") - 4
    write(name + ".png", PNG[:33] + before + PNG[33:end] + after + PNG[end:])


def entry(order, value, kind=3, count=1, tag=0x112):
    return struct.pack(order + "HHI", tag, kind, count) + value


def tiff(order, *entries, behind=b""):
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "IH", 8, len(entries))
    return head + b"".join(entries) + bytes(4) + behind


def exif(number, order=">"):
    return tiff(order, entry(order, struct.pack(order + "HH", number, 0)))


def raw(data, name=b"exif", width=72):
    """As ImageMagick writes it."""
    digits = (b"Exif\0\0" + data).hex().encode()
    lines = b"".join(digits[i : i + width] + b"\n" for i in range(0, len(digits), width))
    return b"\n" + name + b"\n" + b"%8d\n" % (len(data) + 6) + lines


def text(key, value):
    return chunk(b"tEXt", key + b"\0" + value)


def packed(key, value, method=b"\0"):
    return chunk(b"zTXt", key + b"\0" + method + zlib.compress(value))


def international(key, value, flag=0, language=b"", translated=b""):
    data = zlib.compress(value) if flag else value
    return chunk(b"iTXt", key + b"\0" + bytes([flag, 0]) + language + b"\0" + translated + b"\0" + data)


RAW, APP1, XMP = b"Raw profile type exif", b"Raw profile type APP1", b"XML:com.adobe.xmp"


def attribute(number):
    return b'<x:xmpmeta><rdf:Description tiff:Orientation="%d"/></x:xmpmeta>' % number


def element(number):
    return b"<x><tiff:Orientation>%d</tiff:Orientation></x>" % number


for number in range(10):
    png(f"text-{number}", text(RAW, raw(exif(number))))
    png(f"packed-{number}", packed(RAW, raw(exif(number, "<"))))
png("international", international(RAW, raw(exif(6))))
png("international-packed", international(RAW, raw(exif(6)), 1))
png("app1", packed(APP1, raw(exif(6), b"APP1")))
png("xmp-attribute", international(XMP, attribute(6)))
png("xmp-element-packed", international(XMP, element(5), 1))
png("xmp-attribute-packed", international(XMP, attribute(8), 1))
png("xmp-single-quotes", international(XMP, attribute(6).replace(b'"', b"'")))
png("xmp-no-utf8", international(XMP, b"\xff" + attribute(6), 1))
png("xmp-twice-second-no-utf8", international(XMP, attribute(6)) + international(XMP, b"\xff" + attribute(3)))
png("xmp-twice", international(XMP, attribute(6)) + international(XMP, attribute(3)))
png("xmp-language", international(XMP, attribute(6), 0, b"en", b"abc"))
png("xmp-as-text", text(XMP, attribute(6)))
png("xmp-as-packed-text", packed(XMP, attribute(7)))
png("exif-as-text", text(b"exif", exif(6)))
png("chunk-before-text", chunk(b"eXIf", exif(6)) + text(RAW, raw(exif(3))))
png("text-before-chunk", text(RAW, raw(exif(3))) + chunk(b"eXIf", exif(6)))
png("text-and-xmp", text(RAW, raw(exif(3))) + international(XMP, attribute(6)))
png("two-texts", text(RAW, raw(exif(3))) + text(RAW, raw(exif(6))))
png("chunk-says-nothing", chunk(b"eXIf", tiff(">")) + international(XMP, attribute(6)) + text(RAW, raw(exif(3))))
for where, note in (("text", text(RAW, raw(exif(6)))), ("xmp", international(XMP, attribute(6), 1)), ("chunk", chunk(b"eXIf", exif(6)))):
    png(f"behind-{where}", b"", note)
png("behind-wins", chunk(b"eXIf", exif(3)), chunk(b"eXIf", exif(6)))
png("behind-text-loses", chunk(b"eXIf", exif(6)), text(RAW, raw(exif(3))))
bad = text(RAW, raw(exif(6)))
png("behind-wrong-checksum", b"", bad[:-1] + bytes([bad[-1] ^ 1]))
png("short-lines", text(RAW, raw(exif(6), width=10)))
png("capital-digits", text(RAW, raw(exif(6)).upper()))
png("wrong-length", text(RAW, raw(exif(6)).replace(b"      32", b"     999")))
png("line-ends", text(RAW, raw(exif(6)).replace(b"\n", b"\r\n")))
png("empty-text", text(RAW, b"") + international(XMP, attribute(3)))
png("no-digits", text(RAW, raw(exif(6)).replace(b"4d", b"zz")))
png("odd-digits", text(RAW, raw(exif(6))[:-2]))
png("no-structure", text(RAW, raw(b"garbage!")))
png("packed-garbage", chunk(b"zTXt", RAW + b"\0\0garbage") + international(XMP, attribute(3)))
png("packed-cut", chunk(b"zTXt", RAW + b"\0\0" + zlib.compress(raw(exif(6)))[:-6]))
png("packed-wrong-sum", chunk(b"zTXt", RAW + b"\0\0" + zlib.compress(raw(exif(6)))[:-4] + b"abcd"))
png("largest", packed(RAW, (raw(exif(6)) + b"\n" * (1 << 20))[: 1 << 20]))
png("chunk-garbage", chunk(b"eXIf", b"garbage!garbage!"))
png("chunk-short", chunk(b"eXIf", b"MM\0*"))
png("chunk-outside", chunk(b"eXIf", b"MM\0*\0\0\xff\xff") + international(XMP, attribute(3)))
png("chunk-two-prefixes", chunk(b"eXIf", b"Exif\0\0" * 2 + exif(6)))
for kind, value in ((1, b"\6\0\0\0"), (2, b"6\0\0\0"), (6, b"\6\0\0\0"), (7, b"\6\0\0\0"), (8, b"\0\6\0\0"), (9, b"\0\0\0\6"), (11, struct.pack(">f", 6)), (13, b"\0\0\0\6"), (99, b"\0\0\0\6")):
    png(f"type-{kind}", chunk(b"eXIf", tiff(">", entry(">", value, kind))) + international(XMP, attribute(3)))
for kind, value in ((5, struct.pack(">II", 12, 2)), (10, struct.pack(">ii", 6, 1)), (12, struct.pack(">d", 6)), (16, struct.pack(">Q", 6))):
    png(f"type-{kind}", chunk(b"eXIf", tiff(">", entry(">", struct.pack(">I", 26), kind), behind=value)))
png("three-values", chunk(b"eXIf", tiff(">", entry(">", struct.pack(">I", 26), 3, 3), behind=struct.pack(">HHH", 6, 3, 3))))
png("no-value", chunk(b"eXIf", tiff(">", entry(">", b"\0\6\0\0", 3, 0))) + international(XMP, attribute(3)))
png("two-entries", chunk(b"eXIf", tiff(">", entry(">", b"\0\6\0\0"), entry(">", b"\0\3\0\0"))))
png("outside-before", chunk(b"eXIf", tiff(">", entry(">", struct.pack(">I", 99), 2, 4000, 0x10F), entry(">", b"\0\6\0\0"))))
png("outside-behind", chunk(b"eXIf", tiff(">", entry(">", b"\0\6\0\0"), entry(">", struct.pack(">I", 99), 2, 4000, 0x10F))))


def segment(data):
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def jpeg(name, *segments):
    write(name + ".jpg", JPEG[:2] + b"".join(segments) + JPEG[2:])


NAMESPACE = b"http://ns.adobe.com/xap/1.0/\0"
jpeg("xmp-element", segment(NAMESPACE + element(6)))
jpeg("xmp-twice", segment(NAMESPACE + attribute(6)), segment(NAMESPACE + attribute(3)))
jpeg("exif-says-nothing", segment(b"Exif\0\0" + tiff(">")), segment(NAMESPACE + attribute(6)))
jpeg("exif-twice", segment(b"Exif\0\0" + exif(6)), segment(b"Exif\0\0" + exif(3)))
jpeg("exif-in-two", segment(b"Exif\0\0" + exif(6)[:14]), segment(b"Exif\0\0" + exif(6)[14:]))
jpeg("exif-garbage", segment(b"Exif\0\0garbage!"), segment(NAMESPACE + attribute(6)))
end = JPEG.rfind(b"\xff\xd9")
write("exif-behind-samples.jpg", JPEG[:end] + segment(b"Exif\0\0" + exif(6)) + JPEG[end:])
tables = JPEG.find(b"\xff\xc4")
write("no-tables.jpg", JPEG[:tables] + JPEG[JPEG.find(b"\xff\xda") :])


def piece(kind, data):
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) & 1)


def webp(name, *pieces):
    body = b"WEBP" + b"".join(pieces)
    write(name + ".webp", b"RIFF" + struct.pack("<I", len(body)) + body)


def extended(flags):
    return piece(b"VP8X", bytes([flags, 0, 0, 0, 6, 0, 0, 4, 0, 0]))


bits, note, packet = WEBP[12:], piece(b"EXIF", exif(6)), piece(b"XMP ", attribute(3))
webp("exif", extended(8), bits, note)
webp("exif-unannounced", extended(0), bits, note)
webp("exif-not-extended", bits, note)
webp("exif-twice", extended(8), bits, note, piece(b"EXIF", exif(3)))
webp("exif-and-xmp", extended(12), bits, note, packet)
webp("xmp-twice", extended(4), bits, packet, piece(b"XMP ", attribute(6)))
webp("xmp-unannounced", extended(0), bits, packet)
out = encoded("GIF")
colors = 13 + 3 * (2 << (out[10] & 7))
write("xmp.gif", b"GIF89a" + out[6:colors] + b"\x21\xff\x0bXMP DataXMP" + attribute(6) + b"\1" + bytes(range(255, -1, -1)) + b"\0" + out[colors:])


def sha(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def opened(data):
    return Image.open(io.BytesIO(data), formats=FORMATS)


with open("notes.tsv", "w") as table:
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        try:
            image = ImageOps.exif_transpose(opened(data)).convert("RGB")
            print(file.name, *image.size, sha(image), sep="\t", file=table)
        except Exception:
            print(file.name, *opened(data).size, "upright", sep="\t", file=table)

FILES = """420.jpg 444.jpg 420-progressive.jpg restart.jpg gray.jpg cmyk.jpg rgb.png palette4.png interlaced.png gray1.png
sixteen-bits-2.png rgba.png lossy.webp lossless.webp alpha.webp animated.webp animated-alpha.webp animated-part.webp palette.gif
interlaced.gif animated.gif smaller-frame.gif 24.bmp 8.bmp 1.bmp 16.bmp""".split()
chance = random.Random(7)
with open("damaged.tsv", "w") as table:
    for name in FILES:
        whole = (Path("pictures") / name).read_bytes()
        size = len(whole)
        damages = [f"cut {size - 1 - 2 * i}" for i in range(5)] + [f"cut {chance.randrange(4, size)}" for _ in range(8)]
        for i in range(27):
            places = [chance.randrange(12, size) for _ in range(1 if i < 18 else chance.randrange(2, 6))]
            damages.append("set " + " ".join(f"{at}={chance.randrange(256) if i >= 18 else whole[at] ^ 1 << chance.randrange(8)}" for at in places))
        for damage in damages:
            verb, *values = damage.split()
            data = bytearray(whole)
            if verb == "cut":
                del data[int(values[0]) :]
            for value in values if verb == "set" else ():
                at, byte = value.split("=")
                data[int(at)] = int(byte)
            try:
                found = sha(ImageOps.exif_transpose(opened(bytes(data))).convert("RGB"))[:16]
                print(name, damage, "accepted" if name.endswith(".jpg") else found, sep="\t", file=table)
            except Exception:
                print(name, damage, "refused", sep="\t", file=table)
