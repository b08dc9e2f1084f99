/** The padding of windows in code: words, numbers, or either. */
import type { Expr, OpFunction } from '../../lower/module.js';

/** Whether the layers of an op have a padding in words, in numbers, or either. */
export function paddingIn({ op, options, constants }: OpFunction): 'words' | 'numbers' | 'either' {
  const type = op.attributes.padding?.type;
  if (type?.type !== 'choice' || !type.or) return 'words';
  const option = options.get('padding');
  if (option) {
    if (!option.type.includes('number')) return 'words';
    return option.words.length > 0 ? 'either' : 'numbers';
  }
  const constant = constants.get('padding');
  const isWord = !constant || constant.words.length > 0 || isText(constant.value);
  return isWord ? 'words' : 'numbers';
}

const isText = (value: Expr): boolean => value.kind === 'literal' && typeof value.value === 'string';
