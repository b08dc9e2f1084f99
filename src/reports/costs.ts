/** What reports show of costs that depend on unknown sizes. */
import type { Count } from '../analysis/counts.js';
import type { LayerEntry, ModuleEntry, Report, TotalsReport } from '../analysis/report.js';
import { isNamed } from './shape-words.js';
import { exact } from './words.js';

/**
 * A report with the costs that tables, bars and shares show: if all sizes that the costs of the network depend on have
 * a maximum, their values there.
 */
export function withShownCosts(report: Report): Report {
  const { totals, layers, modules } = report;
  if (totals.macs_at_maximum === undefined) return report;
  return {
    ...report,
    totals: shownMacs(totals),
    layers: layers.map((layer): LayerEntry => shownCosts(layer)),
    modules: modules.map((module): ModuleEntry => shownCosts(module)),
  };
}

const shownMacs = <T extends Pick<TotalsReport, 'macs' | 'macs_at_maximum'>>(costs: T): T => ({
  ...costs,
  macs: costs.macs ?? costs.macs_at_maximum ?? null,
});

const shownCosts = <T extends LayerEntry | ModuleEntry>(entry: T): T => ({
  ...shownMacs(entry),
  live_bytes: entry.live_bytes ?? entry.live_bytes_at_maximum ?? null,
});

/** The maximum length of a formula in a table. */
const longestInTable = 24;

/** A cost in a table: its number, a short formula of the sizes that the spec names, or `?`. */
export function costText(
  count: Count,
  formula: string | undefined,
  { sizes = {} }: Pick<Report, 'sizes'>,
  format: (count: Count) => string = exact,
): string {
  if (count !== null || formula === undefined) return format(count);
  return formula.length <= longestInTable && isNamed(formula, sizes) ? formula : '?';
}
