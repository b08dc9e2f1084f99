/**
 * The files of TensorFlow.js: a model.json with a manifest of tensors, and shards with their values, quantized or not.
 * The topology is ignored.
 */
import { BadFile, type ByteSource, joined } from './bytes.js';
import { type DtypeName, decode, dtypes, encode } from './dtype.js';
import { isRecord, readHeader } from './header.js';
import { byName, readShape, type StoredTensor, type TensorFile, type Weights } from './tensor.js';

/** Opens a file by its path relative to another. */
export type OpenBeside = (path: string) => Promise<ByteSource>;

/** The supported types of TensorFlow.js. */
const types: ReadonlyMap<string, DtypeName> = new Map([
  ['float32', 'float32'],
  ['int32', 'int32'],
  ['bool', 'bool'],
]);

/** The types in which quantized tensors are stored. */
const quantizedTypes: ReadonlyMap<string, DtypeName> = new Map([
  ['uint8', 'uint8'],
  ['uint16', 'uint16'],
  ['float16', 'float16'],
]);

/** How the numbers of a tensor are stored. */
interface Storage {
  readonly dtype: DtypeName;
  /** Quantized numbers are multiplied by the scale; then the minimum is added. */
  readonly scale?: number;
  readonly min?: number;
  readonly isRounded: boolean;
}

/** Reads the manifest of a model.json, and the sizes of its shards. */
export async function openTfjs(model: ByteSource, openBeside: OpenBeside): Promise<TensorFile> {
  const { weightsManifest: groups } = await readHeader(model, 0, model.size);
  if (!Array.isArray(groups))
    throw new BadFile(`${model.name} has no weightsManifest, so it is not a TensorFlow.js model`);
  const opened = await Promise.all(groups.map((group) => openGroup(group, model, openBeside)));
  return { name: model.name, tensors: byName(model.name, opened.flat()) };
}

/** A group of the manifest: tensors, and the shards that together contain them. */
async function openGroup(group: unknown, model: ByteSource, openBeside: OpenBeside): Promise<readonly StoredTensor[]> {
  const { paths, weights } = isRecord(group) ? group : {};
  if (!Array.isArray(paths) || !Array.isArray(weights)) {
    throw new BadFile(`${model.name} has a group without paths and weights in its manifest`);
  }
  const shards: ByteSource[] = [];
  for (const path of paths) shards.push(await openBeside(safePath(path, model.name)));
  const data = joined(model.name, shards);
  let end = 0;
  const tensors = weights.map((entry: unknown): StoredTensor => {
    const { name, dtype, shape, count, storage } = readEntry(entry, model.name);
    const start = end;
    end += count * dtypes[storage.dtype].bytes;
    const stop = end;
    return { name, dtype, shape, read: async () => dequantize(await data.read(start, stop), storage) };
  });
  if (end !== data.size) {
    throw new BadFile(
      `the tensors of ${model.name} need ${end} bytes, but ${paths.join(', ') || 'no shard'} has ${data.size}`,
    );
  }
  return tensors;
}

/** A path within the folder of the model. */
function safePath(path: unknown, file: string): string {
  const isSafe =
    typeof path === 'string' &&
    !/[\\:]|\p{Cc}/u.test(path) &&
    path.split('/').every((part) => part !== '..' && part !== '');
  if (!isSafe)
    throw new BadFile(`${file} names the shard ${JSON.stringify(path)}, which is not a path inside its folder`);
  return path;
}

function readEntry(entry: unknown, file: string) {
  const { name, dtype, shape: stated, quantization } = isRecord(entry) ? entry : {};
  if (typeof name !== 'string' || typeof dtype !== 'string') {
    throw new BadFile(`${file} has a tensor without a name or a type in its manifest`);
  }
  const fail = (what: string) => new BadFile(`${name} in ${file} ${what}`);
  const shape = readShape(stated);
  if (!shape) throw fail('has an invalid shape');
  const type = types.get(dtype);
  if (!type) {
    throw fail(`has the type ${JSON.stringify(dtype)}; supported are ${[...types.keys()].join(', ')}`);
  }
  const isRounded = dtype === 'int32';
  const plain = { name, ...shape };
  if (quantization === undefined) return { ...plain, dtype, storage: { dtype: type, isRounded } };
  const { dtype: stored, scale, min } = isRecord(quantization) ? quantization : {};
  const storedType = typeof stored === 'string' ? quantizedTypes.get(stored) : undefined;
  if (!storedType) {
    throw fail(`is quantized as ${JSON.stringify(stored)}; supported are ${[...quantizedTypes.keys()].join(', ')}`);
  }
  const storage = { dtype: storedType, isRounded };
  const described = { ...plain, dtype: `${dtype} as ${stored}` };
  if (stored === 'float16') return { ...described, storage };
  if (typeof scale !== 'number' || typeof min !== 'number' || !Number.isFinite(scale) || !Number.isFinite(min))
    throw fail('is quantized without scale and min');
  return { ...described, storage: { ...storage, scale, min } };
}

/** Numbers as `decodeWeights` of TensorFlow.js gives them: in double precision, then rounded to float32. */
function dequantize(bytes: Uint8Array, { dtype, scale, min, isRounded }: Storage): Float32Array {
  const data = decode(bytes, dtype);
  if (scale === undefined || min === undefined) return data;
  return data.map((value) => (isRounded ? Math.round(value * scale + min) : value * scale + min));
}

/** The maximum size of a shard, that of TensorFlow's converter, so that browsers cache each. */
const shardBytes = 2 ** 22;

/**
 * Writes weights in the format of TensorFlow.js, with the topology of their layers model. Gives files by name, the
 * model last.
 */
export function writeTfjs(weights: Weights, topology: object, name = 'model.json'): ReadonlyMap<string, Uint8Array> {
  const data = new Uint8Array([...weights.values()].reduce((bytes, tensor) => bytes + tensor.data.byteLength, 0));
  let end = 0;
  for (const tensor of weights.values()) {
    data.set(encode(tensor.data), end);
    end += tensor.data.byteLength;
  }
  const count = Math.ceil(data.length / shardBytes);
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
  const model = {
    format: 'layers-model',
    generatedBy: 'netspec',
    modelTopology: topology,
    weightsManifest: [{ paths, weights: [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' })) }],
  };
  const shards = paths.map(
    (path, index) => [path, data.subarray(index * shardBytes, (index + 1) * shardBytes)] as const,
  );
  return new Map([...shards, [name, new TextEncoder().encode(JSON.stringify(model))]]);
}
