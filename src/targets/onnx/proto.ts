/**
 * Writes ONNX's file format: the messages and fields of onnx.proto that are needed, by number
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { itemAt } from '../../text/lookup.js';

/** Opset 17 is the first with layer normalization, and today's engines support it; IR version 8 belongs to it. */
const opset = 17;
const irVersion = 8;

export const elementType = { float: 1, int32: 6, int64: 7, bool: 9 } as const;

/** The maximum size of a protobuf file that can be read: lengths are signed 32-bit numbers. */
export const mostBytes = 2 ** 31 - 1;

/** One application of an op. */
export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: Readonly<Record<string, AttributeValue>>;
  readonly docString: string;
}

/** The value of an attribute: a text, an integer or a float, several of one kind, or the body of a loop. */
export type AttributeValue =
  | string
  | number
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly graph: GraphProto };

/** A constant tensor, whose elements are computed when they are written. */
export interface InitializerTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly bytes: () => Uint8Array;
}

/** A value's name and sizes: a number, or a name or formula if unknown. */
export interface ValueInfo {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  readonly dataType: number;
}

export interface GraphProto {
  readonly name: string;
  readonly docString: string;
  readonly node: readonly NodeProto[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
  readonly valueInfo: readonly ValueInfo[];
}

/** The file of a graph in pieces, so that at most one tensor is in memory. */
export function* encode(graph: GraphProto, initializers: readonly InitializerTensor[]): Generator<Uint8Array> {
  const body = graphProto(graph).finish();
  const leads = initializers.map(leadOf);
  const length = leads.reduce(
    (sum, lead, index) => sum + lead.length + lengthOf(itemAt(initializers, index)),
    body.length,
  );
  const model = new ProtoMessage()
    .integer(1, irVersion)
    .text(2, 'netspec')
    .message(8, new ProtoMessage().text(1, '').integer(2, opset));
  yield model.lead(7, length).finish();
  yield body;
  for (const [index, initializer] of initializers.entries()) {
    yield itemAt(leads, index);
    yield initializer.bytes();
  }
}

/** The size of a tensor's elements in bytes. */
export function lengthOf({ dims, dataType }: InitializerTensor): number {
  const size = dataType === elementType.int64 ? 8 : dataType === elementType.bool ? 1 : 4;
  return dims.reduce((product, dim) => product * dim, size);
}

/** The bytes before the elements of a tensor, which are the last field of the last message. */
function leadOf(initializer: InitializerTensor): Uint8Array {
  const { name, dims, dataType } = initializer;
  const length = lengthOf(initializer);
  const tensor = new ProtoMessage().integers(1, dims).integer(2, dataType).text(8, name).lead(9, length).finish();
  return new ProtoMessage()
    .lead(5, tensor.length + length)
    .raw(tensor)
    .finish();
}

function graphProto({ name, docString, node, input, output, valueInfo }: GraphProto): ProtoMessage {
  const graph = new ProtoMessage();
  for (const one of node) graph.message(1, nodeProto(one));
  graph.text(2, name).text(10, docString);
  for (const one of input) graph.message(11, valueProto(one));
  for (const one of output) graph.message(12, valueProto(one));
  for (const one of valueInfo) graph.message(13, valueProto(one));
  return graph;
}

function nodeProto({ name, opType, input, output, attribute, docString }: NodeProto): ProtoMessage {
  const node = new ProtoMessage();
  for (const one of input) node.text(1, one);
  for (const one of output) node.text(2, one);
  node.text(3, name).text(4, opType).text(6, docString);
  for (const [key, value] of Object.entries(attribute)) node.message(5, attributeProto(key, value));
  return node;
}

/** The last field is the number of the type, which says which field has the value. */
function attributeProto(name: string, value: AttributeValue): ProtoMessage {
  const attribute = new ProtoMessage().text(1, name);
  if (typeof value === 'number') return attribute.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return attribute.text(4, value).integer(20, 3);
  if ('float' in value) return attribute.float(2, value.float).integer(20, 1);
  if ('floats' in value) return attribute.floats(7, value.floats).integer(20, 6);
  if ('texts' in value) return attribute.texts(9, value.texts).integer(20, 8);
  if ('graph' in value) return attribute.message(6, graphProto(value.graph)).integer(20, 5);
  return attribute.integers(8, value).integer(20, 7);
}

function valueProto({ name, dims, dataType }: ValueInfo): ProtoMessage {
  const shape = new ProtoMessage();
  for (const size of dims)
    shape.message(1, typeof size === 'number' ? new ProtoMessage().integer(1, size) : new ProtoMessage().text(2, size));
  const tensor = new ProtoMessage().integer(1, dataType).message(2, shape);
  return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
}

/** Writes a message, field by field. */
class ProtoMessage {
  private readonly writer = new BinaryWriter();

  integer(id: number, value: number): this {
    this.writer.tag(id, WireType.Varint).int64(value);
    return this;
  }

  integers(id: number, values: readonly number[]): this {
    for (const value of values) this.integer(id, value);
    return this;
  }

  float(id: number, value: number): this {
    this.writer.tag(id, WireType.Bit32).float(value);
    return this;
  }

  floats(id: number, values: readonly number[]): this {
    for (const value of values) this.float(id, value);
    return this;
  }

  texts(id: number, values: readonly string[]): this {
    for (const value of values) this.text(id, value);
    return this;
  }

  text(id: number, value: string): this {
    this.writer.tag(id, WireType.LengthDelimited).string(value);
    return this;
  }

  message(id: number, value: ProtoMessage): this {
    this.writer.tag(id, WireType.LengthDelimited).bytes(value.finish());
    return this;
  }

  /** The start of a field with that many bytes, which the caller writes. */
  lead(id: number, length: number): this {
    this.writer.tag(id, WireType.LengthDelimited).uint32(length);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.writer.raw(bytes);
    return this;
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }
}
