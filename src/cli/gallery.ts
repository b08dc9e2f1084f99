/** The networks in specs/ with published figures: one table for the page and the test. */

/** A published figure of a network. */
export interface PublishedFigure {
  /** What it counts. PyTorch's count is `trainable_params`: its moving statistics are buffers. */
  readonly total: 'params' | 'trainable_params' | 'macs';
  /** As printed; multiply-accumulates in units of 10^9. */
  readonly published: string;
  readonly origin: string;
  /** The end point up to which it counts. */
  readonly until?: string;
  /** The parameters of the variant that was counted. */
  readonly set?: Readonly<Record<string, number | boolean>>;
}

/** A network of a library that gives the same outputs with the same random weights, as test/equality measured. */
export interface Equality {
  readonly library: string;
  readonly model: string;
  /** The map in maps/ that carries weights over. */
  readonly map: string;
  /** The parameters of the variant that equals the library's. */
  readonly set?: PublishedFigure['set'];
  /** The largest difference of an output, relative to the largest output if that is above 1. */
  readonly difference: { readonly onnx: string; readonly tfjs: string };
}

export interface GalleryEntry {
  readonly equality?: Equality;
  readonly figures: readonly PublishedFigure[];
  /**
   * The variant that takes an input of unknown size, and why others do not; absent if the network takes it as it is.
   */
  readonly unknownSize?: Pick<PublishedFigure, 'set' | 'until'> & { readonly reason: string };
}

const total = (total: PublishedFigure['total'], published: string, origin: string): PublishedFigure => ({
  total,
  published,
  origin,
});

/** Figures of torchvision's weights, which count convolutions and dense layers at the size of its evaluation. */
const torchvisionMacs = (weights: string, published: string): PublishedFigure =>
  total('macs', published, `torchvision, ${weights}, _ops`);
const torchvision = (weights: string, params: string, macs: string): readonly PublishedFigure[] => [
  total('trainable_params', params, `torchvision, ${weights}, num_params`),
  torchvisionMacs(weights, macs),
];
const keras = (model: string, params: string): PublishedFigure =>
  total('params', params, `Keras Applications, ${model}().count_params()`);
const application = (
  model: string,
  map: string,
  difference: Equality['difference'],
  set: Equality['set'] = {},
): Equality => ({ library: 'keras', model: `applications.${model}`, map, difference, set });
const slim = (test: string, params: string, until: string): PublishedFigure => ({
  ...total('params', params, `TF-Slim, ${test}, testModelHasExpectedNumberOfParameters`),
  until,
});

const yolov5 = (model: string, params: string, set: Readonly<Record<string, number>>): PublishedFigure => ({
  ...total('trainable_params', params, `ultralytics/yolov5 6.0, ${model}.yaml, model summary`),
  set,
});

