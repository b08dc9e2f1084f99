/**
 * The benchmarks, each against a peer that runs in turn with it, in one table:
 *
 *   npm run bench [-- check large]
 *
 * A ratio is ours divided by the peer's, so that less is better. The status is 1 where one is over its limit.
 */
import { parseArgs } from 'node:util';
import { measure } from './measure.js';

/** A module gives its title and its rows, one after the other, as `rows()`. */
const modules = {
  check: () => import('./check.js'),
  large: () => import('./large.js'),
  inference: () => import('./inference.js'),
  trained: () => import('./trained.js'),
  onnx: () => import('./onnx.js'),
  keras: () => import('./keras.js'),
  lsp: () => import('./lsp.js'),
  playground: () => import('./playground.js'),
};

const { positionals: wanted } = parseArgs({ allowPositionals: true });
const unknown = wanted.filter((name) => !Object.hasOwn(modules, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(modules).join(', ')}.`);
  process.exit(2);
}

/** The cells of a line: what, ours, the peer's, the ratio, the limit, the peer. */
const line = (what, ours, theirs, ratio, limit, peer) =>
  `${what.padEnd(39)}${ours.padStart(10)}${theirs.padStart(10)}${ratio.padStart(7)}${limit.padStart(8)}  ${peer}`.trimEnd();

const over = [];
for (const [name, load] of Object.entries(modules)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { title, rows } = await load();
  console.log(`\n${line(title, 'ours', 'peer', 'ratio', 'at most', 'peer')}`);
  for await (const row of rows()) {
    const limit = row.limit === undefined ? '' : row.limit.toFixed(row.limit < 1.1 ? 2 : 1);
    if (row.missing !== undefined) {
      console.log(line(`  ${row.what}`, '', '', '', limit, `${row.peer}: not run, ${row.missing}`));
      continue;
    }
    const { ours, theirs, ratio } = await measure(row);
    const quantity = (number) => `${rounded(number)} ${row.unit ?? 'ms'}`;
    console.log(line(`  ${row.what}`, quantity(ours), quantity(theirs), ratio.toFixed(2), limit, row.peer));
    if (ratio > row.limit) over.push(row.what);
  }
}
if (over.length > 0) {
  console.log(`\nOver the limit: ${over.join('; ')}.`);
  process.exitCode = 1;
}

/** Three digits that count, or all before the point. */
function rounded(number) {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}
