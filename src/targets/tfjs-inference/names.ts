/** The names in the interface of generated code for inference. */
import type { Model } from '../../graph/graph.js';
import { camelCase, pascalCase, UniqueIdentifiers } from '../code/lexical.js';

export interface InferenceNames {
  readonly load: string;
  readonly type: string;
  /** The names of inputs and outputs, by those of the spec. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

export function inferenceNames({ graph, outputs }: Model): InferenceNames {
  const type = pascalCase(graph.spec.name.text);
  return {
    load: `load${type}`,
    type,
    inputs: properties(graph.inputs.map(({ name }) => name)),
    outputs: properties(outputs.keys()),
  };
}

function properties(names: Iterable<string>): ReadonlyMap<string, string> {
  const taken = new UniqueIdentifiers();
  return new Map([...names].map((name) => [name, taken.take(camelCase(name))]));
}
