"""Just enough PNG for one-coloured test images, so that the suite needs no imaging library."""

import struct
import zlib

SIDE = 32
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def solid(color: tuple[int, int, int]) -> bytes:
    """A 32x32 RGB image of one colour."""
    rows = (b"\x00" + bytes(color) * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def first_pixel(data: bytes) -> tuple[int, int, int]:
    """RGB of the upper left pixel: it has no neighbours, so no filter changes it."""
    assert data.startswith(_SIGNATURE)
    at, packed = len(_SIGNATURE), b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    pixels = zlib.decompress(packed)
    return pixels[1], pixels[2], pixels[3]


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
