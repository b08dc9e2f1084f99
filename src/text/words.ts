/** Words in sentences. */

/** `a, b and c` */
export function enumerate(words: readonly string[], conjunction = 'and'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `a, b, c`; the first few if there are many. */
export function listWords(words: readonly string[], most = 24): string {
  return words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
}

/** `a dense`, `an embedding`, `an lstm` */
export const withArticle = (word: string): string => `${/^(?:[aeiou]|lstm|rms)/i.test(word) ? 'an' : 'a'} ${word}`;

/** `1 layer`, `2 layers` */
export const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;
