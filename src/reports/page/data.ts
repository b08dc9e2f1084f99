/** What a page is given: one network, or two to compare, each with the texts that its layers lead to. */

import type { Report } from '../../analysis/report.js';
import type { DiffRow, Event, TotalRow } from '../diff-words.js';
import type { Looks } from '../drawing/looks.js';

/** What became of a layer from the first network to the second; a module has a fate if all in it has that one. */
export type Fate = 'added' | 'removed' | 'changed';

export interface ShownNetwork {
  /** What the network is called where there are two. */
  readonly title: string;
  readonly report: Report;
  /** How its layers are drawn. */
  readonly looks: Looks;
  readonly spec: string;
  /** Absent where the report has no lines of code. */
  readonly code?: string;
  /** By `layer NAME` and `module NAME`, where there is another network to compare with. */
  readonly fates: Readonly<Record<string, Fate>>;
  /** The names in the other network of layers and modules that have another name there. */
  readonly twins: Readonly<Record<string, string>>;
}

/** What differs between two networks, in words. */
export interface DiffWords {
  readonly events: readonly Event[];
  readonly endpoints: readonly DiffRow[];
  readonly totals: readonly TotalRow[];
  /** Whether weights of the first fit the second. */
  readonly verdict: string;
}

export interface PageData {
  readonly sides: readonly ShownNetwork[];
  /** Present where there are two sides. */
  readonly comparison?: DiffWords;
  /** The errors of the spec as it is now, line by line; the sides are from before they were made. */
  readonly errors: string;
  /** Where `watch` serves the next state of the page. */
  readonly news?: string;
}
