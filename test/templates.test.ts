import { describe, expect, it } from 'vitest';
import { render } from '../src/text/templates.js';

describe('render', () => {
  it('throws where the view lacks a value, or there is no such template', () => {
    expect(() => render('report/markdown', {})).toThrow('"name" not defined');
    expect(() => render('report/nothing', {})).toThrow('there is no template report/nothing');
  });
});
