/** Arguments of a use for which its block has no parameter. */
import type { Remedy } from '../diagnostics/diagnostic.js';
import { setInBlock, write } from '../diagnostics/messages/remedies.js';
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { useKeys } from '../spec/schema/structure.js';
import { translateAttribute, translateKey } from '../vocabulary/translation.js';

/** The remedy for an argument that is another library's key, or an attribute of the layers in the block. */
export function remedyForArgument(name: string, block: string): Remedy {
  const isOf = (op: Op) => Object.hasOwn(op.attributes, name) || translateAttribute(op, name) !== undefined;
  const { word, hint } = translateKey('item', name) ?? {};
  if (word !== undefined) return useKeys.includes(word) && word !== 'op' ? { help: write(word) } : {};
  if (Object.values<Op>(ops).some(isOf)) return { help: setInBlock(name, block) };
  return { help: hint };
}
