/** Warns of sums that repeat what a window shrank to size 1, or one channel that a layer makes: mostly a wrong branch. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { accidentalBroadcast } from '../diagnostics/messages/lints.js';
import { shapeOf } from '../diagnostics/messages/shapes.js';
import { formatShape, type Shape } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { isLayerOf } from '../graph/layer-of.js';
import type { Item } from '../spec/spec.js';

/** Reports each item that broadcasts by accident once. Products are left out: gates broadcast. */
export function lintBroadcasts(model: Model, diagnostics: Diagnostics): void {
  const makers = new Makers(model);
  const reported = new Set<Item>();
  for (const layer of model.layers) {
    const { name, node, output } = layer;
    const { item } = node;
    if (reported.has(item) || !isLayerOf(layer, 'add', 'subtract', 'average', 'maximum', 'minimum')) continue;
    const repeated = layer.inputs.flatMap((input) => makers.ofRepeated(input, output) ?? [])[0];
    if (!repeated) continue;
    reported.add(item);
    const { input, maker } = repeated;
    const notes = [{ message: shapeOf(maker.name, formatShape(maker.output)), span: maker.node.item.span }];
    const [small, large] = [makers.shapeOf(input), output].map(formatShape);
    diagnostics.report(accidentalBroadcast(name, input, small ?? '', large ?? ''), item.opSpan, { notes });
  }
}

class Makers {
  private readonly layers: ReadonlyMap<string, Layer>;
  private readonly shapes: ReadonlyMap<string, Shape>;

  constructor({ graph, layers }: Model) {
    this.layers = new Map(layers.map((layer) => [layer.name, layer]));
    const ofInputs = graph.inputs.map(({ name, shape }) => [name, shape] as const);
    this.shapes = new Map([...ofInputs, ...layers.map(({ name, output }) => [name, output] as const)]);
  }

  shapeOf(name: string): Shape {
    return this.shapes.get(name) ?? [];
  }

  /** An input with an axis of size 1 that is repeated, and the convolution, pool or dense layer that made it so small. */
  ofRepeated(input: string, output: Shape): { readonly input: string; readonly maker: Layer } | undefined {
    const shape = this.shapeOf(input);
    for (let axis = -shape.length; axis < 0; axis += 1) {
      if (shape.at(axis) !== 1 || output.at(axis) === 1) continue;
      const maker = this.makerOf(input, axis);
      if (maker && isMadeByWindow(maker)) return { input, maker };
    }
    return undefined;
  }

  /** The first layer of a chain that has size 1 along an axis. */
  private makerOf(name: string, axis: number): Layer | undefined {
    const rank = this.shapeOf(name).length;
    let layer = this.layers.get(name);
    for (;;) {
      const [before = ''] = layer?.inputs ?? [];
      const shape = this.shapeOf(before);
      if (shape.length !== rank || shape.at(axis) !== 1) return layer;
      layer = this.layers.get(before);
    }
  }
}

/**
 * Whether a layer's sizes follow from a window or from a number of units. A global pool makes 1 on purpose, and so does
 * what has a shape of its own.
 */
const isMadeByWindow = ({ op, inputs, attributes }: Layer): boolean =>
  inputs.length > 0 && (op.kind === 'convolution' || op.kind === 'dense' || 'pool_size' in attributes);
