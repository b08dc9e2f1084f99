/** Reports as JSON. */
import { jsonText } from '../text/json.js';

/** Plain data as JSON, with each shape on one line. */
export function reportJson(report: object): string {
  // JSON has line ends between tokens only, so a bracket at the end of a line is not inside a string.
  const numbers = /\[\n\s+(?:(?:[-\d.eE+]+|null),?\s+)+\]/g;
  return jsonText(report).replace(numbers, (list) => JSON.stringify(JSON.parse(list)).replaceAll(',', ', '));
}
