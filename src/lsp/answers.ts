/** What answers requests about places and documents. It is loaded with the first of them: checking goes without. */
export { actionsIn } from './actions.js';
export { completionsAt } from './completion.js';
export { namesAt, pageDataOf, pageOf, placeOf, reportTextOf } from './drawing.js';
export { signatureAt, tokensOf } from './expressions.js';
export { formattingOf } from './formatting.js';
export { hoverAt } from './hover.js';
export { definitionsAt, highlightsAt, referencesAt, renameAt, renameableAt } from './navigation.js';
export { foldingsOf, selectionAt, symbolsIncluding, symbolsOf } from './outline.js';
export { resolved } from './whole-spec.js';
