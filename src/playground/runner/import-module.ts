/** In place of run/import-module.ts: the sandbox may only run scripts from memory. */
export async function importModule<Module>(specifier: string): Promise<Module> {
  const code = decodeURIComponent(specifier.replace(/^data:text\/javascript,/, ''));
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
