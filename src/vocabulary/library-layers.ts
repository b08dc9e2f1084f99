/** The layers of Keras 3 and of TensorFlow.js, for the page that lists what netspec has for each. */

/** Layers that are no part of an architecture, and why. */
interface Apart {
  readonly reason: string;
  readonly layers: readonly string[];
}

export interface LayerLibrary {
  readonly title: string;
  /** Layers that are part of an architecture: the vocabulary says what netspec has for each. */
  readonly layers: readonly string[];
  readonly apart: readonly Apart[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const preparing = 'prepares or augments data before it reaches the network';
const converting = 'turns text, categories or sound into numbers before they reach the network';
const loop = 'loops over a cell of your own; write lstm, gru or simple_rnn';
const base = 'is a base class of other layers';

/** The classes of `keras.layers` of Keras 3.15, without second names of the same class such as `AvgPool2D`. */
export const keras: LayerLibrary = {
  title: 'Keras 3',
  layers: words(`
    Activation ELU LeakyReLU PReLU ReLU Softmax
    AdditiveAttention Attention GroupQueryAttention MultiHeadAttention
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose
    DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
    CategoryEncoding Dense EinsumDense Embedding ReversibleEmbedding Identity InputLayer Lambda Masking
    Add Average Concatenate Dot Maximum Minimum Multiply Subtract
    BatchNormalization GroupNormalization LayerNormalization RMSNormalization SpectralNormalization UnitNormalization
    AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
    Normalization Rescaling Resizing CenterCrop
    ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise
    SpatialDropout1D SpatialDropout2D SpatialDropout3D
    Cropping1D Cropping2D Cropping3D Flatten Permute RepeatVector Reshape
    UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU GRUCell LSTM LSTMCell SimpleRNN SimpleRNNCell
    StackedRNNCells TimeDistributed TFSMLayer FlaxLayer JaxLayer TorchModuleWrapper
  `),
  apart: [
    {
      reason: preparing,
      layers: words(`
        AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization MaxNumBoundingBoxes MixUp
        Pipeline RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop
        RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert
        RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
        RandomTranslation RandomZoom Solarization
      `),
    },
    {
      reason: converting,
      layers: words(`
        Discretization HashedCrossing Hashing IntegerLookup MelSpectrogram STFTSpectrogram StringLookup
        TextVectorization
      `),
    },
    { reason: base, layers: ['Layer', 'Wrapper'] },
    { reason: loop, layers: ['RNN'] },
  ],
};

/** The layers that `@tensorflow/tfjs-layers` 4.22 registers. */
export const tensorflowJs: LayerLibrary = {
  title: 'TensorFlow.js',
  layers: words(`
    Activation ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU
    Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose DepthwiseConv2D SeparableConv2D
    CategoryEncoding Dense Embedding InputLayer Masking
    Add Average Concatenate Dot Maximum Minimum Multiply
    BatchNormalization LayerNormalization
    AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D
    Rescaling Resizing CenterCrop
    AlphaDropout Dropout GaussianDropout GaussianNoise SpatialDropout1D
    Cropping2D Flatten Permute RepeatVector Reshape UpSampling2D ZeroPadding2D
    Bidirectional ConvLSTM2D ConvLSTM2DCell GRU GRUCell LSTM LSTMCell SimpleRNN SimpleRNNCell StackedRNNCells
    TimeDistributed
  `),
  apart: [
    { reason: preparing, layers: ['RandomWidth'] },
    { reason: loop, layers: ['RNN'] },
    { reason: 'is a whole network', layers: ['Functional', 'Model', 'Sequential'] },
  ],
};
