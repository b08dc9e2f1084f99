/** Text that would be more than text wherever it is put down without care. */
export const hostile: readonly string[] = [
  '*/ process.exit(1) //',
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '`${process.exit(1)}`',
  '${process.exit(1)}',
  '{{constructor.constructor("return process")()}}',
  '"; process.exit(1); //',
  "'; process.exit(1); //",
  '\\',
  'a\nprocess.exit(1)\n| --- |\n# b',
  'a\r\nb',
  'a\n::error file=a.yaml::b\n::set-output name=a::b',
  '%0A::error::a',
  '::stop-commands::a',
  'a\u2028b\u2029c',
  '\u202etxt.exe\u202c \u2066a\u2069 \u200b\ufeff',
  '\u001b[2J\u001b]0;a\u0007\u009b31m',
  '\u0000\ufffe\uffff\ud800',
  ']]></failure>&amp;<!ENTITY a SYSTEM "file:///etc/passwd">&a;',
  '| a | b |',
  '```\n# a',
  '[a](javascript:alert(1)) ![a](http://a.example/a.png) @team #1 http://a.example',
  '../../../../etc/passwd',
  'C:\\a\\..\\..\\b',
  '..',
  '__proto__',
  'constructor',
  'toString',
  'a: b',
  '- a',
  '!!js/function a',
  '*a',
  '<<',
];

/** What a terminal acts on, what hides text, and what turns it around; a line's end is none of it. */
export const unsafe = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * The markup of a page, line by line, without code (but for the bars of tables), escaped characters, and comments
 * between letters.
 */
export const markupOf = (page: string): readonly string[] =>
  page
    .replaceAll(/[@#]<!-- -->/g, '')
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/\\.|(`+)(?!`).*?(?<!`)\1(?!`)/g, (quiet) => quiet.replaceAll(/\\.|[^|]/g, ''))
        .replaceAll(/[^<>#|*`[\]~]|(?<=\w)_(?=\w)/g, ''),
    );

/** The places of a spec, one a spec, with a text there. */
export const places: Readonly<Record<string, (text: string) => string>> = {
  'a name of a network': (text) => specWith({ name: text }),
  'a summary': (text) => specWith({ summary: text }),
  'a key': (text) => specWith({ [text]: 1 }),
  'an input': (text) => specWith({ inputs: { [text]: '8x8x3' } }),
  'a shape': (text) => specWith({ inputs: { images: text } }),
  'a parameter': (text) => specWith({ parameters: { [text]: 3 } }),
  'a default of a parameter': (text) => specWith({ parameters: { a: { default: text, choices: [text] } } }),
  'a key of a parameter': (text) => specWith({ parameters: { a: { default: 3, [text]: 3 } } }),
  'a formula': (text) => specWith({ formulas: { [text]: text } }),
  'defaults of an op': (text) => specWith({ defaults: { [text]: { [text]: text } } }),
  'a convention': (text) => specWith({ conventions: { conv2d: text, [text]: text } }),
  'a block': (text) => specWith({ blocks: { [text]: { summary: text, layers: [layer({})] } } }),
  'a key of a block': (text) => specWith({ blocks: { A: { [text]: text, layers: [layer({})] } } }),
  'an argument': (text) =>
    specWith({
      blocks: { A: { parameters: [text], layers: [layer({})] } },
      layers: [{ op: 'A', name: 'Last', [text]: 3 }],
    }),
  'a rename': (text) =>
    specWith({ blocks: { A: { layers: [layer({})] } }, layers: [{ op: 'A', name: 'Last', rename: { [text]: text } }] }),
  'an op': (text) => specWith({ layers: [layer({ op: text })] }),
  'a name of a layer': (text) => specWith({ layers: [layer({ name: text })], outputs: { out: text } }),
  'a name of a branch': (text) => specWith({ layers: [{ name: 'Last', branches: { [text]: [layer({})], b: [] } }] }),
  'an attribute': (text) => specWith({ layers: [layer({ [text]: text })] }),
  'an expression': (text) => specWith({ layers: [layer({ filters: text, when: text })] }),
  'an enumeration': (text) => specWith({ layers: [layer({ padding: text, activation: text })] }),
  'a reference': (text) => specWith({ layers: [layer({ input: text })] }),
  'an end point': (text) => specWith({ layers: [layer({ endpoint: text })] }),
  'shared weights': (text) => specWith({ layers: [layer({ weights: text })] }),
  'a declared output': (text) => specWith({ layers: [layer({ output: text, params: text })] }),
  'an output': (text) => specWith({ outputs: { [text]: 'Last' } }),
  'what is expected': (text) =>
    specWith({ expect: { set: { [text]: 3 }, input: { [text]: text }, until: text, [text]: 1 } }),
  'a suppression': (text) => `${specWith({})}# netspec-allow ${text}: ${text}\n`,
  'YAML of its own': (text) => specWith({}).replace('"Net"', text),
  'all there is': (text) => text,
};

const layer = (keys: object): object => ({ op: 'conv2d', name: 'Last', filters: 4, kernel_size: 1, ...keys });

/** A spec in JSON, which is YAML too. A computed key takes `__proto__` for a name like any other. */
function specWith(keys: object): string {
  const spec = { netspec: 1, name: 'Net', inputs: { images: '8x8x3' }, layers: [layer({})], outputs: { out: 'Last' } };
  return `${JSON.stringify({ ...spec, ...keys }, null, 1)}\n`;
}
