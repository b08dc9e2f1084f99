/** What a page is given: one network, or two to compare, each with the texts that its layers lead to. */
import type { Report } from '../targets/report/report.js';

/** What became of a layer from the first network to the second. */
export type Fate = 'added' | 'removed' | 'changed';

export interface Side {
  /** What the network is called where there are two. */
  readonly title: string;
  readonly report: Report;
  readonly spec: string;
  readonly code: string;
  /** By the names of layers, where there is another network to compare with. */
  readonly fates: Readonly<Record<string, Fate>>;
}

/** A change in words, and to what. */
export interface Event {
  readonly kind: string;
  readonly names: readonly string[];
  readonly words: readonly string[];
}

export interface PageData {
  readonly sides: readonly Side[];
  /** What changed, where there are two networks. */
  readonly events: readonly Event[];
  /** What is wrong with the spec now, line by line; the sides are what was last well. */
  readonly errors: string;
  /** Where news come from, where the page is served by `watch`. */
  readonly news?: string;
}
