/** Texts that were specs once, with a few random changes: seeded, so that each can be made again. */

/** A generator of pseudo-random numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What means something to YAML, to the language or to JavaScript. */
const tokens = [
  ...'{}[],:#&*!|>\'"%@`?-.$()+/<>=~\\\t\n\r \0\u0007\u00e9\u2028\u202e\ufeff\ud800',
  ...['- ', ': ', '${', '}}', '---\n', '...\n', '<<: ', '&a ', '*a', '!!str ', '!!js/function ', '%YAML 1.1\n', '\r\n'],
  ...[
    'null',
    'true',
    'no',
    '~',
    '0',
    '-1',
    '1e308',
    '1e999',
    '0x10',
    '1_000',
    '.inf',
    '.nan',
    '3x3',
    '?x?x3',
    '9'.repeat(30),
  ],
  ...[
    'in.height',
    'in.',
    'min(',
    'max(in.width, 3)',
    ' and ',
    ' not ',
    ' // 0',
    ' % ',
    '${kernel_size}',
    '*/',
    '</script>',
  ],
  ...['__proto__', 'constructor', 'toString', 'op', 'name', 'input', 'layers:', 'branches:', 'blocks:', 'defaults:'],
  ...[
    'conv2d',
    'concat',
    'flatten',
    'reshape',
    'filters: ',
    'output: ',
    'when: ',
    'weights: ',
    'endpoint: ',
    'rename: ',
  ],
];

/** A text made of one of the corpus by one to eight changes; some changes take a part of another text. */
export function mutate(corpus: readonly string[], next: () => number): string {
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
  let text = pick(corpus);
  for (let changes = 1 + below(8); changes > 0; changes -= 1) {
    const at = below(text.length + 1);
    const length = below(next() < 0.8 ? 4 : 60);
    const part = text.slice(at, at + length);
    const lines = text.split('\n');
    const line = below(lines.length);
    switch (below(10)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 1:
        text = text.slice(0, at) + pick(tokens) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + pick(tokens) + text.slice(at + length);
        break;
      case 3:
        text = text.slice(0, at) + part + text.slice(at);
        break;
      case 4:
        text = text.slice(0, at) + String.fromCharCode(below(next() < 0.9 ? 128 : 65_536)) + text.slice(at + 1);
        break;
      case 5:
        text = lines.toSpliced(line, 1 + below(3)).join('\n');
        break;
      case 6:
        text = lines.toSpliced(line, 0, pick(lines)).join('\n');
        break;
      case 7:
        text = lines.with(line, ' '.repeat(below(6)) + (lines[line] as string).trimStart()).join('\n');
        break;
      case 8: {
        const other = pick(corpus).split('\n');
        const from = below(other.length);
        text = lines.toSpliced(line, below(3), ...other.slice(from, from + 1 + below(8))).join('\n');
        break;
      }
      case 9: {
        const words = [...text.matchAll(/[\w.-]+/g)];
        if (words.length < 2) break;
        const [from, to] = [pick(words), pick(words)];
        text = text.slice(0, from.index) + to[0] + text.slice(from.index + from[0].length);
      }
    }
  }
  return text;
}
