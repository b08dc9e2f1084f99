/** The requests of netspec's own, for the page of a report beside the text. */
import {
  type Location,
  RequestType,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { PageData } from '../reports/page/data.js';

interface DrawingParams {
  readonly textDocument: TextDocumentIdentifier;
}

interface NameParams extends DrawingParams {
  readonly name: string;
}

/** The data of the page; without sides if the spec has errors. */
export const pageDataRequest = new RequestType<DrawingParams, PageData, void>('netspec/pageData');

/** The page itself, as HTML. It takes other data and names by messages, and sends the names that the user chooses. */
export const pageRequest = new RequestType<DrawingParams, string, void>('netspec/page');

/** The report as text; empty if the spec has errors. */
export const reportRequest = new RequestType<DrawingParams, string, void>('netspec/report');

/** The names of the layers and modules that the item at a place becomes. */
export const namesRequest = new RequestType<TextDocumentPositionParams, readonly string[], void>('netspec/namesAt');

/** The place of a layer, a module or an input. */
export const placeRequest = new RequestType<NameParams, Location | null, void>('netspec/placeOf');
