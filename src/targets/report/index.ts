import type { Model } from '../../graph.js';
import type { File } from '../index.js';
import { reportOf } from './report.js';

export function reportFiles(model: Model): readonly File[] {
  return [{ name: 'report.json', text: `${JSON.stringify(reportOf(model), null, 2)}\n` }];
}
