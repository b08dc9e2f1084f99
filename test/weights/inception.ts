/**
 * Inception V3 by hand, with plain operations of TensorFlow.js: what the network computes, from tensors that are made
 * as they are asked for, under the names and in the layouts of TF-Slim, Keras and torchvision.
 */
import * as tf from '@tensorflow/tfjs';

export interface Made {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Who names the tensors. */
export type Namer = 'slim' | 'keras' | 'torchvision';

/** A convolution's names: in slim below a scope, in torchvision. */
type Names = readonly [slim: string, torchvision: string];

interface Window {
  readonly stride?: number;
  readonly pad?: 'same' | 'valid';
}

/** Random numbers that are the same in every run. */
function* noise(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

/** One network, and the tensors that it was made of. */
export class Inception {
  readonly tensors = new Map<string, Made>();
  private readonly random = noise(7);
  private convolutions = 0;

  constructor(
    private readonly namer: Namer,
    /** What every filter count is multiplied with. */
    private readonly width: number,
    private readonly epsilon = 0.001,
  ) {}

  /** The logits of images, and those of the auxiliary head if requested. */
  run(images: tf.Tensor4D, classes: number, hasAux = false): { logits: tf.Tensor; aux?: tf.Tensor } {
    let x = this.conv(images, 32, [3, 3], ['Conv2d_1a_3x3', 'Conv2d_1a_3x3'], { stride: 2, pad: 'valid' });
    x = this.conv(x, 32, [3, 3], ['Conv2d_2a_3x3', 'Conv2d_2a_3x3'], { pad: 'valid' });
    x = this.conv(x, 64, [3, 3], ['Conv2d_2b_3x3', 'Conv2d_2b_3x3']);
    x = tf.maxPool(x, 3, 2, 'valid');
    x = this.conv(x, 80, [1, 1], ['Conv2d_3b_1x1', 'Conv2d_3b_1x1']);
    x = this.conv(x, 192, [3, 3], ['Conv2d_4a_3x3', 'Conv2d_4a_3x3'], { pad: 'valid' });
    x = tf.maxPool(x, 3, 2, 'valid');
    x = this.moduleA(x, 'Mixed_5b', 32, 'Conv2d_0a_1x1', 'Conv2d_0b_5x5');
    x = this.moduleA(x, 'Mixed_5c', 64, 'Conv2d_0b_1x1', 'Conv_1_0c_5x5');
    x = this.moduleA(x, 'Mixed_5d', 64, 'Conv2d_0a_1x1', 'Conv2d_0b_5x5');
    x = this.moduleB(x, 'Mixed_6a');
    x = this.moduleC(x, 'Mixed_6b', 128);
    x = this.moduleC(x, 'Mixed_6c', 160);
    x = this.moduleC(x, 'Mixed_6d', 160);
    x = this.moduleC(x, 'Mixed_6e', 192);
    const aux = hasAux ? this.auxiliary(x, classes) : undefined;
    x = this.moduleD(x, 'Mixed_7a');
    x = this.moduleE(x, 'Mixed_7b', 'Conv2d_0b_3x1');
    x = this.moduleE(x, 'Mixed_7c', 'Conv2d_0c_3x1');
    const logits = this.classifier(tf.mean(x, [1, 2]), classes, 'Logits/Conv2d_1c_1x1', 'fc');
    return { logits, ...(aux ? { aux } : {}) };
  }

  private moduleA(x: tf.Tensor4D, scope: string, pool: number, one: string, five: string): tf.Tensor4D {
    const at = (slim: string, torch: string): Names => [`${scope}/${slim}`, `${scope}.${torch}`];
    const a = this.conv(x, 64, [1, 1], at('Branch_0/Conv2d_0a_1x1', 'branch1x1'));
    let b = this.conv(x, 48, [1, 1], at(`Branch_1/${one}`, 'branch5x5_1'));
    b = this.conv(b, 64, [5, 5], at(`Branch_1/${five}`, 'branch5x5_2'));
    let c = this.conv(x, 64, [1, 1], at('Branch_2/Conv2d_0a_1x1', 'branch3x3dbl_1'));
    c = this.conv(c, 96, [3, 3], at('Branch_2/Conv2d_0b_3x3', 'branch3x3dbl_2'));
    c = this.conv(c, 96, [3, 3], at('Branch_2/Conv2d_0c_3x3', 'branch3x3dbl_3'));
    const d = this.conv(tf.avgPool(x, 3, 1, 'same'), pool, [1, 1], at('Branch_3/Conv2d_0b_1x1', 'branch_pool'));
    return tf.concat([a, b, c, d], 3);
  }

  private moduleB(x: tf.Tensor4D, scope: string): tf.Tensor4D {
    const at = (slim: string, torch: string): Names => [`${scope}/${slim}`, `${scope}.${torch}`];
    const halved = { stride: 2, pad: 'valid' } as const;
    const a = this.conv(x, 384, [3, 3], at('Branch_0/Conv2d_1a_1x1', 'branch3x3'), halved);
    let b = this.conv(x, 64, [1, 1], at('Branch_1/Conv2d_0a_1x1', 'branch3x3dbl_1'));
    b = this.conv(b, 96, [3, 3], at('Branch_1/Conv2d_0b_3x3', 'branch3x3dbl_2'));
    b = this.conv(b, 96, [3, 3], at('Branch_1/Conv2d_1a_1x1', 'branch3x3dbl_3'), halved);
    return tf.concat([a, b, tf.maxPool(x, 3, 2, 'valid')], 3);
  }

  private moduleC(x: tf.Tensor4D, scope: string, depth: number): tf.Tensor4D {
    const at = (slim: string, torch: string): Names => [`${scope}/${slim}`, `${scope}.${torch}`];
    const a = this.conv(x, 192, [1, 1], at('Branch_0/Conv2d_0a_1x1', 'branch1x1'));
    let b = this.conv(x, depth, [1, 1], at('Branch_1/Conv2d_0a_1x1', 'branch7x7_1'));
    b = this.conv(b, depth, [1, 7], at('Branch_1/Conv2d_0b_1x7', 'branch7x7_2'));
    b = this.conv(b, 192, [7, 1], at('Branch_1/Conv2d_0c_7x1', 'branch7x7_3'));
    let c = this.conv(x, depth, [1, 1], at('Branch_2/Conv2d_0a_1x1', 'branch7x7dbl_1'));
    c = this.conv(c, depth, [7, 1], at('Branch_2/Conv2d_0b_7x1', 'branch7x7dbl_2'));
    c = this.conv(c, depth, [1, 7], at('Branch_2/Conv2d_0c_1x7', 'branch7x7dbl_3'));
    c = this.conv(c, depth, [7, 1], at('Branch_2/Conv2d_0d_7x1', 'branch7x7dbl_4'));
    c = this.conv(c, 192, [1, 7], at('Branch_2/Conv2d_0e_1x7', 'branch7x7dbl_5'));
    const d = this.conv(tf.avgPool(x, 3, 1, 'same'), 192, [1, 1], at('Branch_3/Conv2d_0b_1x1', 'branch_pool'));
    return tf.concat([a, b, c, d], 3);
  }

  private moduleD(x: tf.Tensor4D, scope: string): tf.Tensor4D {
    const at = (slim: string, torch: string): Names => [`${scope}/${slim}`, `${scope}.${torch}`];
    const halved = { stride: 2, pad: 'valid' } as const;
    let a = this.conv(x, 192, [1, 1], at('Branch_0/Conv2d_0a_1x1', 'branch3x3_1'));
    a = this.conv(a, 320, [3, 3], at('Branch_0/Conv2d_1a_3x3', 'branch3x3_2'), halved);
    let b = this.conv(x, 192, [1, 1], at('Branch_1/Conv2d_0a_1x1', 'branch7x7x3_1'));
    b = this.conv(b, 192, [1, 7], at('Branch_1/Conv2d_0b_1x7', 'branch7x7x3_2'));
    b = this.conv(b, 192, [7, 1], at('Branch_1/Conv2d_0c_7x1', 'branch7x7x3_3'));
    b = this.conv(b, 192, [3, 3], at('Branch_1/Conv2d_1a_3x3', 'branch7x7x3_4'), halved);
    return tf.concat([a, b, tf.maxPool(x, 3, 2, 'valid')], 3);
  }

  private moduleE(x: tf.Tensor4D, scope: string, tall: string): tf.Tensor4D {
    const at = (slim: string, torch: string): Names => [`${scope}/${slim}`, `${scope}.${torch}`];
    const a = this.conv(x, 320, [1, 1], at('Branch_0/Conv2d_0a_1x1', 'branch1x1'));
    const b = this.conv(x, 384, [1, 1], at('Branch_1/Conv2d_0a_1x1', 'branch3x3_1'));
    const b1 = this.conv(b, 384, [1, 3], at('Branch_1/Conv2d_0b_1x3', 'branch3x3_2a'));
    const b2 = this.conv(b, 384, [3, 1], at(`Branch_1/${tall}`, 'branch3x3_2b'));
    let c = this.conv(x, 448, [1, 1], at('Branch_2/Conv2d_0a_1x1', 'branch3x3dbl_1'));
    c = this.conv(c, 384, [3, 3], at('Branch_2/Conv2d_0b_3x3', 'branch3x3dbl_2'));
    const c1 = this.conv(c, 384, [1, 3], at('Branch_2/Conv2d_0c_1x3', 'branch3x3dbl_3a'));
    const c2 = this.conv(c, 384, [3, 1], at('Branch_2/Conv2d_0d_3x1', 'branch3x3dbl_3b'));
    const d = this.conv(tf.avgPool(x, 3, 1, 'same'), 192, [1, 1], at('Branch_3/Conv2d_0b_1x1', 'branch_pool'));
    return tf.concat([a, b1, b2, c1, c2, d], 3);
  }

  private auxiliary(x: tf.Tensor4D, classes: number): tf.Tensor {
    let y = tf.avgPool(x, 5, 3, 'valid');
    y = this.conv(y, 128, [1, 1], ['AuxLogits/Conv2d_1b_1x1', 'AuxLogits.conv0']);
    const [height, width] = [y.shape[1], y.shape[2]];
    const slim = `AuxLogits/Conv2d_2a_${height}x${width}`;
    y = this.conv(y, 768, [height, width], [slim, 'AuxLogits.conv1'], { pad: 'valid' });
    return this.classifier(tf.squeeze(y, [1, 2]), classes, 'AuxLogits/Conv2d_2b_1x1', 'AuxLogits.fc');
  }

  private conv(
    x: tf.Tensor4D,
    filters: number,
    [height, width]: readonly [number, number],
    names: Names,
    { stride = 1, pad = 'same' }: Window = {},
  ): tf.Tensor4D {
    const inputs = x.shape[3];
    const outputs = Math.max(Math.floor(filters * this.width), 16);
    this.convolutions += 1;
    const kernel = this.make(this.nameOf(names, 'kernel'), [height, width, inputs, outputs], [3, 2, 0, 1]);
    const vector = (part: string, least: number, most: number) =>
      this.make(this.nameOf(names, part), [outputs], [0], (least + most) / 2, (most - least) / 2) as tf.Tensor1D;
    const scale = this.namer === 'torchvision' ? vector('gamma', -0.5, 1.5) : undefined;
    const offset = vector('beta', -0.2, 0.2);
    const mean = vector('mean', -0.3, 0.3);
    const variance = vector('variance', 0.1, 0.5);
    const y = tf.conv2d(x, kernel as tf.Tensor4D, stride, pad);
    return tf.relu(tf.batchNorm(y, mean, variance, offset, scale, this.epsilon)) as tf.Tensor4D;
  }

  private classifier(x: tf.Tensor, classes: number, slim: string, torch: string): tf.Tensor {
    const inputs = x.shape[1] as number;
    // In slim it is a convolution, in Keras and torchvision a dense layer.
    const shape = this.namer === 'slim' ? [1, 1, inputs, classes] : [inputs, classes];
    const names = { slim: `InceptionV3/${slim}/`, keras: 'predictions/', torchvision: `${torch}.` }[this.namer];
    const [kernelName, biasName] =
      this.namer === 'slim' ? ['weights', 'biases'] : this.namer === 'keras' ? ['kernel', 'bias'] : ['weight', 'bias'];
    const kernel = this.make(names + kernelName, shape, [1, 0], 0, 0.05);
    const bias = this.make(names + biasName, [classes], [0], 0, 0.5);
    return tf.add(tf.matMul(x as tf.Tensor2D, tf.reshape(kernel, [inputs, classes])), bias);
  }

  private nameOf([slim, torch]: Names, part: string): string {
    // The first that Keras makes have no number.
    const number = this.convolutions === 1 ? '' : `_${this.convolutions - 1}`;
    const keras = part === 'kernel' ? `conv2d${number}/kernel` : `batch_normalization${number}/`;
    const tensorflow = { gamma: 'gamma', beta: 'beta', mean: 'moving_mean', variance: 'moving_variance' };
    const pytorch = { gamma: 'weight', beta: 'bias', mean: 'running_mean', variance: 'running_var' };
    const key = part as keyof typeof tensorflow;
    if (this.namer === 'keras') return part === 'kernel' ? keras : keras + tensorflow[key];
    if (this.namer === 'torchvision') return part === 'kernel' ? `${torch}.conv.weight` : `${torch}.bn.${pytorch[key]}`;
    return part === 'kernel' ? `InceptionV3/${slim}/weights` : `InceptionV3/${slim}/BatchNorm/${tensorflow[key]}`;
  }

  /** A tensor of random numbers, kept as the file has it: torchvision in another order of axes. */
  private make(name: string, shape: number[], toPytorch: number[], middle = 0, reach?: number): tf.Tensor {
    const count = shape.reduce((product, size) => product * size, 1);
    const spread = reach ?? Math.sqrt((6 * (shape.at(-1) as number)) / count);
    const data = this.fill(count, middle, spread);
    const tensor = tf.tensor(data, shape);
    const stored = this.namer === 'torchvision' && shape.length > 1 ? tf.transpose(tensor, toPytorch) : tensor;
    if (this.tensors.has(name)) throw new Error(`${name} is made twice`);
    this.tensors.set(name, { shape: stored.shape, data: stored.dataSync() as Float32Array });
    return tensor;
  }

  protected fill(count: number, middle: number, spread: number): Float32Array {
    return Float32Array.from({ length: count }, () => middle + spread * this.random.next().value);
  }
}

/** The same with names and shapes of tensors only. */
export class BlankInception extends Inception {
  protected override fill(count: number): Float32Array {
    return new Float32Array(count);
  }
}
