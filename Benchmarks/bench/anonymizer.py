# SPDX-License-Identifier: Apache-2.0
"""The video anonymizer's worker on real clips: what a referee's network still sees, how fast, in how much memory, how near the picture."""
import json
import os
import subprocess

from .place import BINARIES, ROOT, fresh
from .process import run
from .report import Row

WORKER = os.path.join(BINARIES, "vedette-anonymizer")
BENCH = os.path.join(BINARIES, "anonymizerbench")
FIXED = {"vtest": "vtest-480x360.avi", "highway": "highway-fixed-video1.avi"}
MOVING = {"Udacity": "udacity-dashcam-test_video.mp4", "dashcam": "dashcam-highway.mp4"}
#: A clip of ours: the only ground without a vehicle.
STREET = os.path.join(ROOT, "sample-logs/street.mp4")
#: The referee looks at every so many frames; none is a multiple of the three frames between two looks of the detectors.
EVERY = {"vtest": 5, "highway": 5, "Udacity": 2, "dashcam": 5}


def measure():
    return list(rows())


def rows():
    data = os.path.join(os.environ.get("VEDETTE_SHARED") or os.path.join(ROOT, "../shared"), "data/video")
    if not os.path.isdir(data) or not os.access(WORKER, os.X_OK):
        yield Row("anonymizer", "nothing was measured", None, "", notes="no shared clips, or no worker: it needs OpenCV")
        return
    build()
    weights = os.path.join(data, "weights")
    models = [f"{name}={weights}/{file}.cfg,{weights}/{file}.weights" for name, file in
              (("xl", "yolo-fastest-1.1-xl"), ("body", "yolo-fastest-1.1_body"))]
    folder = fresh("anonymizer")
    verdicts = {}
    for name, file in (FIXED | MOVING).items():
        clip = os.path.join(data, "videos", file)
        verdicts[name] = job(folder, name, clip, models, weights)
        yield from with_weights(name, *verdicts[name])
    for name, file in FIXED.items():
        verdict, report, cost = job(folder, f"{name}-bare", os.path.join(data, "videos", file), [], weights)
        yield Row("anonymizer", f"{name}, no weights: moving referee boxes masked",
                  100 * verdict["movingCovered"] / max(1, verdict["moving"]), "%", 90,
                  f"{verdict['movingCovered']} of {verdict['moving']}; {rate(report, cost):.0f} frames/s; of all {verdict['covered']} of {verdict['boxes']}",
                  {"verdict": verdict, "report": report}, is_floor=True)
    yield from filled(folder, "the drawn street", STREET, models, 30)
    # Vans that stand in it are masked too, and never known: no clean ground.
    yield from filled(folder, "vtest and its parked vans", os.path.join(data, "videos", FIXED["vtest"]), models, None)


def with_weights(name, verdict, report, cost):
    fixed = name in FIXED
    detail = {"verdict": verdict, "report": report}
    yield Row("anonymizer", f"{name}: referee boxes masked", 100 * verdict["covered"] / max(1, verdict["boxes"]), "%",
              98 if fixed else 95, f"{verdict['covered']} of {verdict['boxes']} on {verdict['looked']} frames", detail, is_floor=True)
    yield Row("anonymizer", f"{name}: referee boxes in the output", verdict["residual"], "", 0,
              f"{verdict['residualSame']} where it saw something in the input", {"left": verdict["left"]})
    yield Row("anonymizer", f"{name}: frames a second, whole process", rate(report, cost), "/s", 12 if name == "vtest" else None,
              f"{report['framesOut']} frames, {cost.cpu:.1f} CPU-s in {cost.wall:.1f} s", is_floor=True)
    yield Row("anonymizer", f"{name}: peak memory", cost.peak / 2**20, "MiB", 600)
    yield Row("anonymizer", f"{name}: pixels that are not masked, against the input", verdict["psnr"], "dB", 38,
              f"{100 * verdict['maskedShare']:.0f} % of all pixels are masked", is_floor=True)


def filled(folder, scene, clip, models, bar):
    """Who is in a clip, put onto its ground, which then is known."""
    shown, output = os.path.join(folder, "shown.mp4"), os.path.join(folder, "shown.out.mp4")
    run([BENCH, "insert", clip, shown])
    for label, chosen in (("", models), (", no weights", [])):
        _, regions, _ = work(folder, shown, output, chosen)
        near = json.loads(run([BENCH, "compare", clip, output, regions])[0])
        yield Row("anonymizer", f"put onto the ground of {scene}{label}: fill against it", near["filled"], "dB", bar,
                  f"{near['pixels']:,} pixels, {100 * near['maskedShare']:.1f} % of what was put there; {near['shown']:.1f} dB before", near, is_floor=True)
        os.remove(output)
    os.remove(shown)


def job(folder, name, clip, models, weights):
    output = os.path.join(folder, f"{name}.mp4")
    report, regions, cost = work(folder, clip, output, models)
    every = str(EVERY[name.removesuffix("-bare")])
    verdict = json.loads(run([BENCH, "judge", clip, output, regions, os.path.join(weights, "yolox_nano.onnx"), every])[0])
    return verdict, report, cost


def work(folder, clip, output, models):
    """Runs the worker on one order: (its report, the file of regions, its cost)."""
    regions, order = f"{output}.regions", f"{output}.order"
    for path in (regions, order):
        if os.path.exists(path):
            os.remove(path)
    with open(order, "w", encoding="utf-8") as file:
        file.write(run([BENCH, "order", clip, output, regions, "auto", *models])[0])
    text, cost = run([WORKER], standard_input=order)
    last = json.loads(text.strip().split("\n")[-1])
    if "succeeded" not in last:
        raise SystemExit(f"the worker failed on {clip}: {last}")
    return last["succeeded"]["_0"], regions, cost


def rate(report, cost):
    return report["framesOut"] / cost.wall


def build():
    """Builds the program that judges, unless it is as new as the worker."""
    if os.path.exists(BENCH) and os.path.getmtime(BENCH) >= os.path.getmtime(WORKER):
        return
    if BINARIES != os.path.join(ROOT, ".build/release"):
        return
    swift = os.environ.get("SWIFT") or "swift"
    subprocess.run([swift, "build", "-c", "release", "--static-swift-stdlib", "--product", "anonymizerbench"], cwd=ROOT,
                   check=True, stdout=subprocess.DEVNULL)
    os.utime(BENCH)
