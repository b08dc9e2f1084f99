/** Fields for the inputs of a network: a picture, or numbers. */
import type { ShownNetwork } from '../../reports/page/data.js';
import { element } from '../../reports/page/dom.js';
import { shapeLabel, shownShapes } from '../../reports/shape-words.js';
import type { PredictTask } from '../runner/messages.js';

type GivenInput = PredictTask['inputs'][string];

/** Shows a field for each input; the result reads them. Reading throws an `Error` with a message for the visitor. */
export function inputFields(host: HTMLElement, { report }: ShownNetwork): () => PredictTask['inputs'] {
  const readers = new Map<string, () => GivenInput>();
  host.replaceChildren(
    ...[...shownShapes(report, 'inputs')].map(([name, shape]) => {
      const id = `input-${name}`;
      const isPicture = shape.length === 3;
      const field = element(
        'input',
        isPicture
          ? { id, type: 'file', accept: 'image/*' }
          : { id, type: 'text', placeholder: '5, 17, 2', autocomplete: 'off', inputmode: 'decimal' },
      );
      readers.set(name, () => (isPicture ? pictureIn(field, name) : numbersIn(field, name)));
      return element('div', { class: 'row' }, element('label', { for: id }, `${name}, ${shapeLabel(shape)}`), field);
    }),
  );
  return () => Object.fromEntries([...readers].map(([name, read]) => [name, read()]));
}

function pictureIn({ files }: HTMLInputElement, name: string): File {
  const [file] = files ?? [];
  if (!file) throw new Error(`choose a picture for ${name}`);
  return file;
}

function numbersIn({ value }: HTMLInputElement, name: string): readonly number[] {
  const words = value.split(/[\s,]+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  if (numbers.length === 0 || numbers.some((one) => !Number.isFinite(one)))
    throw new Error(`write numbers for ${name}, such as 5, 17, 2`);
  return numbers;
}
