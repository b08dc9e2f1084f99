/** Reports for programs. */

/** Plain data as JSON, with each shape on one line. */
export function reportJson(report: object): string {
  // A line ends only between tokens, so what follows a bracket at the end of a line is no part of a string.
  const numbers = /\[\n\s+(?:(?:[-\d.eE+]+|null),?\s+)+\]/g;
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(numbers, (list) => JSON.stringify(JSON.parse(list)).replaceAll(',', ', '))}\n`;
}
