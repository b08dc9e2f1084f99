import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { tfjsPredictor } from '../build/run/predict/tfjs.js';
import { useBackend } from '../build/run/verify/backends.js';
import { bytesOf, compile, fit, load, openTensors, parseMap } from '../dist/index.js';
const require = createRequire(import.meta.url);
const models = path.resolve(path.dirname(require.resolve('nsfwjs')), '../models');
function read(folder) {
  const model = require(path.join(models, folder, `model.min.js`));
  const paths = model.weightsManifest.flatMap((group) => group.paths);
  const shard = (name) => Buffer.from(require(path.join(models, folder, `${name}.min.js`)), 'base64');
  return { model, shards: new Map(paths.map((name) => [name, shard(name)])) };
}
const folder='mobilenet_v2_mid',name='mobilenet-v2-mid';
const published=read(folder);
await useBackend(process.argv[2]??'wasm');
const file = (ending) => new URL(`../test/nsfwjs/${name}${ending}`, import.meta.url);
const { model } = compile(readFileSync(file('.yaml'), 'utf8'));
const { map } = parseMap(readFileSync(file('.map.yaml'), 'utf8'), name);
const { shards, model: json } = published;
const opened = await openTensors(bytesOf('model.json', new TextEncoder().encode(JSON.stringify(json))), (shard) => bytesOf(shard, shards.get(shard)));
const weights = await load(fit(model, opened, map));
const [{ name: input, shape }] = model.graph.inputs;
const picture = tf.randomUniform([1, ...shape], 0, 1, 'float32', 1);
const images = new Map([[input, { shape: picture.shape, data: picture.dataSync() }]]);
const predictor = await tfjsPredictor(model, weights, [...model.outputs.values()]);
const { buffer } = new Uint8Array(Buffer.concat([...shards.values()]));
const network = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights), weightData: buffer }));
const theirs = async () => { const fed = tf.tensor(images.get(input).data, picture.shape); const output = network.predict(fed); await output.data(); tf.dispose([fed, output]); };
const ours = () => predictor.predict(images);
for (let i=0;i<5;i++){await ours();await theirs();}
async function prof(f){const p=await tf.profile(async()=>{await f();return tf.scalar(0)});return p.kernels.map(k=>({n:k.name,i:k.inputShapes.map(s=>s&&s.join('x')).join(' '),o:k.outputShapes.map(s=>s?.join('x')).join(' '),t:k.kernelTimeMs}));}
const kernels = async f=>{const ks=await prof(f);for(const k of ks)k.t=await k.t;return ks};
const sum=new Map();
for(let r=0;r<6;r++)for(const [w,f] of [['ours',ours],['theirs',theirs]]){const ks=await kernels(f);let total=0;ks.forEach((k,i)=>{const key=w+'|'+i+'|'+k.n+'|'+k.i+'|'+k.o;const l=sum.get(key)??[];l.push(+k.t);sum.set(key,l);});}
const med=l=>l.sort((a,b)=>a-b)[l.length>>1];
for(const w of ['ours','theirs']){let t=0;const by=new Map();for(const [k,l] of sum){if(!k.startsWith(w+'|'))continue;const m=med(l);t+=m;const n=k.split('|')[2];const e=by.get(n)??[0,0];e[0]++;e[1]+=m;by.set(n,e);}console.log(w,t.toFixed(2),[...by].map(([n,[c,m]])=>`${n} ${c} ${m.toFixed(2)}`).join('; '))}
if(process.argv[3]==='list')for(const w of ['ours','theirs'])for(const [k,l] of sum)if(k.startsWith(w+'|'))console.log(k,med(l).toFixed(3));
const T={o:[],t:[]};for(let i=0;i<60;i++){let a=performance.now();await ours();T.o.push(performance.now()-a);a=performance.now();await theirs();T.t.push(performance.now()-a);}
const q=l=>{l=l.slice(20).sort((a,b)=>a-b);return [l[0],l[l.length>>2],l[l.length>>1]].map(x=>x.toFixed(2)).join(' ')};console.log('ours',q(T.o),'theirs',q(T.t));
process.exit();
