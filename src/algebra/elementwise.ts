/** The names of elementwise functions and of reductions. */

/** Functions of one element. */
export type Unary =
  | 'negate'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'erf'
  | 'cos'
  | 'sin'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'relu6'
  | 'elu'
  | 'softplus';

export type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum';

export type ComparisonOp = 'equal' | 'less' | 'lessEqual';

export type Reduction = 'sum' | 'mean' | 'max' | 'min' | 'product';
