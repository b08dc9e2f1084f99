import { describe, expect, it } from 'vitest';
import { render } from '../src/text/templates.js';

describe('render', () => {
  it('throws if a value or the template is missing', () => {
    expect(() => render('report/markdown', {})).toThrow('"name" not defined');
    expect(() => render('report/nothing', {})).toThrow('there is no template report/nothing');
  });
});
