"""Records what pycocotools makes of random datasets: the answers that meanAveragePrecision is held to.

    python test/evaluate/coco/record.py [--cases N] [--output FILE]

Needs pycocotools 2.0.11; the tests need only what this writes, test/fixtures/coco/cases.json. With HALFLITE_COCO_CASES=FILE the tests
read another file, say one of a thousand cases. Every case is made of a different mixture of what COCO's rules are about: crowds,
equal scores, more than 100 detections, areas at the borders of the ranges, categories and images with nothing in them, ids of 0.
"""

import argparse
import contextlib
import io
import json
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FIXTURE = Path(__file__).parents[2] / "fixtures" / "coco" / "cases.json"
BORDERS = [0, 1023.99, 32**2, 1024.01, 96**2 - 0.5, 96**2, 96**2 + 0.5, 1e10, 1.1e10]
NAMES = ["ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge",
         "ar1", "ar10", "ar100", "arSmall", "arMedium", "arLarge"]  # fmt: skip


def random_box(random, style):
    """Sizes of all ranges; "grid" makes equal overlaps and areas at the borders likely."""
    if style == "grid":
        return [float(v) for v in (random.choice([0, 16, 32, 48], 2).tolist() + random.choice([32, 64, 96], 2).tolist())]
    size = np.exp(random.uniform(np.log(4), np.log(300), 2))
    return [round(float(v), 2) for v in (*random.uniform(-5, 400, 2), *size)]


def jittered(random, box):
    scale = random.choice([0, 0.02, 0.1, 0.3])
    x, y, w, h = box
    dx, dy, dw, dh = random.normal(0, scale, 4)
    return [round(float(v), 2) for v in (x + dx * w, y + dy * h, w * np.exp(dw), h * np.exp(dh))]


def random_annotations(random, images, categories, style, first_id):
    annotations = []
    for image in images:
        for _ in range(random.poisson(random.choice([0, 2, 6]))):
            box = random_box(random, style)
            area = box[2] * box[3] * random.choice([1, 0.6])
            if random.random() < 0.15:
                area = random.choice(BORDERS)
            annotations.append({
                "id": first_id + len(annotations), "image_id": image, "category_id": int(random.choice(categories)),
                "bbox": box, "area": round(float(area), 2), "iscrowd": int(random.random() < 0.12),
            })  # fmt: skip
    return annotations


def random_score(random, ties):
    return round(float(random.random()), 1) if ties else float(random.random())


def random_results(random, images, categories, annotations, style, ties):
    boxes = []
    for annotation in annotations:
        for _ in range(random.choice([0, 1, 1, 3])):
            category = annotation["category_id"] if random.random() < 0.9 else int(random.choice(categories))
            boxes.append((annotation["image_id"], category, jittered(random, annotation["bbox"])))
    for _ in range(random.poisson(2 * len(images))):
        boxes.append((int(random.choice(images)), int(random.choice(categories)), random_box(random, style)))
    if style == "many":
        boxes += [(images[0], categories[0], random_box(random, style)) for _ in range(130)]
    random.shuffle(boxes)
    return [{"image_id": image, "category_id": category, "bbox": box, "score": random_score(random, ties)}
            for image, category, box in boxes]  # fmt: skip


def random_case(seed):
    random = np.random.default_rng(seed)
    style = ["plain", "grid", "many"][seed % 3]
    images = [int(i) for i in random.permutation(50)[: random.integers(1, 7)]]
    categories = [int(i) for i in random.permutation(20)[: random.integers(1, 5)]]
    used = categories if len(categories) == 1 else categories[1:]
    annotations = random_annotations(random, images, used if seed % 2 else categories, style, seed % 4)
    results = random_results(random, images, categories, annotations, style, seed % 5 < 3)
    if not results:
        results = [{"image_id": images[0], "category_id": categories[0], "bbox": [0.0, 0.0, 1.0, 1.0], "score": 0.5}]
    return {
        "name": f"{style} {seed}",
        "groundTruth": {
            "images": [{"id": i, "file_name": f"{i}.jpg"} for i in images],
            "categories": [{"id": i, "name": f"class {i}"} for i in categories],
            "annotations": annotations,
        },
        "results": results,
        # Some cases evaluate a part of the images.
        "imageIds": images[: len(images) // 2 + 1] if seed % 7 == 0 else None,
    }


def evaluate(ground_truth, results, image_ids):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = ground_truth
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
        if image_ids is not None:
            evaluation.params.imgIds = image_ids
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def answer(value):
    return None if value == -1 else float(value)


def record(case):
    copies = json.loads(json.dumps(case))
    evaluation = evaluate(copies["groundTruth"], copies["results"], copies["imageIds"])
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    of_categories = {}
    for k, category in enumerate(evaluation.params.catIds):
        values = precision[:, :, k]
        of_categories[str(category)] = answer(np.mean(values) if values[0, 0] > -1 else -1)
    figures = {name: answer(value) for name, value in zip(NAMES, evaluation.stats)}
    return {**case, "expected": {**figures, "categories": of_categories}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=18)
    parser.add_argument("--output", type=Path, default=FIXTURE)
    arguments = parser.parse_args()
    lines = [json.dumps(record(random_case(seed)), separators=(",", ":")) for seed in range(arguments.cases)]
    arguments.output.write_text("[\n" + ",\n".join(lines) + "\n]\n")


main()
