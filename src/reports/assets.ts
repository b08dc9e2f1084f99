/**
 * The styles and the script that drawings and pages have inside. As source they are bundled when they are asked for;
 * `npm run build` puts what comes of them in the place of this module, so that nothing is read at run time.
 */
import { type Asset, type AssetName, readAsset } from './asset-files.js';

const read = new Map<AssetName, Asset>();

export function asset(name: AssetName): Asset {
  const known = read.get(name) ?? readAsset(name);
  read.set(name, known);
  return known;
}
