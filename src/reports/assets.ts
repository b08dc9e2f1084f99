/**
 * The styles and the script inside drawings and pages. Uncompiled source bundles them on demand; `npm run build`
 * replaces this module by the result, so that nothing is read at run time.
 */
import { type Asset, type AssetName, readAsset } from './asset-files.js';

const read = new Map<AssetName, Asset>();

export function asset(name: AssetName): Asset {
  const known = read.get(name) ?? readAsset(name);
  read.set(name, known);
  return known;
}
