/** A layer that TensorFlow.js does not have: a class that follows from what its op computes. */
import { typeOf } from '../../../lower/types.js';
import type { Op } from '../../../ops/op.js';
import { isNumbered } from '../../../ops/outputs.js';
import type { Language } from '../../code/language.js';
import { flatText, generic, object, toLines, union } from '../../code/layout.js';
import { camelCase, docComment, quote } from '../../code/lexical.js';
import { Forms, isOfPorts } from '../../printed/forms.js';
import { isTold } from '../../printed/taking.js';
import { weightsIn } from '../../printed/weights.js';
import { TargetLimit } from '../../target.js';
import { defaultCode } from '../ops/arguments.js';
import { className, layerRow, spreadOf, spreadType } from '../ops/layers.js';
import type { Part, Printing } from '../print/printing.js';
import { typeText } from '../print/types.js';
import { type CallCode, callLines } from './call.js';
import { outputShapeLines } from './output-shape.js';
import { buildLines, ofMethods } from './weights.js';

const anyTensor = 'tf.Tensor | tf.Tensor[]';
const kwargs = '{ training?: boolean }';
const anyShape = 'tf.Shape | tf.Shape[]';

/** An attribute that the class keeps. */
interface Setting {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly standard: string | undefined;
  /** How a weight starts, or what is penalized of it: kept beside the other settings. */
  readonly role?: 'initializer' | 'regularizer';
}

const configName = (op: Op): string => `${className(op)}Config`;

/** What the module declares for an op that has such a class. */
export const declaredFor = (op: Op): readonly string[] => [className(op), configName(op)];

