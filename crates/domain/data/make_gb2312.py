"""Writes gb2312_hanzi.txt and prints the line that `quwei::tests` expects of all of Unicode.

    python make_gb2312.py

Both come from Python's own codecs, which know nothing of ours. The table has one line for each of
the rows 16 to 87, its characters in the order of their cells.
"""
import hashlib
import pathlib
import unicodedata

lines = []
for row in range(16, 88):
    characters = ""
    for cell in range(1, 95):
        try:
            characters += bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312")
        except UnicodeDecodeError:
            pass
    lines.append(characters)
pathlib.Path(__file__).with_name("gb2312_hanzi.txt").write_text("\n".join(lines) + "\n", "utf-8")


def repertoire(code):
    """0 GB 2312, 1 GBK, 2 GB 18030 only, 3 outside."""
    character = chr(code)
    if code in (0x00B7, 0x2014):
        return 0  # A1A4 and A1AA as GBK and every machine read them; the strict codec differs.
    if code in (0x30FB, 0x2015):
        return 1 if code == 0x2015 else 2
    for at, codec in enumerate(("gb2312", "gbk")):
        try:
            character.encode(codec)
            return at
        except UnicodeEncodeError:
            pass
    private = unicodedata.category(character) == "Co"
    no_character = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return 3 if private or no_character else 2


scalars = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
places = bytes(repertoire(code) for code in scalars)
counts = [places.count(place) for place in range(4)]
print(counts, list(hashlib.sha256(places).digest()[:8]))
