"""The app's icons in Teams are what Teams asks for: read pixel by pixel."""

import re
import struct
import zlib
from pathlib import Path

import pytest

from bot.tools.teams.draw import COLOR, FOLDER, NIGHT, OUTLINE, SAFFRON, color_icon, outline_icon

MARK = Path(__file__).parents[2] / "sandbox" / "static" / "favicon.svg"


def pixels(png: bytes) -> tuple[tuple[int, int, int, int], list[bytes]]:
    """Read a PNG without filters: width, height, bit depth and colour type, and its rows."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    head, data, position = b"", b"", 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        kind, content = png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        assert struct.unpack(">I", png[position + 8 + length : position + 12 + length]) == (
            zlib.crc32(kind + content),
        )
        head, data = head or content, data + (content if kind == b"IDAT" else b"")
        position += 12 + length
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", head)
    raw, stride = zlib.decompress(data), 1 + width * {2: 3, 6: 4}[colour]
    rows = [raw[start : start + stride] for start in range(0, len(raw), stride)]
    assert len(rows) == height
    assert {row[0] for row in rows} == {0}
    return (width, height, depth, colour), [row[1:] for row in rows]


def test_the_colour_icon_is_192_pixels_wide_and_opaque_with_its_mark_where_nothing_is_cut_off():
    facts, rows = pixels((FOLDER / COLOR).read_bytes())
    assert facts == (192, 192, 8, 2)
    ground = bytes(NIGHT)
    inked = [(x, y) for y, row in enumerate(rows) for x in range(192) if row[3 * x : 3 * x + 3] != ground]
    assert bytes(SAFFRON) in {rows[y][3 * x : 3 * x + 3] for x, y in inked}
    for axis in zip(*inked, strict=True):
        assert min(axis) >= 36
        assert max(axis) < 156


def test_the_outline_icon_is_32_pixels_wide_white_and_otherwise_transparent():
    facts, rows = pixels((FOLDER / OUTLINE).read_bytes())
    assert facts == (32, 32, 8, 6)
    dots = [row[start : start + 4] for row in rows for start in range(0, 128, 4)]
    assert {dot[:3] for dot in dots} == {b"\xff\xff\xff"}
    alphas = [dot[3] for dot in dots]
    assert alphas.count(0) > len(alphas) / 2
    assert 40 < alphas.count(255) < len(alphas) / 3
    border = [*rows[0][3::4], *rows[-1][3::4], *(row[3] for row in rows), *(row[-1] for row in rows)]
    assert set(border) == {0}


@pytest.mark.parametrize(("name", "draw"), [(COLOR, color_icon), (OUTLINE, outline_icon)])
def test_the_icons_are_what_their_script_draws(name: str, draw):
    facts, rows = pixels((FOLDER / name).read_bytes())
    drawn_facts, drawn = pixels(draw())
    assert facts == drawn_facts
    # Another machine's arithmetic may round one step elsewhere.
    assert (
        max(
            abs(one - other)
            for row, again in zip(rows, drawn, strict=True)
            for one, other in zip(row, again, strict=True)
        )
        <= 1
    )


def test_the_icons_have_the_colours_of_the_mark():
    colours = set(re.findall(r"#[0-9a-f]{6}", MARK.read_text(encoding="utf-8")))
    assert colours == {f"#{bytes(NIGHT).hex()}", f"#{bytes(SAFFRON).hex()}"}
