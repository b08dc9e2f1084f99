/** Reports for programs. */
import { jsonText } from '../text/json.js';

/** Plain data as JSON, with each shape on one line. */
export function reportJson(report: object): string {
  // A line ends only between tokens, so what follows a bracket at the end of a line is no part of a string.
  const numbers = /\[\n\s+(?:(?:[-\d.eE+]+|null),?\s+)+\]/g;
  return jsonText(report).replace(numbers, (list) => JSON.stringify(JSON.parse(list)).replaceAll(',', ', '));
}
