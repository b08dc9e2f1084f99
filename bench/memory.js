/** Checks a network of so many layers, and prints the most memory that the process had, in kilobytes. */
import { compile } from '../dist/index.js';
import { withBlocks } from './networks.js';

const [, , layers] = process.argv;
if (Number(layers) > 0) compile(withBlocks(Number(layers)));
console.log(process.resourceUsage().maxRSS);
