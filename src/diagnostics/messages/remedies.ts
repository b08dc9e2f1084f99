/** What to do, in words that many messages share: titles of fixes, and help. */

export const write = (text: string): string => `write ${text}`;
export const renameTo = (name: string): string => `rename it to ${name}`;
export const changeTo = (text: string): string => `change it to ${text}`;
export const removeIt = 'remove it';
export const addName = 'add `name:`';

export const indexOfRepetition = 'in a repeated item, write index';
export const forInputSize = (size: string): string => `for the size of the layer's input, write ${size}`;
