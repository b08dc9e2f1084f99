/** The modules of runtime/ that generated code may contain, in their order there. */
export const runtimeNames = [
  'initializer',
  'regularizer',
  'sharing',
  'apply',
  'size-of',
  'cropped',
  'batch-normalization',
  'grouped-conv2d',
  'dilated-convolution',
  'dilated-depthwise-conv2d',
  'dilated-separable-conv2d',
  'dilate',
  'hard-swish',
  'hard-sigmoid',
  'adaptive-average-pooling2d',
  'squeeze',
  'split',
  'project',
  'layer-scale',
  'initializer-of',
  'regularizer-of',
  'ones-between',
  'from-config',
  'to-config',
] as const;

export type RuntimeName = (typeof runtimeNames)[number];
