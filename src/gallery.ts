/** The networks in specs/, and what others have published of them: the one table that the page and the test go by. */

/** A figure that somebody else has published of a network. */
export interface Figure {
  /** What it counts. `trainable_params` is what PyTorch counts, which keeps moving statistics apart as buffers. */
  readonly total: 'params' | 'trainable_params' | 'macs';
  /** As it was printed; multiply-accumulates in units of 10^9. */
  readonly published: string;
  readonly origin: string;
  /** The end point up to which it counts. */
  readonly until?: string;
  /** The parameters with which the network is the one that was counted. */
  readonly set?: Readonly<Record<string, number | boolean>>;
}

export interface Entry {
  readonly figures: readonly Figure[];
  /** What must be set for an input of unknown size, and why; absent where the network takes it as it stands. */
  readonly unknownSize?: { readonly set: Readonly<Record<string, boolean>>; readonly reason: string };
}

const total = (total: Figure['total'], published: string, origin: string): Figure => ({ total, published, origin });

/** What torchvision says of its weights, where it counts convolutions and dense layers, at the size it evaluates with. */
const torchvisionMacs = (weights: string, published: string): Figure =>
  total('macs', published, `torchvision, ${weights}, _ops`);
const torchvision = (weights: string, params: string, macs: string): readonly Figure[] => [
  total('trainable_params', params, `torchvision, ${weights}, num_params`),
  torchvisionMacs(weights, macs),
];
const keras = (model: string, params: string): Figure =>
  total('params', params, `Keras Applications, ${model}().count_params()`);
const slim = (test: string, params: string, until: string): Figure => ({
  ...total('params', params, `TF-Slim, ${test}, testModelHasExpectedNumberOfParameters`),
  until,
});

/** By the name of the spec. */
export const gallery = {
  alexnet: { figures: torchvision('AlexNet_Weights.IMAGENET1K_V1', '61,100,840', '0.714') },
  'inception-v1': {
    figures: [
      slim('inception_v1_test.py', '5,607,184', 'Mixed_5c'),
      torchvisionMacs('GoogLeNet_Weights.IMAGENET1K_V1', '1.498'),
    ],
  },
  'inception-v2': { figures: [slim('inception_v2_test.py', '10,173,112', 'Mixed_5c')] },
  'inception-v3': {
    figures: [
      slim('inception_v3_test.py', '21,802,784', 'Mixed_7c'),
      { ...keras('InceptionV3', '23,851,784'), set: { create_aux_logits: false } },
      { ...torchvisionMacs('Inception_V3_Weights.IMAGENET1K_V1', '5.713'), set: { create_aux_logits: false } },
    ],
  },
  'inception-v4': {
    figures: [total('params', '46,074,066', 'TF-Slim, inception_v4.py, all of its variables')],
    unknownSize: {
      set: { create_aux_logits: false },
      reason: 'the last convolution of the auxiliary head is as large as the grid, in TF-Slim as here',
    },
  },
  'squeezenet1-1': { figures: torchvision('SqueezeNet1_1_Weights.IMAGENET1K_V1', '1,235,496', '0.349') },
  unet: { figures: [] },
  vgg16: {
    figures: [keras('VGG16', '138,357,544'), torchvisionMacs('VGG16_Weights.IMAGENET1K_V1', '15.47')],
  },
} as const satisfies Record<string, Entry>;

export type GalleryName = keyof typeof gallery;
