/** How to use the playground. */
import { element } from '../reports/page/dom.js';
import { dialog } from './dialog.js';

const keys: readonly (readonly [string, string])[] = [
  ['Ctrl-Space', 'complete: ops, attributes, names'],
  ['Ctrl-.', 'what can be done at the cursor'],
  ['F2', 'rename everywhere'],
  ['F12', 'go to the definition'],
  ['F8', 'go to the next problem'],
  ['Ctrl-F', 'find and replace'],
  ['Shift-Alt-F', 'format'],
  ['Ctrl-S', 'save the spec as a file'],
  ['Escape, Tab', 'leave the editor'],
];

export function showHelp(): void {
  const { content } = dialog('How it works');
  content.append(
    element(
      'p',
      {},
      'Write a network as a spec on the left. Its shapes, costs and mistakes appear as you type; beside it are the ' +
        'drawing, the report, the generated code, what you changed, and a place to run it.',
    ),
    element(
      'p',
      {},
      'Everything happens in your browser, and nothing is sent anywhere. Share makes a link that holds the spec itself. ' +
        'Code from a spec runs in a sandbox without network or storage.',
    ),
    element('h3', {}, 'Keys'),
    element('dl', {}, ...keys.flatMap(([key, act]) => [element('dt', {}, key), element('dd', {}, act)])),
  );
}
