/** Checks a network with this number of layers, and prints the memory of its model in kilobytes: `node --expose-gc memory.js 1000`. */
import { compile } from '../dist/index.js';
import { withBlocks } from './networks.js';

const [, , layers] = process.argv;
const held = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1024;
};

compile(withBlocks(100));
const before = held();
const compilation = compile(withBlocks(Number(layers)));
console.log(held() - before);
if (!compilation.model) throw new Error('the network has mistakes');
