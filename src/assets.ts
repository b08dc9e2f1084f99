/**
 * The styles that drawings have inside. As source they are read when they are asked for; `npm run build` puts what comes of them in the place of this module, so that nothing is read at run time.
 */
import { type assetNames, readAsset } from './asset-files.js';

export type AssetName = (typeof assetNames)[number];

const read = new Map<AssetName, string>();

/** The text of an asset. */
export function asset(name: AssetName): string {
  const text = read.get(name) ?? readAsset(name);
  read.set(name, text);
  return text;
}