/** Prints the class of an op's layers. Throws `TargetLimit` if TensorFlow.js has no code for what they compute. */
export function printLayerClass(op: Op, printing: Printing): Part {
  const { language } = printing;
  if (isNumbered(op.outputs)) throw new TargetLimit(`TensorFlow.js has no ${op.name}`);
  try {
    const forms = new Forms(op, printing.forms.get(op) ?? [], printing.outputsOf(op));
    const call = callLines(forms, language);
    for (const helper of call.helpers) printing.need(helper);
    const settings = settingsOf(op).filter(({ key }) => !isOfPorts(op, key) || isTold(forms.taking, key));
    for (const { role } of settings)
      if (role) for (const name of [role, `${role}-of`, 'to-config'] as const) printing.need(name);
    if (forms.map((form) => weightsIn(forms, form, ofMethods)).some(([, all]) => all.some(({ ones }) => ones)))
      printing.need('ones-between');
    return { lines: classLines(forms, settings, call, language) };
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${op.name} needs ${error.message}, which TensorFlow.js does not support`)
      : error;
  }
}

/** The attributes but for those of companions. */
function settingsOf(op: Op): readonly Setting[] {
  return Object.entries(op.attributes).flatMap(([key, { type, default: standard, like }]): readonly Setting[] => {
    if (type.type === 'settings' || op.companions.some((companion) => companion === key)) return [];
    const code = like === undefined ? (standard === undefined ? undefined : defaultCode(key, op)) : camelCase(like);
    const kept = { key, name: camelCase(key), standard: code === undefined ? undefined : flatText(code) };
    if (type.type !== 'named') {
      const spread = spreadOf(op, key);
      return [{ ...kept, type: typeText(spread ? spreadType(spread) : typeOf(type)) }];
    }
    return Object.hasOwn(type.kinds, 'l2')
      ? [{ ...kept, type: 'Regularizer', role: 'regularizer' }]
      : [{ ...kept, type: 'Initializer', role: 'initializer' }];
  });
}

function classLines(
  forms: Forms,
  settings: readonly Setting[],
  { weights, lines: body, trains }: CallCode,
  language: Language,
): readonly string[] {
  const { op, outputs } = forms;
  const config = configName(op);
  const list = outputs.length > 1 ? '[]' : '';
  const pattern = [
    'name',
    ...settings.map(({ name, standard }) => (standard === undefined ? name : `${name} = ${standard}`)),
  ];
  const learns = weights.length > 0;
  if (learns) pattern.push('trainable = true');
  const plain = settings.filter(({ role }) => !role).map(({ name }) => name);
  const apart = settings.flatMap(({ name, role }) => (role ? [{ name, role }] : []));
  const omitted = ['name', ...(learns ? ['trainable'] : []), ...apart.map(({ name }) => name)].map(quote);
  const fields = [
    ...(plain.length > 0
      ? toLines(generic('Required', generic('Omit', config, union(omitted))), 2, 'private readonly settings: ', ';')
      : []),
    ...apart.map(({ name, role }) => `private readonly ${name}: ReturnType<typeof ${role}Of>;`),
    ...weights.map(({ key }) => `private ${camelCase(key)}?: tf.LayerVariable;`),
  ];
  const entries = [
    '...super.getConfig()',
    ...(plain.length > 0 ? ['...this.settings'] : []),
    ...apart.map(({ name }) => `${name}: toConfig(this.${name})`),
  ].map((entry) => [entry, entry] as const);
  const outputShape = outputShapeLines(forms, language);
  const members: readonly (readonly string[])[] = [
    [`static className = ${quote(className(op))};`, ...(language.javascript ? [] : fields)],
    ...(settings.length > 0
      ? [
          [
            ...language.docOf([], [['param', config, 'config']]),
            ...toLines(['constructor(', language.optionsParameter(pattern, config, false), ')'], 2, '', ' {'),
            `  super({ name${learns ? ', trainable' : ''} });`,
            ...(plain.length > 0
              ? toLines(object(plain.map((key) => [key, key])), 4, 'this.settings = ', ';').map((line) => `  ${line}`)
              : []),
            ...apart.map(({ name, role }) => `  this.${name} = ${role}Of(${name});`),
            '}',
          ],
        ]
      : []),
    ...(weights.length > 0
      ? [
          [
            ...language.docOf([], [['param', anyShape, 'inputShape']]),
            `build(${language.typed('inputShape', anyShape)})${language.annotation('void')} {`,
            ...buildLines(forms, language).map((line) => `  ${line}`),
            '}',
          ],
        ]
      : []),
    ...(outputShape
      ? [
          [
            ...language.docOf([], [['param', anyShape, 'inputShape']]),
            `computeOutputShape(${language.typed('inputShape', anyShape)})${language.annotation(`tf.Shape${list}`)} {`,
            ...(outputShape.settings.length > 0
              ? [`  const { ${outputShape.settings.map(camelCase).join(', ')} } = this.settings;`]
              : []),
            ...outputShape.lines.map((line) => `  ${line}`),
            '}',
          ],
        ]
      : []),
    [
      ...language.docOf(
        [],
        [['param', anyTensor, 'inputs'], ...(trains ? [['param', kwargs, 'kwargs'] as const] : [])],
      ),
      `call(${language.typed('inputs', anyTensor)}${trains ? `, ${language.typed('kwargs', kwargs)}` : ''})${language.annotation(`tf.Tensor${list}`)} {`,
      ...body.map((line) => `  ${line}`),
      '}',
    ],
    ...(settings.length > 0
      ? [
          [
            `getConfig()${language.annotation('tf.serialization.ConfigDict')} {`,
            ...toLines(object(entries), 4, 'return ', ';').map((line) => `  ${line}`),
            '}',
          ],
        ]
      : []),
  ];
  return [
    ...(settings.length > 0
      ? [
          ...language.objectType(config, [
            { key: 'name', type: 'string', isOptional: false },
            ...settings.map(({ name, type, standard, role }) => ({
              key: name,
              type,
              isOptional: standard !== undefined || role === 'regularizer',
            })),
            ...(learns ? [{ key: 'trainable', type: 'boolean', isOptional: true }] : []),
          ]),
          '',
        ]
      : []),
    ...docComment([`${op.doc} ${layerRow(op).mayBePrinted}`]),
    `class ${className(op)} extends tf.layers.Layer {`,
    ...members.flatMap((member, index) => [...(index > 0 ? [''] : []), ...member.map((line) => `  ${line}`)]),
    '}',
    '',
    `tf.serialization.registerClass(${className(op)});`,
  ];
}
