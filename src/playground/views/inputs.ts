/** Fields for the inputs of a network: a picture, or numbers. */
import type { ShownNetwork } from '../../reports/page/data.js';
import { button, element } from '../../reports/page/dom.js';
import { shapeLabel, shownShapes } from '../../reports/shape-words.js';
import { chooseFiles } from '../files.js';
import type { PredictTask } from '../runner/messages.js';

type GivenInput = PredictTask['inputs'][string];

/** Shows a field for each input; the result reads them. Reading throws an `Error` with a message for the visitor. */
export function inputFields(host: HTMLElement, { report }: ShownNetwork): () => PredictTask['inputs'] {
  const fields = [...shownShapes(report, 'inputs')].map(([name, shape]) =>
    shape.length === 3 ? pictureField(name, shapeLabel(shape)) : numbersField(name, shapeLabel(shape)),
  );
  host.replaceChildren(...fields.map(({ row }) => row));
  return () => Object.fromEntries(fields.map(({ name, read }) => [name, read()]));
}

interface InputField {
  readonly name: string;
  readonly row: HTMLElement;
  readonly read: () => GivenInput;
}

function pictureField(name: string, shape: string): InputField {
  let picture: File | undefined;
  const said = element('span', { class: 'hint' }, `for ${name}, ${shape}`);
  const choose = button(`Choose a picture for ${name}`, 'Picture…', async () => {
    [picture] = await chooseFiles('image/*');
    said.textContent = `${picture?.name ?? 'none chosen'} for ${name}, ${shape}`;
  });
  const read = () => {
    if (!picture) throw new Error(`choose a picture for ${name}`);
    return picture;
  };
  return { name, row: element('div', { class: 'row' }, choose, said), read };
}

function numbersField(name: string, shape: string): InputField {
  const id = `input-${name}`;
  const field = element('input', {
    id,
    type: 'text',
    placeholder: '5, 17, 2',
    autocomplete: 'off',
    inputmode: 'decimal',
  });
  const row = element('div', { class: 'row' }, element('label', { for: id }, `${name}, ${shape}`), field);
  return { name, row, read: () => numbersIn(field, name) };
}

function numbersIn({ value }: HTMLInputElement, name: string): readonly number[] {
  const words = value.split(/[\s,]+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  if (numbers.length === 0 || numbers.some((one) => !Number.isFinite(one)))
    throw new Error(`write numbers for ${name}, such as 5, 17, 2`);
  return numbers;
}
