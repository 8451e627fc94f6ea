import type { CachedSegment } from "./cached_segment.js";

/** The segments that begin with one node. Loops ask for them in the same order every time, so the last answer tells the next. */
export class Candidates {
  private readonly segments: CachedSegment[] = [];
  private last: CachedSegment | null = null;

  find(isWanted: (segment: CachedSegment) => boolean): CachedSegment | undefined {
    const guess = this.last?.follower;
    const found =
      guess && !guess.isForgotten && isWanted(guess) ? guess : this.segments.find((s) => isWanted(s));
    if (found) this.follow(found);
    return found;
  }

  add(segment: CachedSegment): void {
    this.segments.push(segment);
    this.follow(segment);
  }

  remove(segment: CachedSegment): void {
    this.segments.splice(this.segments.indexOf(segment), 1);
    segment.isForgotten = true;
    if (this.last === segment) this.last = null;
  }

  all(): readonly CachedSegment[] {
    return this.segments;
  }

  private follow(segment: CachedSegment): void {
    if (this.last) this.last.follower = segment;
    this.last = segment;
  }
}
