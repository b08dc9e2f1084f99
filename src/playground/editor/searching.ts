/** Search and replacement. They are loaded when one starts to edit. */
import { search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';

export const searching: Extension = [search({ top: true }), keymap.of(searchKeymap)];