/** By the name of the spec. */
export const gallery = {
  alexnet: { figures: torchvision('AlexNet_Weights.IMAGENET1K_V1', '61,100,840', '0.714') },
  'bert-base': {
    figures: [total('params', '109,482,240', 'transformers, BertModel')],
    equality: {
      library: 'transformers',
      model: 'BertModel',
      map: 'transformers-bert',
      difference: { onnx: '3.0e-6', tfjs: '4.9e-6' },
    },
  },
  'bilstm-imdb': {
    figures: [total('params', '2,757,761', 'Keras, its example bidirectional_lstm_imdb')],
    equality: {
      library: 'keras',
      model: 'bidirectional_lstm_imdb',
      map: 'keras-bilstm-imdb',
      difference: { onnx: '6.0e-8', tfjs: '8.9e-8' },
    },
  },
  'convnext-tiny': { figures: torchvision('ConvNeXt_Tiny_Weights.IMAGENET1K_V1', '28,589,128', '4.456') },
  densenet121: {
    figures: [keras('DenseNet121', '8,062,504'), torchvisionMacs('DenseNet121_Weights.IMAGENET1K_V1', '2.834')],
    equality: application('DenseNet121', 'keras-named', { onnx: '1.1e-8', tfjs: '3.6e-7' }),
  },
  'detr-r50': {
    figures: [total('trainable_params', '41,302,368', 'facebookresearch/detr, main.py, number of params')],
    equality: {
      library: 'transformers',
      model: 'DetrForObjectDetection',
      map: 'transformers-detr',
      difference: { onnx: '1.4e-6', tfjs: '1.2e-6' },
    },
    unknownSize: { until: 'projection', reason: 'the positions are a constant' },
  },
  'efficientnet-b0': { figures: torchvision('EfficientNet_B0_Weights.IMAGENET1K_V1', '5,288,548', '0.386') },
  'efficientnet-v2-s': { figures: torchvision('EfficientNet_V2_S_Weights.IMAGENET1K_V1', '21,458,488', '8.366') },
  'hrnet-w32': { figures: [total('trainable_params', '41,232,680', 'timm, hrnet_w32')] },
  'inception-resnet-v2': {
    figures: [keras('InceptionResNetV2', '55,873,736')],
  },
  i3d: { figures: [total('trainable_params', '12,697,264', 'ports of Kinetics-I3D, such as piergiaj/pytorch-i3d')] },
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
    equality: application('InceptionV3', 'keras', { onnx: '1.0e-6', tfjs: '1.5e-6' }, { create_aux_logits: false }),
  },
  'inception-v4': {
    figures: [total('params', '46,074,066', 'TF-Slim, inception_v4.py, all of its variables')],
    unknownSize: {
      set: { create_aux_logits: false },
      reason: 'the last convolution of the auxiliary head is as large as the grid, in TF-Slim as here',
    },
  },
  gpt2: {
    figures: [total('params', '124,439,808', 'transformers, GPT2LMHeadModel')],
    equality: {
      library: 'transformers',
      model: 'GPT2LMHeadModel',
      map: 'transformers-gpt2',
      difference: { onnx: '9.4e-7', tfjs: '1.8e-6' },
    },
  },
  'mixer-b-16': {
    figures: [total('params', '59,880,472', 'timm, mixer_b16_224')],
    equality: {
      library: 'timm',
      model: 'mixer_b16_224',
      map: 'timm-mixer',
      difference: { onnx: '4.1e-7', tfjs: '9.3e-7' },
    },
    unknownSize: { until: 'stem', reason: 'the token-mixing layers have a unit per patch' },
  },
  'mobilenet-v1': {
    figures: [keras('MobileNet', '4,253,864'), total('macs', '0.569', 'the paper, arXiv:1704.04861, table 4')],
    equality: application('MobileNet', 'keras-named', { onnx: '2.1e-7', tfjs: '1.1e-6' }),
  },
  'mobilenet-v2': {
    figures: [keras('MobileNetV2', '3,538,984'), torchvisionMacs('MobileNet_V2_Weights.IMAGENET1K_V1', '0.301')],
    equality: application('MobileNetV2', 'keras-named', { onnx: '4.6e-7', tfjs: '8.6e-7' }),
  },
  'mobilenet-v3-large': { figures: torchvision('MobileNet_V3_Large_Weights.IMAGENET1K_V1', '5,483,032', '0.217') },
  'mobilevit-s': {
    figures: [total('trainable_params', '5,578,632', 'timm, mobilevit_s')],
    equality: {
      library: 'timm',
      model: 'mobilevit_s',
      map: 'timm-mobilevit',
      difference: { onnx: '4.5e-7', tfjs: '1.3e-6' },
    },
    unknownSize: { until: 'down3', reason: 'the number of rows is needed to put patches together again' },
  },
  'nasnet-mobile': {
    figures: [keras('NASNetMobile', '5,326,716')],
    equality: application('NASNetMobile', 'keras-nasnet', { onnx: '1.4e-7', tfjs: '3.1e-7' }),
    unknownSize: { until: 'stem', reason: 'the margins of pools depend on whether the grid is even' },
  },
  pointnet: {
    figures: [total('params', '748,979', 'Keras, its example pointnet')],
  },
  'r3d-18': {
    figures: torchvision('R3D_18_Weights.KINETICS400_V1', '33,371,472', '40.697'),
    equality: {
      library: 'torchvision',
      model: 'video.r3d_18',
      map: 'torchvision-r3d',
      difference: { onnx: '4.7e-7', tfjs: '5.9e-7' },
    },
  },
  resnet18: { figures: torchvision('ResNet18_Weights.IMAGENET1K_V1', '11,689,512', '1.814') },
  resnet50: {
    figures: [keras('ResNet50', '25,636,712')],
    equality: application('ResNet50', 'keras-named', { onnx: '8.8e-7', tfjs: '1.5e-6' }),
  },
  'resnet50-torchvision': { figures: torchvision('ResNet50_Weights.IMAGENET1K_V1', '25,557,032', '4.089') },
  'resnet50-v2': {
    figures: [keras('ResNet50V2', '25,613,800')],
    equality: application('ResNet50V2', 'keras-named', { onnx: '3.1e-7', tfjs: '9.8e-7' }),
  },
  'resnext50-32x4d': { figures: torchvision('ResNeXt50_32X4D_Weights.IMAGENET1K_V1', '25,028,904', '4.23') },
  'sd-v1-unet': {
    figures: [total('params', '859,520,964', 'diffusers, UNet2DConditionModel of Stable Diffusion v1')],
    unknownSize: { until: 'conv_in', reason: 'the number of rows is needed to make an image of pixels again' },
  },
  'shufflenet-v2': {
    figures: torchvision('ShuffleNet_V2_X1_0_Weights.IMAGENET1K_V1', '2,278,604', '0.145'),
    equality: {
      library: 'torchvision',
      model: 'shufflenet_v2_x1_0',
      map: 'torchvision-shufflenet',
      difference: { onnx: '7.5e-7', tfjs: '2.4e-6' },
    },
  },
  'squeezenet1-1': { figures: torchvision('SqueezeNet1_1_Weights.IMAGENET1K_V1', '1,235,496', '0.349') },
  'swin-t': {
    figures: [
      ...torchvision('Swin_T_Weights.IMAGENET1K_V1', '28,288,354', '4.491'),
      ...torchvision('Swin_S_Weights.IMAGENET1K_V1', '49,606,258', '8.741').map((figure) => ({
        ...figure,
        set: { blocks: 18 },
      })),
    ],
    equality: {
      library: 'torchvision',
      model: 'swin_t',
      map: 'torchvision-swin',
      difference: { onnx: '4.8e-7', tfjs: '7.8e-7' },
    },
    unknownSize: { until: 'patch_norm', reason: 'masks have the number of windows' },
  },
  'transformer-base': { figures: [total('params', '44,140,544', 'torch, nn.Transformer')] },
  unet: { figures: [] },
  vgg16: {
    figures: [keras('VGG16', '138,357,544'), torchvisionMacs('VGG16_Weights.IMAGENET1K_V1', '15.47')],
    equality: application('VGG16', 'keras-named', { onnx: '1.6e-6', tfjs: '3.7e-6' }),
    unknownSize: { until: 'block5_pool', reason: 'the kernel of fc1 is as large as the grid before it' },
  },
  'vit-b-16': {
    figures: torchvision('ViT_B_16_Weights.IMAGENET1K_V1', '86,567,656', '17.564'),
    equality: {
      library: 'torchvision',
      model: 'vit_b_16',
      map: 'torchvision-vit',
      difference: { onnx: '7.0e-7', tfjs: '1.6e-6' },
    },
  },
  xception: {
    figures: [keras('Xception', '22,910,480')],
    equality: application('Xception', 'keras-named', { onnx: '2.8e-7', tfjs: '1.4e-6' }),
  },
  yolov5s: {
    figures: [
      yolov5('yolov5s', '7,235,389', {}),
      yolov5('yolov5n', '1,872,157', { depth: 0.33, width: 0.25 }),
      yolov5('yolov5m', '21,190,557', { depth: 0.67, width: 0.75 }),
      yolov5('yolov5l', '46,563,709', { depth: 1, width: 1 }),
    ],
  },
} as const satisfies Record<string, GalleryEntry>;

export type GalleryName = keyof typeof gallery;
