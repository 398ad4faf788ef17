"""The app's two icons, drawn from the product's mark: `python bot/tools/teams/draw.py` writes them anew.

The shapes are those of the mark's SVG, in its units. They are committed as files, because zlib's output may differ
between machines and the package may not.
"""

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
COLOR: Final = "color.png"
OUTLINE: Final = "outline.png"
COLOR_SIZE: Final = 192
OUTLINE_SIZE: Final = 32

Colour = tuple[int, int, int]
Distance = Callable[[float, float], float]
"""How far a point is from a shape's edge; negative within."""
Layer = tuple[Distance, Colour]

NIGHT: Final[Colour] = (0x12, 0x34, 0x3B)
SAFFRON: Final[Colour] = (0xF2, 0xB1, 0x34)
WHITE: Final[Colour] = (0xFF, 0xFF, 0xFF)

HORN: Final = ((6.0, 13.5), (6.0, 18.5), (10.0, 18.5), (22.0, 24.5), (22.0, 7.5), (10.0, 13.5))
HANDLE: Final = ((11.0, 19.5), (12.6, 25.5), (15.8, 25.5), (14.3, 21.1))
SOUND: Final = (22.372, 16.0, 4.5, math.asin(3.5 / 4.5))
"""Centre, radius and half the angle of the sound wave."""
MIDDLE: Final = (16.7, 16.5)
"""The middle of the mark, which is the middle of each icon."""


def color_icon() -> bytes:
    """Draw the mark on its own ground, within the 120 pixels that no client cuts off."""
    layers = ((_polygon(HORN), SAFFRON), (_line(HANDLE, 2.0), SAFFRON), (_wave(2.2), WHITE))
    rows = _painted(COLOR_SIZE, 120 / 23, layers, NIGHT)
    return _png(COLOR_SIZE, rows, has_alpha=False)


def outline_icon() -> bytes:
    """Draw the mark's contours in white on nothing."""
    contour = (*HORN, HORN[0])
    layers = ((_line(contour, 1.8), WHITE), (_line(HANDLE, 1.8), WHITE), (_wave(1.8), WHITE))
    rows = _painted(OUTLINE_SIZE, 30 / 23.5, layers, None)
    return _png(OUTLINE_SIZE, rows, has_alpha=True)


def _painted(size: int, scale: float, layers: tuple[Layer, ...], ground: Colour | None) -> Iterator[bytes]:
    """Give the rows of pixels. Without a ground all layers are white, and what they cover is the alpha."""
    for y in range(size):
        row = bytearray()
        for x in range(size):
            at_x = (x + 0.5 - size / 2) / scale + MIDDLE[0]
            at_y = (y + 0.5 - size / 2) / scale + MIDDLE[1]
            cover = [min(max(0.5 - distance(at_x, at_y) * scale, 0.0), 1.0) for distance, _ in layers]
            if ground is None:
                row += bytes((*WHITE, round(255 * max(cover))))
                continue
            pixel = ground
            for part, (_, colour) in zip(cover, layers, strict=True):
                pixel = _mixed(pixel, colour, part)
            row += bytes(pixel)
        yield bytes(row)


def _mixed(under: Colour, over: Colour, part: float) -> Colour:
    red, green, blue = (round(low + (high - low) * part) for low, high in zip(under, over, strict=True))
    return red, green, blue


def _polygon(points: tuple[tuple[float, float], ...]) -> Distance:
    edge = _line((*points, points[0]), 0.0)

    def distance(x: float, y: float) -> float:
        is_within = False
        for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                is_within = not is_within
        return -edge(x, y) if is_within else edge(x, y)

    return distance


def _line(points: tuple[tuple[float, float], ...], width: float) -> Distance:
    """A pen of that width drawn along the points, round at its ends and corners."""
    pieces = tuple(pairwise(points))

    def distance(x: float, y: float) -> float:
        nearest = math.inf
        for (ax, ay), (bx, by) in pieces:
            dx, dy = bx - ax, by - ay
            along = min(max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
            nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
        return nearest - width / 2

    return distance


def _wave(width: float) -> Distance:
    cx, cy, radius, half = SOUND
    tip_x, tip_y = radius * math.cos(half), radius * math.sin(half)

    def distance(x: float, y: float) -> float:
        right, down = x - cx, abs(y - cy)
        if math.atan2(down, right) <= half:
            return abs(math.hypot(right, down) - radius) - width / 2
        return math.hypot(right - tip_x, down - tip_y) - width / 2

    return distance


def _png(size: int, rows: Iterator[bytes], *, has_alpha: bool) -> bytes:
    """Write a PNG of eight bits a channel. https://www.w3.org/TR/png/"""
    head = struct.pack(">IIBBBBB", size, size, 8, 6 if has_alpha else 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    (FOLDER / COLOR).write_bytes(color_icon())
    (FOLDER / OUTLINE).write_bytes(outline_icon())
