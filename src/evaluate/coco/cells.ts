import type { CocoAnnotation, CocoDetection } from "./dataset.js";
import { MAX_DETECTIONS } from "./parameters.js";

/** What there is, and what was found, of one category in one image. */
export interface Cell {
  readonly annotations: CocoAnnotation[];
  /** By falling score, those of the same score in their given order, the first 100. */
  detections: CocoDetection[];
}

/** The cells of every category by the category's id, in the order of the images' ids. Empty cells are left out. */
export type Cells = ReadonlyMap<number, readonly Cell[]>;

/**
 * Sorts annotations and detections into cells.
 *
 * @returns the cells, and how many belong to none because their image or category is not evaluated
 */
export function sortIntoCells(
  imageIds: readonly number[],
  categoryIds: readonly number[],
  annotations: readonly CocoAnnotation[],
  detections: readonly CocoDetection[],
): { cells: Cells; skipped: { annotations: number; detections: number } } {
  const images = new Set(imageIds);
  const rows = new Map(categoryIds.map((id) => [id, new Map<number, Cell>()]));
  const skipped = { annotations: 0, detections: 0 };
  const cellOf = ({ imageId, categoryId }: { imageId: number; categoryId: number }): Cell | undefined => {
    const row = rows.get(categoryId);
    if (!row || !images.has(imageId)) return undefined;
    let cell = row.get(imageId);
    if (!cell) {
      cell = { annotations: [], detections: [] };
      row.set(imageId, cell);
    }
    return cell;
  };
  for (const annotation of annotations) {
    const cell = cellOf(annotation);
    if (cell) cell.annotations.push(annotation);
    else skipped.annotations++;
  }
  for (const detection of detections) {
    const cell = cellOf(detection);
    if (cell) cell.detections.push(detection);
    else skipped.detections++;
  }
  return { cells: new Map([...rows].map(([id, row]) => [id, inOrder(row)])), skipped };
}

function inOrder(row: ReadonlyMap<number, Cell>): Cell[] {
  const cells = [...row].sort(([a], [b]) => a - b).map(([, cell]) => cell);
  for (const cell of cells)
    cell.detections = cell.detections.sort((a, b) => b.score - a.score).slice(0, MAX_DETECTIONS);
  return cells;
}
