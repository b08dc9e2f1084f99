/** Shapes in words. */
import type { Count } from '../analysis/counts.js';
import type { OutputShape, Report } from '../analysis/report.js';
import { joinDims } from '../expressions/shape.js';

/** What is shown for a dimension: a number, a formula of sizes, or null for any other unknown size. */
export type Shown = Count | string;

/** `35x35x256`, or `length x 768`, with ? for unknown sizes. */
export const shapeText = (dims: readonly Shown[]): string => joinDims(textsOf(dims));

/** `35×35×192`, or `length + 1 × 768`, with ? for unknown sizes. */
export function shapeLabel(dims: readonly Shown[]): string {
  const texts = textsOf(dims);
  return texts.join(texts.some((text) => text.includes(' ')) ? ' × ' : '×');
}

const textsOf = (dims: readonly Shown[]): readonly string[] => dims.map((dim) => String(dim ?? '?'));

/** The maximum length of a formula in a shape. */
const longestInShape = 20;

/** The dimensions of a shape of a report, with short formulas of the sizes that the spec names. */
export function shownDims(
  { output, output_formula = [] }: Pick<OutputShape, 'output' | 'output_formula'>,
  { sizes = {} }: Pick<Report, 'sizes'>,
): readonly Shown[] {
  const isShown = (formula: number | string | undefined) =>
    typeof formula === 'string' && formula.length <= longestInShape && isNamed(formula, sizes);
  return output.map((size, axis) => size ?? (isShown(output_formula[axis]) ? (output_formula[axis] ?? null) : null));
}

/** Whether a formula depends on sizes only that the spec names. */
export const isNamed = (formula: string, sizes: NonNullable<Report['sizes']>): boolean =>
  (formula.match(/[A-Za-z_]\w*/g) ?? []).every(
    (word) => word === 'floor' || word === 'max' || Object.hasOwn(sizes, word),
  );

/** The shapes of the inputs, or of the outputs, by name. */
export function shownShapes(report: Report, of: 'inputs' | 'outputs'): ReadonlyMap<string, readonly Shown[]> {
  const formulas = (of === 'inputs' ? report.input_formulas : report.output_formulas) ?? {};
  return new Map(
    Object.entries(report[of]).map(([name, output]) => {
      const formula = Object.hasOwn(formulas, name) ? formulas[name] : undefined;
      return [name, shownDims(formula ? { output, output_formula: formula } : { output }, report)];
    }),
  );
}
