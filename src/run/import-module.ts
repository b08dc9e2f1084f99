/**
 * Loads a module when it is needed: a package, by its name, or code, by its URL. What is built is a script, in which
 * Node does not take `import()`; there main.ts lends its own in the place of this.
 */
export function importModule<Module>(specifier: string): Promise<Module> {
  return import(specifier);
}
