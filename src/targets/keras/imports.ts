/** The imports that code needs. */

const ofPython = ['math', 're', 'sys'] as const;
const ofKeras = ['initializers', 'layers', 'ops', 'regularizers'] as const;

export function importsOf(code: string): readonly string[] {
  const bare = code.replace(/"""[\s\S]*?"""|(?<!f)"(?:[^"\\\n]|\\.)*"|(?<!f)'(?:[^'\\\n]|\\.)*'|#.*/g, '');
  const uses = (name: string) => new RegExp(`(?<![\\w.])${name}\\.`).test(bare);
  const standard = ofPython.filter(uses);
  const submodules = ofKeras.filter(uses);
  return [
    ...(standard.length > 0 ? [...standard.map((name) => `import ${name}`), ''] : []),
    'import keras',
    ...(uses('np') ? ['import numpy as np'] : []),
    ...(submodules.length > 0 ? [`from keras import ${submodules.join(', ')}`] : []),
  ];
}
