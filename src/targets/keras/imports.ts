/** The imports that code needs. */

const ofKeras = ['layers', 'ops'] as const;

export function importsOf(code: string): readonly string[] {
  const bare = code.replace(/"""[\s\S]*?"""|(?<!f)"(?:[^"\\\n]|\\.)*"|(?<!f)'(?:[^'\\\n]|\\.)*'|#.*/g, '');
  const uses = (name: string) => new RegExp(`(?<![\\w.])${name}\\.`).test(bare);
  const submodules = ofKeras.filter(uses);
  return [
    ...(uses('math') ? ['import math', ''] : []),
    'import keras',
    ...(uses('np') ? ['import numpy as np'] : []),
    ...(submodules.length > 0 ? [`from keras import ${submodules.join(', ')}`] : []),
  ];
}
