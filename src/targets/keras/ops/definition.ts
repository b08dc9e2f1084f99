import type { PythonStatement } from '../python.js';

/** A function or a class that the module has. */
export interface PythonDefinition {
  readonly name: string;
  readonly code: PythonStatement;
}
