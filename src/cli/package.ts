/** The package that netspec is installed as. */
import { readFileSync } from 'node:fs';

/** The address of a file of the package; this module has the same depth in it as source and as part of the program. */
export const packageFile = (file: string): URL => new URL(`../../${file}`, import.meta.url);

export const packageVersion = (): string => JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
