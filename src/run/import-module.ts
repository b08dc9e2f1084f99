/**
 * Imports a package by name, or code by URL. The built program is a script, in which Node does not support `import()`;
 * main.ts passes its own instead.
 */
export function importModule<Module>(specifier: string): Promise<Module> {
  return import(specifier);
}
