"""The same work as `examples/throughput.rs`, by MediaPipe and OpenCV, to be run beside it.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python twin.py FOLDER PROCESSES REPEATS [assess|portrait]

Attention mesh (detection included), selfie segmentation, hair top, crop, background,
480 x 640 JPEG between 20 and 40 KB. What differs from the engine, each in the twin's favour
or neutral: no other faces are looked for, the mask is run once on the whole picture, the
crop is taken at face width 240 and hair top 80 without a search, the background is read in
grey, and INTER_AREA shrinks where the engine uses Catmull-Rom. Reading files is outside the
time on both sides; so are imports and the loading of models. With `portrait` the background
is left out, as `throughput` leaves out all its measures.
"""

import json
import os
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path

os.environ["GLOG_minloglevel"] = "3"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import cv2
import numpy as np

WIDTH, HEIGHT = 480, 640
BYTES_MIN, BYTES_TARGET, BYTES_MAX = 20480, 30720, 40960
ENOUGH_PX = 640
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
LIDS = (((33, 133), ((159, 145), (158, 153), (160, 144))),
        ((362, 263), ((386, 374), (385, 380), (387, 373))))


def jpeg_size(data):
    """Width and height from the start-of-frame segment."""
    at = 2
    while True:
        marker, length = data[at + 1], (data[at + 2] << 8) | data[at + 3]
        if 0xC0 <= marker <= 0xC2:
            return (data[at + 7] << 8) | data[at + 8], (data[at + 5] << 8) | data[at + 6]
        at += 2 + length


def decode(data):
    """RGB pixels, reduced as far as the shorter side stays long enough."""
    short = min(jpeg_size(data))
    divisor = next((d for d in (8, 4, 2) if short // d >= ENOUGH_PX), 1)
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), REDUCED[divisor])
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def measure(points):
    """Eye line, middle, face width, roll, eye openness and mouth gap."""
    def gap(a, b):
        return float(np.hypot(*(points[a] - points[b])))

    eyes = (points[468] + points[473]) / 2
    down, right = (points[473] - points[468])[::-1]
    openness = min(
        sum(gap(*lid) for lid in lids) / 3 / gap(*corners) for corners, lids in LIDS)
    mouth = max(gap(13, 14), gap(82, 87), gap(312, 317))
    mouth /= float(np.hypot(*(points[152] - eyes)))
    middle = float(points[234][0] + points[454][0]) / 2
    return eyes, middle, gap(234, 454), float(np.degrees(np.arctan2(down, right))), openness, mouth


def hair_top(mask, middle, reach):
    """First row of which the person covers 3 % between two columns."""
    strip = mask[:, max(0, int(middle - reach)):int(middle + reach)] > 0.5
    rows = np.nonzero(strip.mean(axis=1) >= 0.03)[0]
    return float(rows[0]) if len(rows) else 0.0


def encode(portrait):
    """A JPEG near the target, by bisection over the quality."""
    low, high, quality, best = 60, 95, 80, None
    while low <= high:
        data = cv2.imencode(".jpg", portrait, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        if best is None or abs(len(data) - BYTES_TARGET) < abs(len(best) - BYTES_TARGET):
            best = data
        if abs(len(data) - BYTES_TARGET) <= 0.15 * BYTES_TARGET:
            break
        low, high = (quality + 1, high) if len(data) < BYTES_TARGET else (low, quality - 1)
        quality = (low + high) // 2
    return best


def background(portrait, mask):
    """Median and spread of the wall."""
    small = cv2.resize(portrait, (120, 160), interpolation=cv2.INTER_AREA)
    nobody = cv2.resize(mask, (120, 160), interpolation=cv2.INTER_NEAREST) < 0.1
    clear = cv2.erode(nobody.astype(np.uint8), np.ones((5, 5))) > 0
    wall = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[clear]
    return (np.median(wall), np.percentile(wall, 95)) if len(wall) else None


def process(data, mesh, segmentation, measured=True):
    """One file, from bytes to bytes; None without a face."""
    image = decode(data)
    height, width = image.shape[:2]
    found = mesh.process(image).multi_face_landmarks
    if not found:
        return None
    points = np.array([(p.x * width, p.y * height) for p in found[0].landmark])
    eyes, middle, face_width, *_ = measure(points)
    mask = segmentation.process(image).segmentation_mask
    reach = 0.6 * float(np.hypot(*(points[473] - points[468])))
    top = hair_top(mask, middle, reach)
    scale = max(240 / face_width, WIDTH / width, HEIGHT / height)
    x = min(max(0.0, middle - WIDTH / 2 / scale), width - WIDTH / scale)
    y = min(max(0.0, top - 80 / scale), height - HEIGHT / scale)
    x0, y0 = int(x), int(y)
    x1, y1 = int(round(x + WIDTH / scale)), int(round(y + HEIGHT / scale))
    cut, cut_mask = image[y0:y1, x0:x1], mask[y0:y1, x0:x1]
    shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    portrait = cv2.resize(cut, (WIDTH, HEIGHT), interpolation=shrink)
    if measured:
        background(portrait, cut_mask)
    return encode(cv2.cvtColor(portrait, cv2.COLOR_RGB2BGR))


def work(files, repeats, measured, ready, go, results):
    import mediapipe as mp
    cv2.setNumThreads(1)
    mesh = mp.solutions.face_mesh.FaceMesh(
        static_image_mode=True, max_num_faces=1, refine_landmarks=True)
    segmentation = mp.solutions.selfie_segmentation.SelfieSegmentation(model_selection=0)
    process(files[0], mesh, segmentation, measured)
    ready.release()
    go.wait()
    started, written = time.process_time(), 0
    for _ in range(repeats):
        for data in files:
            written += process(data, mesh, segmentation, measured) is not None
    used = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put((used, written, peak))


def main():
    folder, processes, repeats = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    measured = sys.argv[4:] != ["portrait"]
    files = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    context = get_context("spawn")
    ready, go, results = context.Semaphore(0), context.Event(), context.Queue()
    workers = [
        context.Process(target=work, args=(files[i::processes], repeats, measured, ready, go, results))
        for i in range(processes)
    ]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    started = time.perf_counter()
    go.set()
    answers = [results.get() for _ in workers]
    wall = time.perf_counter() - started
    total = len(files) * repeats
    cpu, written, peak = (sum(answer[k] for answer in answers) for k in range(3))
    print(json.dumps({
        "pictures": total, "processes": processes, "pictures_per_s": total / wall,
        "cpu_ms": cpu * 1000 / total, "peak_mb": peak, "written": written}))


if __name__ == "__main__":
    main()
