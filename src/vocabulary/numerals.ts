/** Numbers and sizes as prose and other languages write them. */

/** The digits of `1,153,920`, `1_000`, `50%`, `2**4`, `2^4` and `0x10`; undefined for any other text. */
export function plainNumber(text: string): string | undefined {
  if (/^\d{1,3}(,\d{3})+$/.test(text)) return text.replaceAll(',', '');
  if (/^\d+([_']\d+)+$/.test(text)) return text.replaceAll(/[_']/g, '');
  if (/^0[xXoObB][\da-fA-F]+$/.test(text)) return digitsOf(Number(text));
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  if (percent !== undefined) return digitsOf(Number(percent) / 100);
  const [, base, exponent] = /^(\d+)\s*(?:\*\*|\^)\s*(\d+)$/.exec(text) ?? [];
  return base === undefined ? undefined : digitsOf(Number(base) ** Number(exponent));
}

/** A number in digits; undefined if it is too large or too small for them. */
function digitsOf(value: number): string | undefined {
  const digits = String(value);
  return /^\d+(\.\d+)?$/.test(digits) ? digits : undefined;
}

/**
 * A size as netspec writes it: `3x3` for `(3, 3)`, `[3 3]`, `3,3`, `3;3` and `3by3`, `[k, 1]` for `(k, 1)`, `[[1, 1],
 * [0, 0]]` for `((1, 1), (0, 0))`; undefined for any other text.
 */
export function plainSize(text: string): string | undefined {
  const isNested = /^[[(]\s*[[(][\d\s,()[\]]+[\])]\s*[\])]$/.test(text) && text.includes('(');
  if (isNested) return text.replaceAll('(', '[').replaceAll(')', ']');
  const [, inner = ''] = /^[[({]?\s*(-?\w+(?:(?:\s*[,;]\s*|\s+)-?\w+)*),?\s*[)\]}]?$/.exec(text) ?? [];
  const parts = inner.split(/[\s,;]+|(?<=^\d+)by(?=\d+$)/);
  if (inner === '' || plainNumber(text) !== undefined || (parts.length < 2 && !text.includes(','))) return undefined;
  if (parts.every((part) => /^\d+$/.test(part))) return parts.join('x');
  return text.includes(',') ? `[${parts.join(', ')}]` : undefined;
}
