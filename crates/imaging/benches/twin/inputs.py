"""Makes the other inputs of the comparison out of a folder of portraits.

    venv/bin/python inputs.py FOLDER SMALL LARGE

SMALL gets every portrait cut to 3:4 and shrunk to 480 x 640, quality 92. LARGE gets three of them
enlarged to the 24 megapixels of a camera, 4240 x 5653, with noise of seven levels so that its file
is as heavy as a camera's; the texture is therefore made, and so is the speed of its entropy
decoding.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

SMALL, LARGE = (480, 640), (4240, 5653)
QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 92]


def upright(image):
    """The middle of an image, three wide and four high."""
    height, width = image.shape[:2]
    wide = min(width, height * 3 // 4)
    high = wide * 4 // 3
    x, y = (width - wide) // 2, (height - high) // 2
    return image[y:y + high, x:x + wide]


def main():
    source, small, large = map(Path, sys.argv[1:4])
    small.mkdir(parents=True, exist_ok=True)
    large.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(1)
    for index, path in enumerate(sorted(source.glob("*.jpg"))):
        portrait = upright(cv2.imread(str(path)))
        shrunk = cv2.resize(portrait, SMALL, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(small / path.name), shrunk, QUALITY)
        if index < 3:
            grown = cv2.resize(portrait, LARGE, interpolation=cv2.INTER_CUBIC)
            noisy = grown + dice.normal(0, 7, grown.shape).astype(np.float32)
            noisy = np.clip(noisy, 0, 255).astype(np.uint8)
            cv2.imwrite(str(large / path.name), noisy, QUALITY)


if __name__ == "__main__":
    main()
