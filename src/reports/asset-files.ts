/** The styles and scripts of drawings and pages, as files. Only the build and uncompiled source read them. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { keysOf } from '../text/lookup.js';

export interface Asset {
  readonly text: string;
  /** The hash for a content security policy. */
  readonly hash: string;
}

const sources = {
  'drawing.css': '../../src/reports/drawing/style.css',
  'page.css': '../../src/reports/page/style.css',
  'page.js': '../../src/reports/page/main.ts',
} as const;

export type AssetName = keyof typeof sources;

export const assetNames: readonly AssetName[] = keysOf(sources);

/** A minified asset with all its imports. */
export function readAsset(name: AssetName): Asset {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(sources[name], import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2023', 'chrome111', 'firefox115', 'safari16.4'],
    charset: 'utf8',
  });
  const text = outputFiles.map((file) => file.text.trim()).join('\n');
  return { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
}
