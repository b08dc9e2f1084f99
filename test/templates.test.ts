import { describe, expect, it } from 'vitest';
import { render } from '../src/templates.js';

describe('render', () => {
  it('leaves values as they are', () => {
    expect(render('report/markdown', { title: '<b> & "c"' })).toContain('<b> & "c"');
  });

  it('throws where the view lacks a value, or there is no such template', () => {
    expect(() => render('report/markdown', {})).toThrow('not defined');
    expect(() => render('report/nothing', {})).toThrow('there is no template report/nothing');
  });
});
