import * as path from "node:path";
import { meanAveragePrecision, readCocoAnnotations, readCocoResults } from "../../../src/index.js";
import { describeWithSharedData } from "../../paths.js";

describeWithSharedData("coco_reference", "the detections of pycocotools' demo", (folder) => {
  test("have the figures that pycocotools prints", async () => {
    const truth = await readCocoAnnotations(path.join(folder, "instances_val2014_100.json"));
    const results = await readCocoResults(path.join(folder, "instances_val2014_fakebbox100_results.json"));
    const received = meanAveragePrecision(truth, results);
    expect(received.images).toBe(100);
    expect(received.skipped).toEqual({ annotations: 0, detections: 0 });
    expect(received).toMatchObject({
      ap: expect.closeTo(0.50458, 5),
      ap50: expect.closeTo(0.697, 3),
      ap75: expect.closeTo(0.573, 3),
      apSmall: expect.closeTo(0.586, 3),
      apMedium: expect.closeTo(0.519, 3),
      apLarge: expect.closeTo(0.501, 3),
      ar1: expect.closeTo(0.387, 3),
      ar10: expect.closeTo(0.594, 3),
      ar100: expect.closeTo(0.595, 3),
      arSmall: expect.closeTo(0.64, 3),
      arMedium: expect.closeTo(0.566, 3),
      arLarge: expect.closeTo(0.564, 3),
    });
  });
});
