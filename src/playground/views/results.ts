/** What the runner found, for the visitor. */
import { element } from '../../reports/page/dom.js';
import { bytesText } from '../../reports/words.js';
import type { Prediction } from '../../run/predict/results.js';
import type { VerifyResult } from '../../run/verify/judge.js';
import type { LayerTime } from '../../run/verify/profile.js';
import type { PredictionReply } from '../runner/messages.js';

/** The verdict of a verification; `led` is called with the line that a difference is about. */
export function verdictOf(result: VerifyResult, led: (line: number) => void): HTMLElement {
  const { ok, layers, differences, backend, forward_ms, peak_bytes, compared_with, profile } = result;
  const compared = compared_with === null ? '' : ' and their values at up to 256 places each with reference values';
  const facts = [
    `${layers} layers`,
    `TensorFlow.js on ${backend}`,
    ...(forward_ms > 0 ? [`first pass ${Math.round(forward_ms)} ms`, `at most ${bytesText(peak_bytes)}`] : []),
  ];
  return element(
    'div',
    {},
    element(
      'p',
      { class: ok ? 'verdict good' : 'verdict bad' },
      ok ? 'Verified: no differences' : `${differences.length} differences`,
    ),
    element('p', { class: 'hint' }, facts.join(' · ')),
    element('p', { class: 'hint' }, `Compared the shapes and weights of all layers with the report${compared}.`),
    ...differences.map(({ layer, what, expected, actual, line }) => {
      const place = element('button', { type: 'button' }, `line ${line}`);
      place.addEventListener('click', () => led(line));
      return element('p', {}, place, ` ${layer}, ${what}: expected ${expected}, found ${actual}`);
    }),
    ...(profile ? [timesOf(profile)] : []),
  );
}

function timesOf(times: readonly LayerTime[]): HTMLElement {
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  return tableOf(
    `Time of each layer, ${total.toFixed(1)} ms in all`,
    ['layer', 'ms', 'GMACs/s'],
    times
      .toSorted((one, other) => other.ms - one.ms)
      .map(({ layer, ms, gmacs_per_s }) => [layer, ms.toFixed(2), gmacs_per_s.toFixed(1)]),
  );
}

/** The top classes of outputs, or their statistics. */
export function predictionOf({ backend, milliseconds, map, results }: PredictionReply): HTMLElement {
  const weights = map === undefined ? '' : ` · weights by the map ${map}`;
  return element(
    'div',
    {},
    element('p', { class: 'verdict good' }, `Predicted in ${Math.round(milliseconds)} ms`),
    element('p', { class: 'hint' }, `TensorFlow.js on ${backend}${weights}`),
    ...results.map(outputOf),
  );
}

function outputOf({ name, shape, min, max, mean, top }: Prediction): HTMLElement {
  const [classes] = top ?? [];
  if (!classes)
    return element(
      'p',
      {},
      `${name}: ${shape.join('×')}, from ${min.toFixed(4)} to ${max.toFixed(4)}, ${mean.toFixed(4)} on average`,
    );
  return tableOf(
    name,
    ['class', 'label', 'value'],
    classes.map(({ class: index, label = '', value }) => [String(index), label, value.toFixed(4)]),
  );
}

function tableOf(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    element('tr', {}, ...cells.map((cell) => element(tag, {}, cell)));
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, line(heads, 'th')),
      element('tbody', {}, ...rows.map((row) => line(row, 'td'))),
    ),
  );
}
