"""Spoils drawn mark cards with Augraphy, which nobody here wrote.

Usage: spoil.py FOLDER. Reads FOLDER/drawn/*.png, writes FOLDER/<fault>/*.jpg; the same cards and the
same versions give the same pictures.
"""

import random
import sys
from pathlib import Path

import matplotlib.font_manager  # noqa: F401  Augraphy's WaterMark needs it to be loaded first
import augraphy
import cv2
import numpy as np

# The draws before were looked at while the reader was mended.
FIRST = 500

# Each class with its own defaults; only what decides whether it happens at all is set.
SINGLE = [
    "ShadowCast",
    "LightingGradient",
    "Folding",
    "BadPhotoCopy",
    "Stains",
    "LowLightNoise",
    "Jpeg",
    "DirtyDrum",
    "DirtyRollers",
    "InkBleed",
    "SubtleNoise",
]


def fault(name):
    """A function from picture to picture."""
    if name == "default pipeline":
        return augraphy.default_augraphy_pipeline()
    return getattr(augraphy, name)(p=1)


def spoil(name, number, picture):
    """One card. Where the pipeline wants a font from the network and has none, the next draw."""
    for draw in range(20):
        seed = FIRST + number + 1000 * draw
        random.seed(seed)
        np.random.seed(seed)
        cv2.setRNGSeed(seed)
        try:
            return fault(name)(picture.copy())
        except IndexError as error:
            print(f"{name} {number}: {error}; drawn again", file=sys.stderr)
    sys.exit(f"{name} {number}: 20 draws failed")


def main(folder):
    drawn = sorted((folder / "drawn").glob("*.png"))
    if not drawn:
        sys.exit(f"no cards in {folder / 'drawn'}")
    for name in [*SINGLE, "default pipeline"]:
        (folder / name).mkdir(exist_ok=True)
        for number, path in enumerate(drawn):
            spoiled = spoil(name, number, cv2.imread(str(path)))
            target = folder / name / f"{path.stem}.jpg"
            if not cv2.imwrite(str(target), spoiled, [cv2.IMWRITE_JPEG_QUALITY, 90]):
                sys.exit(f"{target} was not written")
        print(name, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
