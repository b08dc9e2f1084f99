/** Which YAML files are specs. Editors that identify the language themselves use the same rule. */

/** The comment with the schema that editors complete with; weight maps have another one. */
const schemaComment = /^\ufeff?#\s*yaml-language-server:\s*\$schema=\S*\bnetspec\.schema\.json/m;

/** The key `netspec` of the whole document, which has the version of the language, possibly not written yet. */
const versionKey = /^\ufeff?(?:\{\s*)?(["']?)netspec\1[ \t]*:[ \t]*(?:\d|#|\r?$)/m;

/** Whether a YAML text is a spec: by its schema comment, or by the key `netspec`. */
export const looksLikeSpec = (text: string): boolean => schemaComment.test(text) || versionKey.test(text);
