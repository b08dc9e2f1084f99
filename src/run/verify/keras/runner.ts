/** The program that runs in Python. Only the build and uncompiled source read its file. */
import { readFileSync } from 'node:fs';

export const runner = readFileSync(new URL('../../../../src/run/verify/keras/runner.py', import.meta.url), 'utf8');
