/** Constants: arrays of values that the module declares, and the operations that repeat them for each example. */
import { type Expression, walk } from '../../expressions/expression.js';
import { IndexFunction, indexNames } from '../../expressions/index-function.js';
import { lowerValue } from '../../lower/expressions.js';
import { literal } from '../../lower/module.js';
import { number } from '../../lower/types.js';
import { valuesOfTable } from '../../ops/tables.js';
import type { Language } from '../code/language.js';
import { array, call, type Doc, group, ifBroken, indent, line, softline, toLines } from '../code/layout.js';
import { camelCase } from '../code/lexical.js';
import { shapesText } from '../code/words.js';
import { Expressions } from '../tfjs/print/expressions.js';
import { type Operation, only } from './operation.js';
import type { StepOf } from './plan.js';

const arrays = { float32: 'Float32Array', int32: 'Int32Array', bool: 'Uint8Array' } as const;

/** A constant as an operation. */
export function constantOperation(step: StepOf<'constant'>): Operation {
  const { layer, output } = step;
  const { dtype } = layer.attributes;
  const shape = output.map(String);
  const typed = dtype === 'float32' ? [] : [`'${dtype}'`];
  return {
    ...only(step),
    function: {
      name: `${camelCase(layer.name)}Values`,
      helpers: [],
      write: (name, language) => [
        `/** The values of ${layer.name}, ${shapesText([output])}. */`,
        ...toLines(valuesCode(step, language), 0, `const ${name} = `, ';'),
      ],
    },
    code: ([x = ''], _, values) =>
      call('tf.tile', [
        call(`tf.tensor${output.length + 1}d`, [values, array(['1', ...shape]), ...typed]),
        array([`${x}.shape[0]`, ...shape.map(() => '1')]),
      ]),
  };
}

function valuesCode({ layer, output }: StepOf<'constant'>, language: Language): Doc {
  const { value, dtype } = layer.attributes;
  const type = arrays[dtype as keyof typeof arrays];
  const sizes = output.map(Number);
  if (value instanceof IndexFunction) {
    const flat = sizes.length > 2 ? `.flat(${sizes.length - 1})` : sizes.length > 1 ? '.flat()' : '';
    const nested = nestedArrays(value.expression, sizes, language);
    return call(`${type}.from`, [[nested, flat], ...(dtype === 'bool' ? ['Number'] : [])]);
  }
  const values = valuesOfTable(value, sizes);
  if (!Array.isArray(value))
    return `new ${type}(${values.length})${Number(value) === 0 ? '' : `.fill(${Number(value)})`}`;
  return call(`${type}.from`, [array(Array.from(values, String))]);
}

/** `Array.from({ length: 16 }, (_, i) => Array.from({ length: 64 }, (_, j) => i * j))` */
function nestedArrays(expression: Expression, sizes: readonly number[], language: Language): Doc {
  const mentioned = new Set([...walk(expression)].map((part) => (part.kind === 'name' ? part.name : '')));
  const scope = {
    find: ({ name }: { readonly name: string }) => ({ name, type: number }),
    tensor: literal(null),
    notNull: new Set<never>(),
  };
  const { value } = lowerValue(expression, scope);
  return sizes.reduceRight<Doc>(
    (inner, size, axis) => {
      const name = indexNames[axis] ?? '';
      const head = mentioned.has(name) ? `(_, ${name})` : '()';
      return group([`Array.from({ length: ${size} }, ${head} =>`, indent([line, inner]), ifBroken, softline, ')']);
    },
    new Expressions(language).code(value, 2.1),
  );
}
