/** The inputs of a variant of a network, with their shapes. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/names.js';
import { rankOfInput } from '../diagnostics/messages/shapes.js';
import * as told from '../diagnostics/messages/sizes.js';
import { isSize } from '../expressions/evaluate.js';
import { axisNames, type Dim, formatDim, namedSize, type Shape, sameDim, symbol } from '../expressions/shape.js';
import { evaluateFormula } from '../graph/evaluation.js';
import { type Environment, type NetworkInput, networkInput, noEdge } from '../graph/graph.js';
import type { DeclaredInput, DeclaredSize, Formula, Spec } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { contextWithoutShapes } from './expand/context.js';
import { sizeIn } from './sizes.js';
import { reportUnknown, type Variant } from './variant.js';

/** The inputs of a variant. What does not fit is reported, and as declared. */
export function bindInputs(spec: Spec, variant: Variant, diagnostics: Diagnostics): readonly NetworkInput[] {
  return new InputBinding(spec, variant, diagnostics).bind();
}

type Dims = readonly (number | null)[];

class InputBinding {
  /** The values of sizes, each with the input or size that was set. */
  private readonly set = new Map<string, { readonly value: number; readonly by: string }>();
  private readonly sizes: Environment;

  constructor(
    private readonly spec: Spec,
    private readonly variant: Variant,
    private readonly diagnostics: Diagnostics,
  ) {
    this.sizes = {
      find: ({ name }) => {
        const size = spec.sizes.get(name);
        return size && { kind: 'value', value: this.set.get(name)?.value ?? namedSize(name, size) };
      },
    };
  }

  bind(): readonly NetworkInput[] {
    const { spec, variant } = this;
    const { inputs, sizes } = spec;
    for (const name of variant.inputs.keys())
      if (!inputs.has(name) && !sizes.has(name) && !(name === '' && inputs.size === 1)) this.reportUnknown(name);
    for (const size of sizes.values()) this.setSize(size);
    for (const input of inputs.values()) this.setSizesOf(input);
    return [...inputs.values()].map((input) => {
      const { text, span, dtype, below } = input;
      return networkInput(text, { dtype, shape: this.shapeOf(input), batched: true, below }, span);
    });
  }

  // -------------------------------------------------------------- what is set

  /** What the variant sets for an input or a size. */
  private givenFor(name: string): Dims | undefined {
    return this.variant.inputs.get(this.keyOf(name));
  }

  /** The name under which the variant sets something: '' for the only input. */
  private keyOf(name: string): string {
    const { variant, spec } = this;
    return !variant.inputs.has(name) && spec.inputs.size === 1 && spec.inputs.has(name) ? '' : name;
  }

  /** The place of what the variant sets, or else where it is declared. */
  private placeOf(name: string, declared: Span): Span {
    return this.variant.expectation?.inputs?.get(this.keyOf(name))?.shape.span ?? declared;
  }

  private setSize({ text, span }: DeclaredSize): void {
    const given = this.givenFor(text);
    if (!given) return;
    const [value, ...others] = given;
    if (others.length > 0) this.diagnostics.report(told.sizeWithShape(text), this.placeOf(text, span));
    else if (typeof value === 'number') this.settle(text, value, text, span);
  }

  /** Sets the sizes that an input has, if its shape is set. */
  private setSizesOf({ text, shape }: DeclaredInput): void {
    const given = this.givenFor(text);
    if (given?.length !== shape.dims.length) return;
    for (const [axis, dim] of shape.dims.entries()) {
      const name = sizeIn(dim);
      const value = given[axis];
      if (name !== undefined && typeof value === 'number') this.settle(name, value, text, shape.span);
    }
  }

  private settle(name: string, value: number, by: string, span: Span): void {
    const size = this.spec.sizes.get(name);
    if (!size) return;
    const { minimum = 1, maximum = Number.POSITIVE_INFINITY } = size;
    const earlier = this.set.get(name);
    const place = this.placeOf(by, span);
    if (earlier && earlier.value !== value)
      this.diagnostics.report(told.differentValues(name, earlier.value, earlier.by, value, by), place);
    else if (value < minimum) this.diagnostics.report(told.belowMinimum(name, value, minimum), place);
    else if (value > maximum) this.diagnostics.report(told.aboveMaximum(name, value, maximum), place);
    else this.set.set(name, { value, by });
  }

  // -------------------------------------------------------------- shapes

  private shapeOf({ text, shape }: DeclaredInput): Shape {
    const given = this.givenFor(text);
    const fits = given === undefined || given.length === shape.dims.length;
    if (!fits) {
      const message = rankOfInput(text, shape.dims.length, given.length);
      this.diagnostics.report(message, this.placeOf(text, shape.span));
    }
    const dims = shape.dims.map((declared, axis): Dim | null | undefined => {
      const set = fits ? given?.[axis] : undefined;
      if (declared === null || typeof declared === 'number') return set === undefined ? declared : set;
      const value = this.evaluate(declared);
      if (typeof set !== 'number' || value === undefined || sameDim(value, set)) return value;
      this.diagnostics.report(
        told.setSizeInstead(text, axis + 1, formatDim(value), set),
        this.placeOf(text, shape.span),
      );
      return value;
    });
    return dims.includes(undefined) ? [] : dims.map((dim, axis) => dim ?? this.unknownSize(text, axis));
  }

  /** The value of a dimension; undefined if it has none, which is reported. */
  private evaluate(formula: Formula): Dim | undefined {
    const value = evaluateFormula(formula, this.sizes, noEdge, {
      ...contextWithoutShapes(this.diagnostics),
      refuseSize: () => told.onlySizes('in'),
    });
    if (value === undefined) return undefined;
    if (isSize(value)) return value;
    this.diagnostics.report(told.notASize(String(value)), formula.span);
    return undefined;
  }

  /** A symbol for a `?`: `height`, or `left_height` if there are several inputs. */
  private unknownSize(input: string, axis: number): Dim {
    const { inputs, sizes } = this.spec;
    const rank = inputs.get(input)?.shape.dims.length;
    const axisName = axisNames[rank ?? 0]?.[axis] ?? `size${axis + 1}`;
    let name = inputs.size === 1 ? axisName : `${input}_${axisName}`;
    while (sizes.has(name)) name += '_';
    return symbol(name);
  }

  private reportUnknown(name: string): void {
    const { spec, variant, diagnostics } = this;
    const { key, shape } = variant.expectation?.inputs?.get(name) ?? {};
    const span = key?.span ?? shape?.span;
    const known = [...spec.inputs.keys(), ...spec.sizes.keys()];
    if (name !== '') reportUnknown(messages.unknownInput, name, known, spec, span, diagnostics);
    else diagnostics.report(messages.unnamedInput(spec.name.text, [...spec.inputs.keys()]), span ?? spec.name.span);
  }
}
