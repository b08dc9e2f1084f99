/** What a check is measured against: a program that does nothing but parse a file as YAML. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

parseDocument(readFileSync(process.argv[2], 'utf8'));
