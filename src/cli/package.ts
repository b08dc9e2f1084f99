/** The installed package. */
import { readFileSync } from 'node:fs';

/** The URL of a file of the package. This module is equally deep in it as source and in the program. */
export const packageFile = (file: string): URL => new URL(`../../${file}`, import.meta.url);

export const packageVersion = (): string => JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
