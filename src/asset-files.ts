/** Styles of drawings as files. Only the build and the uncompiled source read them. */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const assetNames = ['drawing.css'] as const;

const sources = {
  'drawing.css': '../src/drawing/style.css',
} as const satisfies Record<(typeof assetNames)[number], string>;

/** The text of an asset, minified. */
export function readAsset(name: (typeof assetNames)[number]): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(sources[name], import.meta.url))],
    minify: true,
    write: false,
    charset: 'utf8',
  });
  return (outputFiles[0] as { text: string }).text.trim();
}
