import { describe, expect, it } from 'vitest';
import { type Code, codes } from '../../src/diagnostics/codes.js';
import { exampleOf, wholeSpec } from '../../src/diagnostics/examples/index.js';
import { diagnose } from '../diagnostics/describe.js';

const found = (text: string) => diagnose(wholeSpec(text)).map(({ code }) => code);

describe('the example of each code', () => {
  it.each(Object.keys(codes) as Code[])('%s', (code) => {
    const { bad, good } = exampleOf(code);
    expect(new Set(found(bad))).toEqual(new Set([code]));
    expect(found(good)).toEqual([]);
    for (const text of [bad, good]) expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });
});
