/** The extension's package and its rules, without VS Code. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = 'editors/vscode';
const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
const manifest = JSON.parse(read('package.json'));

interface Named {
  readonly command: string;
}

describe('the extension for VS Code', () => {
  const commands: readonly string[] = manifest.contributes.commands.map(({ command }: Named) => command);
  const sources = ['extension', 'node', 'web'].map((name) => read(`src/${name}.ts`)).join('\n');

  it('has the version and license of netspec', () => {
    const { version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(manifest).toMatchObject({ version, license });
    expect(read('LICENSE')).toBe(readFileSync('LICENSE', 'utf8'));
  });

  it('registers the commands that it declares', () => {
    const registered = [...sources.matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name);
    expect(registered.toSorted()).toEqual(commands.toSorted());
    const listed = manifest.contributes.menus.commandPalette.map(({ command }: Named) => command);
    expect(listed.toSorted()).toEqual(commands.toSorted());
  });

  it('leaves YAML that is no spec alone', () => {
    const [language] = manifest.contributes.languages;
    // With an extension or a first line, VS Code would take other files as specs.
    expect(Object.keys(language).toSorted()).toEqual(['aliases', 'configuration', 'filenamePatterns', 'icon', 'id']);
    expect(language.filenamePatterns).toEqual(['*.netspec.yaml', '*.netspec.yml']);
  });

  it('colors specs as YAML', () => {
    const [{ language, path }] = manifest.contributes.grammars;
    expect(language).toBe(manifest.contributes.languages[0].id);
    expect(JSON.parse(read(path)).patterns).toEqual([{ include: 'source.yaml' }]);
  });

  it('has the files that it names', () => {
    for (const file of [manifest.icon, manifest.contributes.languages[0].configuration, 'README.md'])
      expect(existsSync(`${folder}/${file}`), file).toBe(true);
  });
});
