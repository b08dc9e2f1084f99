/**
 * ONNX's file format: the messages of onnx.proto that are written here, with their field numbers
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
import protobuf from 'protobufjs/light.js';

/** Opset 17 is the first with layer normalisation, and what engines of today have in common; IR version 8 goes with it. */
export const opset = 17;
const irVersion = 8;

export const elementType = { float: 1, int64: 7 } as const;

/** A node, its attributes already encoded as ONNX distinguishes them. */
export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
  readonly docString: string;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

/** The value of an attribute: a text, whole numbers, or else a number that is a float. */
export type AttributeValue = string | number | readonly number[] | { readonly float: number };

export function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: value };
}

/** A tensor whose elements are made when they are written. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly bytes: () => Uint8Array;
}

/** A value's name, its type, and its sizes: a number, or a name or formula for one that is not known. */
export interface ValueInfo {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export interface GraphProto {
  readonly name: string;
  readonly docString: string;
  readonly node: readonly NodeProto[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
  readonly valueInfo: readonly ValueInfo[];
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });

const messages = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        opsetImport: repeated('OperatorSetIdProto', 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: repeated('NodeProto', 1),
        name: field('string', 2),
        docString: field('string', 10),
        input: repeated('ValueInfoProto', 11),
        output: repeated('ValueInfoProto', 12),
        valueInfo: repeated('ValueInfoProto', 13),
      },
    },
    NodeProto: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: repeated('AttributeProto', 5),
        docString: field('string', 6),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        ints: repeated('int64', 8),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: { dims: repeated('int64', 1), dataType: field('int32', 2), name: field('string', 8) },
    },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: repeated('DimensionProto', 1) } },
    DimensionProto: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
});

/** What stands in other messages, and is written apart from them, so that no more than one tensor is in memory. */
const fieldOf = { graph: 7, initializer: 5, rawData: 9 } as const;

/** The most that a protobuf file can be read back from: its lengths are 32-bit numbers with a sign. */
export const mostBytes = 2 ** 31 - 1;

/** The file of a graph, piece by piece. */
export function* encode(graph: GraphProto, initializers: readonly Initializer[]): Generator<Uint8Array> {
  const body = encodeMessage('GraphProto', {
    ...graph,
    input: graph.input.map(valueProto),
    output: graph.output.map(valueProto),
    valueInfo: graph.valueInfo.map(valueProto),
  });
  const leads = initializers.map(leadOf);
  const length = leads.reduce(
    (sum, lead, index) => sum + lead.length + lengthOf(initializers[index] as Initializer),
    body.length,
  );
  yield encodeMessage('ModelProto', {
    irVersion,
    producerName: 'netspec',
    opsetImport: [{ domain: '', version: opset }],
  });
  yield lengthPrefix(fieldOf.graph, length);
  yield body;
  for (const [index, initializer] of initializers.entries()) {
    yield leads[index] as Uint8Array;
    yield initializer.bytes();
  }
}

/** How many bytes the elements of a tensor are. */
export function lengthOf({ dims, dataType }: Initializer): number {
  return dims.reduce((product, dim) => product * dim, dataType === elementType.int64 ? 8 : 4);
}

/** What stands before the elements of a tensor. */
function leadOf(initializer: Initializer): Uint8Array {
  const { name, dims, dataType } = initializer;
  const length = lengthOf(initializer);
  const header = encodeMessage('TensorProto', { name, dims, dataType });
  const raw = lengthPrefix(fieldOf.rawData, length);
  const whole = lengthPrefix(fieldOf.initializer, header.length + raw.length + length);
  return Uint8Array.from([...whole, ...header, ...raw]);
}

function encodeMessage(type: string, message: Readonly<Record<string, unknown>>): Uint8Array {
  return messages.lookupType(type).encode(message).finish();
}

/** The tag and the length of a field that is a message or bytes. */
function lengthPrefix(id: number, length: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32((id << 3) | 2)
    .uint32(length)
    .finish();
}

function valueProto({ name, dims }: ValueInfo): Readonly<Record<string, unknown>> {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementType.float, shape: { dim } } } };
}
