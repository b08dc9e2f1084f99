/** Diagnostics in the forms that other programs read. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/diagnostics/codes.js';
import { broken, doubtful, Folder, netspec, tiny } from '../cli/netspec.js';
import { parseXml } from './xml.js';

const folder = new Folder();
const sound = folder.write('sound.yaml', tiny);
const wrong = folder.write('wrong, 100%:.yaml', broken);
const warned = folder.write('warned.yaml', doubtful);
const mismatched = folder.write('mismatched.yaml', readFileSync('test/cases/output-mismatch.yaml', 'utf8'));

const check = (format: string, ...args: string[]) => netspec(['check', '--format', format, ...args]);

describe('check --format github', () => {
  it('gives a workflow command for each diagnostic', async () => {
    const { status, stdout } = await check('github', sound, wrong, warned, mismatched);
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      `::error file=${folder.path}/wrong%2C 100%25%3A.yaml,line=5,endLine=5,col=40,endColumn=50,title=unknown-key::unknown key "kernelsize" in conv2d%0Ahelp: write kernel_size`,
      `::warning file=${warned},line=4,endLine=4,col=14,endColumn=20,title=unused-parameter::unused is never used`,
      `::error file=${mismatched},line=11,endLine=11,col=11,endColumn=20,title=output-mismatch::Mixed_5b declares 35x35x246 but computes 35x35x256%0Anote: Branch_0 64 + Branch_1 64 + Branch_2 96 + Branch_3 32 = 256 channels (line 12)%0Ahelp: change it to 35x35x256`,
      '',
    ]);
    expect((await check('github', sound)).stdout).toBe('');
  });

  it('omits columns for spans of several lines', async () => {
    const { stdout } = await netspec(['check', '--format', 'github', '-'], {
      stdin: tiny.replace('Tiny', '"Ti\n  ny"'),
    });
    expect(stdout).toMatch(/^::error file=<stdin>,line=2,endLine=3,title=invalid-name::/);
  });
});

describe('check --format sarif', () => {
  const require = createRequire(import.meta.url);
  // Its draft of JSON Schema is newer, but it uses nothing that was removed.
  const { $schema, id, ...schema } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it('gives a log that is valid against the schema', async () => {
    for (const specs of [[sound], [wrong, warned, mismatched]]) {
      const log = JSON.parse((await check('sarif', ...specs)).stdout);
      expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('has a rule for every code, with its help', async () => {
    const { runs } = JSON.parse((await check('sarif', sound)).stdout);
    expect(runs).toHaveLength(1);
    const { rules, version } = runs[0].tool.driver;
    expect(version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(codes));
    expect(rules).toContainEqual({
      id: 'empty-spec',
      shortDescription: { text: 'A spec must not be empty.' },
      helpUri: `${pathToFileURL('generated/diagnostics.md').href}#empty-spec`,
      help: {
        text: 'A spec must not be empty. An empty file describes no network.',
        markdown: 'A spec must not be empty. An empty file describes no network.',
      },
      defaultConfiguration: { level: 'error' },
    });
    expect(runs[0].results).toEqual([]);
    const headings = new Set(readFileSync('generated/diagnostics.md', 'utf8').match(/(?<=^## ).*/gm));
    for (const { helpUri } of rules) expect(headings).toContain(new URL(helpUri).hash.slice(1));
  });

  it('tells if a spec could not be read', async () => {
    const invocations = async (...specs: string[]) => {
      return JSON.parse((await check('sarif', ...specs)).stdout).runs[0].invocations;
    };
    expect(await invocations(sound, wrong)).toEqual([{ executionSuccessful: true }]);
    expect(await invocations(sound, folder.at('missing.yaml'))).toEqual([{ executionSuccessful: false }]);
  });

  it('has a result for every diagnostic, with its notes and its fix', async () => {
    const { runs } = JSON.parse((await check('sarif', mismatched, wrong)).stdout);
    const [{ results, tool }] = runs;
    const uri = mismatched;
    const artifactLocation = { uri };
    const region = { startLine: 11, startColumn: 11, endLine: 11, endColumn: 20 };
    expect(results[0]).toEqual({
      ruleId: 'output-mismatch',
      ruleIndex: expect.any(Number),
      level: 'error',
      message: { text: 'Mixed_5b declares 35x35x246 but computes 35x35x256' },
      locations: [{ physicalLocation: { artifactLocation, region } }],
      relatedLocations: [
        {
          id: 0,
          message: { text: 'Branch_0 64 + Branch_1 64 + Branch_2 96 + Branch_3 32 = 256 channels' },
          physicalLocation: { artifactLocation, region: { startLine: 12, startColumn: 3, endLine: 12, endColumn: 11 } },
        },
      ],
      fixes: [
        {
          description: { text: 'change it to 35x35x256' },
          artifactChanges: [
            { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: '35x35x256' } }] },
          ],
        },
      ],
    });
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe('output-mismatch');
    expect(results[1].locations[0].physicalLocation.artifactLocation.uri).toBe(
      `${folder.path}/wrong%2C%20100%25%3A.yaml`,
    );
  });
});

describe('check --format junit', () => {
  it('gives a suite for each spec, with a failure for each error', async () => {
    const { status, stdout } = await check('junit', sound, folder.at('missing.yaml'), wrong, warned);
    expect(status).toBe(2);
    const [root] = parseXml(stdout);
    expect(root?.name).toBe('testsuites');
    expect(root?.children.map(({ attributes }) => attributes)).toEqual([
      { name: sound, tests: '1', failures: '0', errors: '0', skipped: '0' },
      { name: wrong, tests: '1', failures: '1', errors: '0', skipped: '0' },
      { name: warned, tests: '1', failures: '0', errors: '0', skipped: '0' },
    ]);
    const cases = root?.children.flatMap(({ children }) => children);
    expect(cases?.map(({ attributes, children }) => [attributes.name, children.map(({ name }) => name)])).toEqual([
      ['check', []],
      ['unknown-key 5:40', ['failure']],
      ['unused-parameter 4:14', ['system-out']],
    ]);
    const [failure] = cases?.[1]?.children ?? [];
    expect(failure?.attributes).toEqual({ type: 'unknown-key', message: 'unknown key "kernelsize" in conv2d' });
    expect(failure?.text).toContain('   help: write kernel_size');
  });
});

describe('check --max-warnings', () => {
  it('fails if there are more, even if they are not shown', async () => {
    const other = folder.write('other.yaml', doubtful);
    const said = 'netspec: 2 warnings; --max-warnings allows 1\n';
    expect((await netspec(['check', warned, other, '--max-warnings', '2'])).status).toBe(0);
    expect(await netspec(['check', warned, other, '--max-warnings', '1'])).toMatchObject({ status: 1, stderr: said });
    expect(await netspec(['check', '--quiet', warned, other, '--max-warnings', '1'])).toEqual({
      status: 1,
      stdout: '',
      stderr: said,
    });
  });
});
