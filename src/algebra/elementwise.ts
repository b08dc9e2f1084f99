/** The words for what is computed element by element, and for what several elements come to. */

/** Functions of each element. */
export type Unary =
  | 'negate'
  | 'abs'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'erf'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'relu6'
  | 'elu';

export type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum';

export type ComparisonOp = 'equal' | 'less' | 'lessEqual';

export type Reduction = 'sum' | 'mean' | 'max' | 'min' | 'product';
