/** The data of a page: one network, or two to compare, with the texts that their layers link to. */

import type { Report } from '../../analysis/report.js';
import type { DiffRow, Event, TotalRow } from '../diff-words.js';
import type { Looks } from '../drawing/looks.js';

/** What became of a layer; a module has a fate if all of its layers have it. */
export type Fate = 'added' | 'removed' | 'changed';

export interface ShownNetwork {
  /** The network's title if there are two. */
  readonly title: string;
  readonly report: Report;
  /** How its layers are drawn. */
  readonly looks: Looks;
  readonly spec: string;
  /** Absent if the report has no lines of code. */
  readonly code?: string;
  /** By `layer NAME` and `module NAME`, if there is another network. */
  readonly fates: Readonly<Record<string, Fate>>;
  /** The other names of layers and modules in the other network. */
  readonly twins: Readonly<Record<string, string>>;
}

/** What differs between two networks, in words. */
export interface DiffWords {
  readonly events: readonly Event[];
  readonly endpoints: readonly DiffRow[];
  readonly totals: readonly TotalRow[];
  /** Whether weights of the first network fit the second. */
  readonly verdict: string;
}

export interface PageData {
  readonly sides: readonly ShownNetwork[];
  /** Present if there are two networks. */
  readonly comparison?: DiffWords;
  /** The errors of the current spec, line by line; the networks are from before. */
  readonly errors: string;
  /** The URL of updates from `watch`. */
  readonly news?: string;
}
