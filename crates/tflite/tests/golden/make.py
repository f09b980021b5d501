"""Writes the golden outputs beside this file: what the reference runtimes make of a drawn picture.

The detector and the mask come from LiteRT:
    python3 -m venv /tmp/litert && /tmp/litert/bin/pip install ai-edge-litert==2.3.0 numpy==2.4.6
    /tmp/litert/bin/python crates/tflite/tests/golden/make.py litert
The attention mesh has custom operators that LiteRT lacks; it comes from MediaPipe's own graph:
    python3.11 -m venv /tmp/mediapipe
    /tmp/mediapipe/bin/pip install mediapipe==0.10.21
    /tmp/mediapipe/bin/python crates/tflite/tests/golden/make.py mediapipe

The picture is whole-number arithmetic and is drawn again by tests/picture/mod.rs. A golden file
holds every k-th value of each output and the sum of all.
"""

import csv
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parents[3] / "models"
MOST_VALUES = 200


def picture(side):
    """A face of ellipses with some noise, `side` × `side` × 3 bytes."""
    # Centre and radii in 192nds of the side, then the colour; later ones lie on top.
    ellipses = [
        (96, 80, 62, 70, (60, 45, 40)),  # hair
        (96, 100, 48, 62, (225, 180, 155)),  # face
        (76, 88, 11, 6, (250, 250, 250)),  # eyes
        (116, 88, 11, 6, (250, 250, 250)),
        (76, 88, 5, 6, (40, 30, 30)),  # irises
        (116, 88, 5, 6, (40, 30, 30)),
        (76, 76, 13, 3, (60, 45, 40)),  # brows
        (116, 76, 13, 3, (60, 45, 40)),
        (96, 112, 6, 10, (205, 155, 130)),  # nose
        (96, 134, 18, 6, (180, 80, 85)),  # mouth
    ]
    pixels = np.empty((side, side, 3), np.uint8)
    state = 1
    for y in range(side):
        for x in range(side):
            colour = (200, 215, 235)
            for cx, cy, rx, ry, inside in ellipses:
                dx, dy = (192 * x - cx * side) * ry, (192 * y - cy * side) * rx
                if dx * dx + dy * dy <= (rx * ry * side) ** 2:
                    colour = inside
            for c in range(3):
                state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                pixels[y, x, c] = max(0, min(255, colour[c] + (state >> 28) - 8))
    return pixels


def write(name, outputs):
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["output", "index", "value"])
        for number, values in enumerate(outputs):
            values = np.asarray(values, np.float32).ravel()
            step = -(-len(values) // MOST_VALUES) | 1
            for index in range(0, len(values), step):
                rows.writerow([number, index, repr(float(values[index]))])
            rows.writerow([number, "sum", repr(float(values.astype(np.float64).sum()))])


def litert(name, side, centred):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(MODELS / f"{name}.tflite"), num_threads=1)
    interpreter.allocate_tensors()
    levels = picture(side).astype(np.float32)
    values = levels / np.float32(127.5) - np.float32(1) if centred else levels / np.float32(255)
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], values[None])
    interpreter.invoke()
    details = interpreter.get_output_details()
    write(name, [interpreter.get_tensor(output["index"]) for output in details])


GRAPH = """
input_stream: "image"
%s
node {
  calculator: "ImageToTensorCalculator"
  input_stream: "IMAGE:image"
  output_stream: "TENSORS:input"
  options: { [mediapipe.ImageToTensorCalculatorOptions.ext] {
    output_tensor_width: 192
    output_tensor_height: 192
    output_tensor_float_range { min: 0.0 max: 1.0 }
  } }
}
node {
  calculator: "TfLiteCustomOpResolverCalculator"
  output_side_packet: "OP_RESOLVER:op_resolver"
}
node {
  calculator: "InferenceCalculator"
  input_side_packet: "OP_RESOLVER:op_resolver"
  input_stream: "TENSORS:input"
  output_stream: "TENSORS:output"
  options: { [mediapipe.InferenceCalculatorOptions.ext] {
    model_path: "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite"
    delegate { xnnpack { num_threads: 1 } }
  } }
}
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "output"
  %s
  options: { [mediapipe.SplitVectorCalculatorOptions.ext] { %s } }
}
%s
"""


def mediapipe(name):
    import mediapipe

    numbers = range(7)
    floats = """
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:part_%d"
  output_stream: "FLOATS:floats_%d"
}"""
    config = GRAPH % (
        "\n".join(f'output_stream: "floats_{i}"' for i in numbers),
        "\n".join(f'output_stream: "part_{i}"' for i in numbers),
        " ".join(f"ranges: {{ begin: {i} end: {i + 1} }}" for i in numbers),
        "".join(floats % (i, i) for i in numbers),
    )
    # Graphs find the models of the wheel below this folder.
    root = pathlib.Path(mediapipe.__file__).resolve().parents[1]
    mediapipe.resource_util.set_resource_dir(str(root))
    graph = mediapipe.CalculatorGraph(graph_config=config)
    outputs = {}
    for i in numbers:
        get = mediapipe.packet_getter.get_float_list
        graph.observe_output_stream(
            f"floats_{i}", lambda _, packet, i=i: outputs.update({i: get(packet)})
        )
    graph.start_run()
    image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture(192))
    packet = mediapipe.packet_creator.create_image(image).at(0)
    graph.add_packet_to_input_stream("image", packet)
    graph.close_all_packet_sources()
    graph.wait_until_done()
    write(name, [outputs[i] for i in numbers])


if sys.argv[1:] == ["litert"]:
    litert("face_detection_short_range", 128, centred=True)
    litert("selfie_segmentation", 256, centred=False)
elif sys.argv[1:] == ["mediapipe"]:
    mediapipe("face_landmark_with_attention")
else:
    sys.exit(__doc__)
