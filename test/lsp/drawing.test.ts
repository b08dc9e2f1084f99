/** What editors need for a drawing beside the text. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver/node';
import { looksLikeSpec } from '../../src/lsp/recognition.js';
import type { PageData } from '../../src/reports/page/data.js';
import { Client } from './client.js';

const inception = readFileSync('specs/inception-v3.yaml', 'utf8');

describe('drawing', () => {
  it('has the page, its data and the report', async () => {
    const client = await Client.open(inception);
    const { sides, errors } = await client.askAll<PageData>('netspec/pageData');
    expect(errors).toBe('');
    expect(sides[0]?.report.totals).toMatchObject({ layers: 132, params: 27_179_376 });
    expect(await client.askAll<string>('netspec/page')).toMatch(/^<!doctype html>.*script-src 'sha256-.*InceptionV3/s);
    expect(await client.askAll<string>('netspec/report')).toMatch(/Mixed_5b +35x35x256/);
    await client.change('filters: 192, kernel_size: 3x3', 'filters: 193, kernel_size: 3x3');
    const broken = await client.askAll<PageData>('netspec/pageData');
    expect(broken).toEqual({ sides: [], errors: expect.stringMatching(/^The spec has \d+ errors?\.$/) });
    expect(await client.askAll<string>('netspec/report')).toBe('');
  });

  it('leads from the text to the drawing and back', async () => {
    const client = await Client.open(inception);
    const namesAt = (marked: string) => client.ask<readonly string[]>('netspec/namesAt', marked);
    expect(await namesAt('name: Mixed^_5b')).toEqual(['Mixed_5b']);
    expect(await namesAt('input: images, filters: 3^2')).toEqual(['Conv2d_1a_3x3']);
    // A layer of a block with three uses.
    const [first = '', ...others] = await namesAt('filters: pool_filters, kernel_size: ^1x1');
    expect([first, ...others]).toEqual(['b', 'c', 'd'].map((use) => `Mixed_5${use}/Branch_3/Conv2d_0b_1x1`));
    expect(await namesAt('inputs: {images: ^299')).toEqual([]);
    const placeOf = async (name: string) => {
      const place = await client.askAll<Location | null>('netspec/placeOf', { name });
      return place && client.text.split('\n')[place.range.start.line]?.trim();
    };
    expect(await placeOf(first)).toContain('filters: pool_filters');
    expect(await placeOf('Mixed_5b')).toContain('name: Mixed_5b');
    expect(await placeOf('Mixed_5b/Branch_0')).toContain('Branch_0');
    expect(await placeOf('images')).toContain('299x299x3');
    expect(await placeOf('nothing')).toBeNull();
  });
});

describe('which YAML is a spec', () => {
  it.each([
    inception,
    'netspec: 1\nname: a',
    '# a comment\n\nname: a\nnetspec: 1',
    'netspec:',
    '{netspec: 1, name: a}',
    '"netspec": 1 # comment',
    '\ufeffnetspec: 1\r\n',
    '# yaml-language-server: $schema=https://example.org/netspec.schema.json',
  ])('%j is', (text) => expect(looksLikeSpec(text)).toBe(true));

  it.each([
    '',
    readFileSync('maps/keras.yaml', 'utf8'),
    'jobs:\n  netspec:\n    runs-on: ubuntu',
    'dependencies: {netspec: 1}',
    'netspec: {image: node}',
    '# checks the netspec schema\non: push',
    'netspec_map: 1',
  ])('%j is not', (text) => expect(looksLikeSpec(text)).toBe(false));
});
